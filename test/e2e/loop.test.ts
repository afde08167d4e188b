import type { Locator } from '@playwright/test'
import { join } from 'node:path'
import { detectionTint } from '../../renderer/viewer/colors'
import { differing, nearest, rgb, type Rgb, shoot } from './pixels'
import { App, type Box, expect, sampleBoxes, samplePicture, test } from './windhover'

// The whole loop by hand on a real photograph: mark, check, build, train, predict, evaluate, close, open again.

const half = 882

/** Trains until it finds most of the validation tiles' objects, or until its own time is over. Gives the losses shown. */
async function watchTraining(app: App): Promise<number[]> {
  const losses: number[] = []
  const curve = app.page.getByRole('img', { name: /^Loss/ })
  const quality = app.page.getByRole('img', { name: /^F1/ })
  const read = async (image: Locator, name: RegExp) =>
    Number(name.exec((await image.getAttribute('aria-label', { timeout: 1000 }).catch(() => '')) ?? '')?.[1])
  const over = app.status(/training finished/i)
  const isEnough = async () => {
    expect(await app.page.getByRole('alert').allTextContents()).toEqual([])
    const loss = await read(curve, /train ([\d.]+)/)
    if (loss > 0 && loss !== losses.at(-1)) losses.push(loss)
    return (await read(quality, /F1 ([\d.]+)$/)) >= 0.75 || (await over.isVisible())
  }
  await expect.poll(isEnough, { timeout: 240_000, intervals: [500] }).toBe(true)
  await app.page.screenshot({ path: 'test-results/train.png' })
  // It may end by itself at this very moment.
  await app
    .button('Stop')
    .click({ timeout: 5000 })
    .catch(() => {})
  await expect(app.status(/training (stopped|finished)/i)).toBeVisible({ timeout: 60_000 })
  return losses
}

/** What is seen of the picture, right of the tools that float over it. */
async function clearPart(app: App): Promise<Box> {
  const view = await app.image.boundingBox()
  if (!view) throw new Error('the picture is on the screen')
  const [from, to] = [await app.toWindow(0, 0), await app.toWindow(1764, 430)]
  const [left, right] = [Math.max(view.x + 70, from.x), Math.min(view.x + view.width, to.x)]
  return { x: left, y: from.y, w: right - left, h: to.y - from.y }
}

const isInside = (place: { x: number; y: number }, { x, y, w, h }: Box) =>
  place.x > x && place.x < x + w && place.y > y && place.y < y + h

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
    await expect(app.status(/dataset is built/i)).toBeVisible({ timeout: 60_000 })
    await expect(app.page.getByText('On an object').first()).toBeVisible()
    await app.page.screenshot({ path: 'test-results/dataset.png' })
  })

  await test.step('train, watch the loss fall, stop', async () => {
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
    const losses = await watchTraining(app)
    expect(losses.length).toBeGreaterThan(5)
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2)
  })

  let detections = 0
  await test.step('search the picture', async () => {
    await app.step('Predict').click()
    await app.button('Predict').click()
    await expect(app.status(/^found/i)).toBeVisible({ timeout: 90_000 })
    await expect.poll(() => app.attribute('data-detections')).toBeGreaterThan(10)
    await app.press('v')
    await app.fullSize()
    detections = await app.attribute('data-detections')
    await app.page.screenshot({ path: 'test-results/predict.png' })
  })

  await test.step('detections are drawn where they are, and nowhere else', async () => {
    const state = await app.call('project.state', undefined)
    const image = state?.images[0]?.id ?? 0
    const found = await app.call('prediction.load', { image })
    if (!found || !state) throw new Error('the prediction is there')
    const { xywh, score } = found.detections
    const shown = await Promise.all(
      [...score.keys()]
        .filter((i) => (score[i] ?? 0) >= found.info.threshold)
        .map(async (i) => {
          const [x = 0, y = 0, w = 0, h = 0] = xywh.slice(i * 4)
          return { from: await app.toWindow(x, y), to: await app.toWindow(x + w, y + h) }
        }),
    )
    expect(shown).toHaveLength(detections)

    await app.page.getByRole('switch', { name: 'Objects' }).click()
    const part = await clearPart(app)
    const withThem = await shoot(app, part)
    await app.press('Shift+H')
    await expect(app.page.getByRole('switch', { name: 'Detections' })).not.toBeChecked()
    const without = await shoot(app, part)
    await app.press('Shift+H')
    const changed = differing(withThem, without)
    const isOn = ({ x, y }: { x: number; y: number }, reach: number) =>
      shown.some(
        ({ from, to }) => x > from.x - reach && x < to.x + reach && y > from.y - reach && y < to.y + reach,
      )
    expect(changed.length).toBeGreaterThan(500)
    expect(changed.filter((pixel) => !isOn(pixel, 5))).toEqual([])
    // Lighter than the class itself: what a run found is not what a person marked.
    const color = rgb(state.classes[0]?.color ?? '').map(
      (v) => v + (255 - v) * detectionTint,
    ) as unknown as Rgb
    const whole = shown.filter(({ from, to }) => isInside(from, part) && isInside(to, part))
    expect(whole.length).toBeGreaterThan(5)
    for (const { from, to } of whole)
      for (const corner of [from, to, { x: from.x, y: to.y }, { x: to.x, y: from.y }])
        expect(nearest(withThem, corner, color, 2)).toBeLessThan(90)
  })

  await test.step('the heat map glows on the marked vehicles', async () => {
    const part = await clearPart(app)
    await app.press('Shift+H')
    const cold = await shoot(app, part)
    await app.press('c')
    await expect(app.page.getByRole('switch', { name: 'Heat map' })).toBeChecked()
    const warm = await shoot(app, part)
    await app.page.screenshot({ path: 'test-results/heat.png' })
    const places = await Promise.all(marked.map(({ x, y, w, h }) => app.toWindow(x + w / 2, y + h / 2)))
    const seen = places.filter((place) => isInside(place, part))
    const isNear = (a: { x: number; y: number }, b: { x: number; y: number }) =>
      Math.abs(a.x - b.x) < 8 && Math.abs(a.y - b.y) < 8
    const changed = differing(cold, warm, 24)
    const glowing = seen.filter((place) => changed.some((pixel) => isNear(pixel, place)))
    expect(seen.length).toBeGreaterThan(10)
    expect(glowing.length).toBeGreaterThan(seen.length / 2)
    expect(changed.length).toBeLessThan(part.w * part.h * 0.5)
    await app.press('c', 'Shift+H')
    await app.page.getByRole('switch', { name: 'Objects' }).click()
  })

  await test.step('numbers', async () => {
    await app.button('Evaluate').click()
    const numbers = app.page.getByLabel('Evaluation', { exact: true })
    await expect(numbers).toContainText(/Precision\s*[01]\.\d+\s*Recall\s*[01]\.\d+/, { timeout: 60_000 })
    const recall = Number(/Recall\s*([\d.]+)/.exec((await numbers.textContent()) ?? '')?.[1])
    expect(recall).toBeGreaterThan(0.4)
    await app.page.screenshot({ path: 'test-results/evaluate.png' })

    // What counts is the threshold that is shown.
    const threshold = app.page.getByRole('slider', { name: 'Threshold' })
    await threshold.focus()
    await app.press('End')
    await app.button('Evaluate').click()
    await expect(app.page.getByText('at threshold 0.99')).toBeVisible({ timeout: 60_000 })
    await expect(numbers).toContainText(/Recall\s*0\.0/)
  })

  await test.step('close, open again: everything is there', async () => {
    expect(app.complaints).toEqual([])
    await app.close()
    app = await App.launch(home)
    await app.openProject(project)
    await expect(app.image).toHaveAccessibleName('crossroads.png', { timeout: 30_000 })
    await expect(app.image).toHaveAttribute('data-objects', String(marked.length))
    await app.step('Predict').click()
    await expect.poll(() => app.attribute('data-detections')).toBe(detections)
    await app.step('Train').click()
    await expect(app.page.getByRole('img', { name: /^Loss: train \d/ })).toBeVisible()
    expect(app.complaints).toEqual([])
    await app.close()
  })
})
