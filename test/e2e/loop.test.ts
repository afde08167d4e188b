import { join } from 'node:path'
import { App, expect, sampleBoxes, samplePicture, test } from './windhover'

// The whole loop by hand on a real photograph: mark, check, build, train, predict, evaluate, close, open again.

const half = 882

test('from an unopened picture to the list of what it holds, and all of it is there after a restart', async ({
  home,
}) => {
  test.setTimeout(420_000)
  let app = await App.launch(home)
  const project = join(home, 'Documents', 'crossing.windhover')

  await test.step('a new project and a picture', async () => {
    await app.answerSave(project)
    await app.button('New project').first().click()
    await app.answerOpen(samplePicture)
    await app.button('Import images').first().click()
    await expect(app.image).toHaveAccessibleName('crossroads.png', { timeout: 30_000 })
    await app.settled()
  })

  const marked = sampleBoxes().filter((box) => box.x + box.w / 2 < half)
  await test.step('mark every vehicle of the left half with the mouse', async () => {
    await app.tool('Box').click()
    for (const [i, box] of marked.entries()) {
      await app.drawBox(box)
      await expect(app.image).toHaveAttribute('data-objects', String(i + 1))
    }
  })

  await test.step('undo and redo', async () => {
    await app.image.focus()
    await app.page.keyboard.press('Control+z')
    await expect(app.image).toHaveAttribute('data-objects', String(marked.length - 1))
    await app.page.keyboard.press('Control+Shift+z')
    await expect(app.image).toHaveAttribute('data-objects', String(marked.length))
  })

  await test.step('say what is checked', async () => {
    await app.tool('Checked area').click()
    await app.drag({ x: 1, y: 1 }, { x: half, y: 429 })
    await app.page.screenshot({ path: 'test-results/annotate.png' })
  })

  await test.step('build the dataset', async () => {
    await app.step('Dataset').click()
    await app.button('Build dataset').click()
    await expect(
      app.page
        .getByRole('status')
        .filter({ hasText: /dataset is built/i })
        .first(),
    ).toBeVisible({ timeout: 60_000 })
    await expect(app.page.getByText('On an object').first()).toBeVisible()
    await app.page.screenshot({ path: 'test-results/dataset.png' })
  })

  await test.step('train, watch the loss, stop', async () => {
    await app.step('Train').click()
    await app.button('Start training').click()
    await expect(app.page.getByRole('progressbar', { name: /training/i }).first()).toBeVisible({
      timeout: 60_000,
    })
    // Drawing goes on meanwhile: the picture still answers.
    const before = await app.attribute('data-scale')
    const middle = await app.toWindow(half, 215)
    await app.page.mouse.move(middle.x, middle.y)
    await app.page.mouse.wheel(0, -300)
    await expect.poll(() => app.attribute('data-scale')).not.toBe(before)
    await app.page.waitForTimeout(75_000)
    await app.page.screenshot({ path: 'test-results/train.png' })
    await app.button('Stop').click()
    await expect(
      app.page
        .getByRole('status')
        .filter({ hasText: /training (stopped|finished)/i })
        .first(),
    ).toBeVisible({
      timeout: 60_000,
    })
  })

  let detections = 0
  await test.step('search the picture', async () => {
    await app.step('Predict').click()
    await app.button('Predict').click()
    await expect(
      app.page
        .getByRole('status')
        .filter({ hasText: /^found/i })
        .first(),
    ).toBeVisible({ timeout: 90_000 })
    await expect.poll(() => app.attribute('data-detections')).toBeGreaterThan(10)
    await app.settled()
    detections = await app.attribute('data-detections')
    await app.page.screenshot({ path: 'test-results/predict.png' })
  })

  await test.step('numbers', async () => {
    await app.button('Evaluate').click()
    await expect(app.page.getByText(/recall/i).first()).toBeVisible({ timeout: 60_000 })
    await app.page.screenshot({ path: 'test-results/evaluate.png' })
  })

  await test.step('close, open again: everything is there', async () => {
    expect(app.complaints).toEqual([])
    await app.close()
    app = await App.launch(home)
    await app.answerOpen(project)
    await app.button('Open project').first().click()
    await expect(app.image).toHaveAccessibleName('crossroads.png', { timeout: 30_000 })
    await expect(app.image).toHaveAttribute('data-objects', String(marked.length))
    await app.step('Predict').click()
    await expect.poll(() => app.attribute('data-detections')).toBe(detections)
    await app.step('Train').click()
    expect(app.complaints).toEqual([])
    await app.close()
  })
})
