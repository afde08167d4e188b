import type { Locator } from '@playwright/test'
import { join } from 'node:path'
import { detectionTint } from '../../renderer/viewer/instances/colors'
import { reaches } from '../../src/found/threshold'
import { differing, nearest, rgb, type Rgb, shoot } from './pixels'
import { App, type Box, expect, glance, sampleBoxes, samplePicture, test, work } from './windhover'

// The whole loop by hand on a real photograph: mark, check, build, train, predict, evaluate, close, open again.

const half = 882

/** Trains until it finds most of the validation tiles' objects, or until it is over. Gives the losses shown. */
async function watchTraining(app: App): Promise<number[]> {
  const losses: number[] = []
  const curve = app.page.getByRole('img', { name: /^Loss/ })
  const quality = app.page.getByRole('img', { name: /^F1/ })
  const read = async (image: Locator, name: RegExp) =>
    Number(name.exec((await image.getAttribute('aria-label', glance).catch(() => '')) ?? '')?.[1])
  const wrong = app.page.getByRole('alert')
  const over = app.status(/training finished/i)
  const isEnough = async () => {
    const loss = await read(curve, /train ([\d.]+)/)
    if (loss > 0 && loss !== losses.at(-1)) losses.push(loss)
    const isGood = losses.length > 5 && (await read(quality, /F1 ([\d.]+)$/)) >= 0.75
    return isGood || (await over.or(wrong).first().isVisible())
  }
  await expect.poll(isEnough, { timeout: 5 * work.timeout, intervals: [200] }).toBe(true)
  await expect(wrong).toHaveCount(0)
  await app.page.screenshot({ path: 'test-results/train.png' })
  // It may end by itself at this very moment.
  await app
    .button('Stop')
    .click(glance)
    .catch(() => {})
  await expect(app.status(/training (stopped|finished)/i)).toBeVisible(work)
  return losses
}

/** What is seen of the picture, right of the tools that float over it. */
async function clearPart(app: App): Promise<Box> {
  const view = await app.view()
  const [from, to] = [await app.toWindow(0, 0), await app.toWindow(1764, 430)]
  const [left, right] = [Math.max(view.x + 70, from.x), Math.min(view.x + view.w, to.x)]
  return { x: left, y: from.y, w: right - left, h: to.y - from.y }
}

interface Place {
  readonly x: number
  readonly y: number
}

/** Corners of the detections above the threshold, in the window. */
async function detectionsInWindow(app: App): Promise<{ from: Place; to: Place }[]> {
  const { image } = await app.stored()
  const found = await app.call('prediction.load', { image })
  if (!found) throw new Error('there is no prediction')
  const { xywh, score } = found.detections
  const shown = [...score.keys()].filter((i) => reaches(score[i] ?? 0, found.info.threshold))
  const corners = shown.map(async (i) => {
    const [x = 0, y = 0, w = 0, h = 0] = xywh.slice(i * 4)
    return { from: await app.toWindow(x, y), to: await app.toWindow(x + w, y + h) }
  })
  return Promise.all(corners)
}

const isInside = (place: Place, { x, y, w, h }: Box) =>
  place.x > x && place.x < x + w && place.y > y && place.y < y + h

test('from an unopened picture to the list of what it holds, and all of it is there after a restart', async ({
  home,
}) => {
  test.setTimeout(10 * work.timeout)
  let app = await App.launch(home)
  const project = join(home, 'Documents', 'crossing.windhover')

  await test.step('a new project and a picture', async () => {
    await app.answerSave(project)
    await app.button('New project').first().click()
    await app.answerOpen(samplePicture)
    await app.button('Import images').first().click()
    await expect(app.image).toHaveAccessibleName('crossroads.png', work)
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
    await expect(app.status(/dataset is built/i)).toBeVisible(work)
    await expect(app.page.getByText('On an object').first()).toBeVisible()
    await app.page.screenshot({ path: 'test-results/dataset.png' })
  })

  await test.step('train, watch the loss fall, stop', async () => {
    await app.step('Train').click()
    // Until it has learned, however long this machine takes.
    await app.page.getByRole('radio', { name: 'My own limits' }).click()
    await app.page.getByRole('textbox', { name: 'Epochs' }).fill('1000')
    await app.press('Enter')
    await app.page.getByRole('textbox', { name: /^Time limit/ }).fill('0')
    await app.press('Enter')
    await app.button('Start training').click()
    await expect(app.page.getByRole('progressbar', { name: /training/i }).first()).toBeVisible(work)
    // Drawing goes on meanwhile: the picture still answers.
    const { scale: before } = await app.view()
    const middle = await app.toWindow(half, 215)
    await app.page.mouse.move(middle.x, middle.y)
    await app.page.mouse.wheel(0, -300)
    await expect.poll(() => app.attribute('data-scale')).not.toBe(before)
    const losses = await watchTraining(app)
    // Seen one after the other while it trained.
    /* eslint-disable windhover/single-read */
    expect(losses.length).toBeGreaterThan(5)
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2)
    /* eslint-enable windhover/single-read */
  })

  let detections = 0
  let own = ''
  await test.step('search the picture', async () => {
    await app.step('Predict').click()
    await app.button('Predict').click()
    await expect(app.status(/^found/i)).toBeVisible(work)
    await expect.poll(() => app.attribute('data-detections')).toBeGreaterThan(10)
    await app.press('v')
    await app.fullSize()
    detections = await app.attribute('data-detections')
    await app.page.screenshot({ path: 'test-results/predict.png' })
  })

  await test.step('detections are drawn where they are, and nowhere else', async () => {
    await app.page.getByRole('switch', { name: 'Objects' }).click()
    await expect(async () => {
      const shown = await detectionsInWindow(app)
      expect(shown).toHaveLength(detections)
      const part = await clearPart(app)
      const withThem = await shoot(app, part)
      await app.press('Shift+H')
      await expect(app.page.getByRole('switch', { name: 'Detections' })).not.toBeChecked()
      const without = await shoot(app, part)
      await app.press('Shift+H')
      await expect(app.page.getByRole('switch', { name: 'Detections' })).toBeChecked()
      const changed = differing(withThem, without)
      const isOn = ({ x, y }: Place, reach: number) =>
        shown.some(
          ({ from, to }) => x > from.x - reach && x < to.x + reach && y > from.y - reach && y < to.y + reach,
        )
      expect(changed.length).toBeGreaterThan(500)
      expect(changed.filter((pixel) => !isOn(pixel, 5))).toEqual([])
      // Lighter than the class itself: what a run found is not what a person marked.
      const { classes } = await app.stored()
      const color = rgb(classes[0]?.color ?? '').map((v) => v + (255 - v) * detectionTint) as unknown as Rgb
      const whole = shown.filter(({ from, to }) => isInside(from, part) && isInside(to, part))
      expect(whole.length).toBeGreaterThan(5)
      for (const { from, to } of whole)
        for (const corner of [from, to, { x: from.x, y: to.y }, { x: to.x, y: from.y }])
          expect(nearest(withThem, corner, color, 2)).toBeLessThan(90)
    }).toPass()
  })

  await test.step('the heat map glows on the marked vehicles', async () => {
    const heat = app.page.getByRole('switch', { name: 'Heat map' })
    await app.press('Shift+H')
    await expect(async () => {
      const part = await clearPart(app)
      await expect(heat).not.toBeChecked()
      const cold = await shoot(app, part)
      await app.press('c')
      await expect(heat).toBeChecked()
      const warm = await shoot(app, part)
      await app.page.screenshot({ path: 'test-results/heat.png' })
      await app.press('c')
      const places = await Promise.all(marked.map(({ x, y, w, h }) => app.toWindow(x + w / 2, y + h / 2)))
      const seen = places.filter((place) => isInside(place, part))
      const isNear = (a: Place, b: Place) => Math.abs(a.x - b.x) < 8 && Math.abs(a.y - b.y) < 8
      const changed = differing(cold, warm, 24)
      const glowing = seen.filter((place) => changed.some((pixel) => isNear(pixel, place)))
      expect(seen.length).toBeGreaterThan(10)
      expect(glowing.length).toBeGreaterThan(seen.length / 2)
      expect(changed.length).toBeLessThan(part.w * part.h * 0.5)
    }).toPass()
    await app.press('Shift+H')
    await app.page.getByRole('switch', { name: 'Objects' }).click()
  })

  await test.step('numbers', async () => {
    await app.button('Evaluate').click()
    const numbers = app.page.getByLabel('Evaluation', { exact: true })
    await expect(numbers).toContainText(/Precision\s*[01]\.\d+\s*Recall\s*[01]\.\d+/, work)
    const recall = async () => Number(/Recall\s*([\d.]+)/.exec((await numbers.textContent()) ?? '')?.[1])
    await expect.poll(recall).toBeGreaterThan(0.4)
    await app.page.screenshot({ path: 'test-results/evaluate.png' })

    // What counts is the threshold that is shown.
    const threshold = app.page.getByRole('slider', { name: 'Threshold' })
    own = await threshold.inputValue()
    await threshold.focus()
    await app.press('End')
    await app.button('Evaluate').click()
    await expect(app.page.getByText('at threshold 0.99')).toBeVisible(work)
    await expect(numbers).toContainText(/Recall\s*0\.0/)
  })

  await test.step('a picture that is shown otherwise than those learned from is searched so, and that is said', async () => {
    const said = app.page.getByRole('note').getByText(/learned from pictures shown in original colours/)
    await expect(said).toHaveCount(0)
    await app.searchCommands('stain')
    await app.press('Enter')
    await app.page.getByRole('combobox', { name: 'Stain' }).click()
    await app.page.getByRole('option', { name: 'Eosin (H&E)' }).click()
    await app.step('Predict').click()
    await expect(said).toContainText('by the stain “Eosin (H&E)” alone')
    await app.page.screenshot({ path: 'test-results/shown-otherwise.png' })
    await app.step('Annotate').click()
    await app.button('As it is').click()
    await app.step('Predict').click()
    await expect(said).toHaveCount(0)
  })

  await test.step('close, open again: everything is there', async () => {
    expect(app.complaints).toEqual([])
    await app.close()
    app = await App.launch(home)
    await app.openProject(project)
    await expect(app.image).toHaveAccessibleName('crossroads.png', work)
    await expect(app.image).toHaveAttribute('data-objects', String(marked.length))
    await app.step('Predict').click()
    // The threshold that was set last, too.
    const threshold = app.page.getByRole('slider', { name: 'Threshold' })
    await expect(threshold).toHaveValue('0.99')
    await expect.poll(() => app.attribute('data-detections')).toBe(0)
    await threshold.fill(own)
    await expect.poll(() => app.attribute('data-detections')).toBe(detections)
    await app.step('Train').click()
    await expect(app.page.getByRole('img', { name: /^Loss: train \d/ })).toBeVisible()
    expect(app.complaints).toEqual([])
    await app.close()
  })
})
