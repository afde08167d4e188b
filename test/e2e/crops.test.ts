import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Detections } from '../../src/found/detections'
import { reaches } from '../../src/found/threshold'
import { writePrediction } from '../../src/prediction/predictionFile.node'
import { defaultTraining } from '../../src/runs/config'
import { App, expect, test, work } from './windhover'

// The grid of a run's detections by real mouse and keys: hundreds of them on a picture of 4,000 × 3,000.

/** What is known of the run. */
const run = {
  ...{ startedAt: '2026-11-22T15:30:00.000Z', config: { ...defaultTraining, dataset: '/nowhere/d.h5' } },
  ...{
    status: 'finished',
    classNames: ['object', 'bus'],
    level: 0,
    engine: 'wasm (cpu)',
    epochs: 3,
    steps: 9,
  },
  ...{ tilesPerSecond: 1, best: { epoch: 2, metric: 0.5, name: 'validation F1', threshold: 0.4 } },
}

const size = { width: 4000, height: 3000 }
const [columns, rows] = [40, 24]

/** So many of the last have a score that is far below the threshold. */
const hardlyAny = 48

/** A detection every hundred pixels: score falls with the number, size and class change. */
function detections(): Detections {
  const count = columns * rows
  const side = (i: number) => 20 + (i % 7) * 4
  return {
    xywh: Float32Array.from({ length: count * 4 }, (_, k) => {
      const i = Math.floor(k / 4)
      const [x, y] = [(i % columns) * 100 + 50, Math.floor(i / columns) * 120 + 60]
      return [x - side(i) / 2, y - side(i) / 2, side(i), side(i)][k % 4] as number
    }),
    score: Float32Array.from({ length: count }, (_, i) =>
      i < count - hardlyAny ? 0.99 - (0.6 * i) / count : 0.1,
    ),
    class: Uint8Array.from({ length: count }, (_, i) => Number(i % 5 === 0)),
  }
}

/** A project with the picture and what a run found on it, open in the Review step. */
async function openFound(home: string): Promise<{ app: App; project: string }> {
  const picture = join(home, 'field.jpg')
  const spots = Array.from({ length: columns * rows }, (_, i) => {
    const [x, y] = [(i % columns) * 100 + 50, Math.floor(i / columns) * 120 + 60]
    return `<circle cx="${x}" cy="${y}" r="${10 + (i % 7) * 2}" fill="hsl(${(i * 37) % 360} 60% 45%)"/>`
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="3000"><rect width="100%" height="100%" fill="#7a8a60"/>${spots.join('')}</svg>`
  await sharp(Buffer.from(svg)).jpeg().toFile(picture)
  const app = await App.launch(home)
  const project = await app.begin(picture)
  await app.press('Control+Shift+C')
  await app.page.getByRole('dialog').getByRole('textbox').fill('bus')
  await app.press('Enter')
  await expect(app.page.getByRole('list', { name: 'Classes' }).getByText('bus')).toBeVisible()
  const { image } = await app.stored()
  mkdirSync(join(project, 'predictions', 'r1'), { recursive: true })
  mkdirSync(join(project, 'runs', 'r1'), { recursive: true })
  writeFileSync(join(project, 'runs', 'r1', 'run.json'), JSON.stringify(run))
  const about = { run: 'r1', image, ...size, classNames: ['object', 'bus'], threshold: 0.4, level: 0 }
  await writePrediction(
    join(project, 'predictions', 'r1', `${image}.h5`),
    { ...about, stride: 100 },
    async (heat) => {
      heat.push(new Uint8Array(40 * 30))
      return detections()
    },
  )
  // Another picture and back: what was found comes into sight with it.
  await app.close()
  const again = await App.launch(home)
  await again.openProject(project)
  await expect(again.image).toHaveAccessibleName('field.jpg', work)
  await again.settled()
  await again.step('Review').click()
  return { app: again, project }
}

const said = (app: App) => app.page.getByRole('status', { name: 'Crops' })
const options = (app: App) =>
  app.page.getByRole('listbox', { name: 'Detections as crops' }).getByRole('option')

test('two hundred answers by keys take seconds; a lot is one step, and all of it survives a kill', async ({
  home,
}) => {
  const { app, project } = await openFound(home)
  const { page } = app
  const grid = page.getByRole('listbox', { name: 'Detections as crops' })
  const found = detections().score.filter((score) => reaches(score, 0.4)).length
  const left = async (answered: number) => {
    await expect(said(app)).toContainText(`${found - answered} to go`)
  }

  await test.step('the queue ends at half of the threshold, and goes on below it where somebody asks', async () => {
    await expect(page.getByText(`${found} to go`)).toBeVisible()
    await app.button(`Also ask about ${hardlyAny} detections below 0.20`).click()
    await expect(page.getByText(`${found + hardlyAny} to go`)).toBeVisible()
  })

  await test.step('a lasso in the picture picks detections too; a digit relabels the lot, X rejects it, one step each', async () => {
    const { image } = await app.stored()
    const bar = page.getByRole('toolbar', { name: 'Detections that are drawn around' })
    const drawAround = async () => {
      const corners = [
        [10, 720],
        [390, 720],
        [390, 1080],
        [10, 1080],
        [10, 720],
      ] as const
      for (const [i, [x, y]] of corners.entries()) {
        const at = await app.toWindow(x, y)
        await page.mouse.move(at.x, at.y)
        if (i === 0) await page.mouse.down()
      }
      await page.mouse.up()
      await expect(bar).toContainText('12 detections')
    }
    await app.button('Fit the picture').click()
    await app.tool('Lasso').click()
    await drawAround()
    await page.screenshot({ path: 'test-results/lasso.png' })
    await app.press('2')
    await app.objects(12)
    await expect(bar).toHaveCount(0)
    await app.press('Control+z')
    await app.objects(0)
    await drawAround()
    await app.press('x')
    await expect(bar).toHaveCount(0)
    const rejected = async () => (await app.call('document.load', { image })).rejections.length
    await expect.poll(rejected).toBe(12)
    await app.press('Control+z')
    await expect.poll(rejected).toBe(0)
    await app.tool('Select').click()
  })

  await test.step('only what is in sight is in the grid', async () => {
    await app.button('Detections as crops').click()
    await expect(grid).toBeFocused()
    await left(0)
    await expect(options(app).first()).toHaveAccessibleName(/^bus, score 0\.99/)
    await expect.poll(() => options(app).count()).toBeLessThan(150)
    // Each crop is drawn from the picture.
    await expect(options(app).first().locator('img')).toBeVisible()
  })

  await test.step('two hundred answers, the window keeping up with every one', async () => {
    const started = performance.now()
    for (let i = 0; i < 200; i++) await app.press(i % 4 === 3 ? 'x' : 'y')
    await left(200)
    const shown = (performance.now() - started) / 1000
    await app.saved()
    const kept = (performance.now() - started) / 1000
    console.log(`200 answers: shown after ${shown.toFixed(1)} s, kept after ${kept.toFixed(1)} s`)
    expect(shown).toBeLessThan(60)
    await app.objects(150)
    await expect(options(app).first().locator('img')).toBeVisible()
  })

  await test.step('a drawn rectangle picks what it touches; X rejects the lot, and undo brings it back', async () => {
    const [first, last] = [await options(app).nth(1).boundingBox(), await options(app).nth(3).boundingBox()]
    if (!first || !last) throw new Error('there are no crops')
    await page.mouse.move(first.x + 5, first.y + 5)
    await page.mouse.down()
    await page.mouse.move(last.x + 20, last.y + 20, { steps: 4 })
    await page.mouse.up()
    await expect(said(app)).toContainText('3 selected')
    await app.press('x')
    await left(203)
    await app.button('Undo').hover()
    await expect(page.getByText(/Reject 3 detections/)).toBeVisible()
    await app.press('Control+z')
    await left(200)
  })

  await test.step('Shift-click picks a range, and a digit gives it another class', async () => {
    await options(app).nth(0).click()
    await options(app)
      .nth(4)
      .click({ modifiers: ['Shift'] })
    await expect(said(app)).toContainText('5 selected')
    await app.press('2')
    await left(205)
    const names = async () => {
      const { objects, classes } = await app.stored()
      return objects.slice(-5).map((each) => classes.find(({ id }) => id === each.class)?.name)
    }
    await expect.poll(names).toEqual(['bus', 'bus', 'bus', 'bus', 'bus'])
  })

  await test.step('the largest first, and the end of the list by a key', async () => {
    await page.getByRole('radio', { name: 'Size' }).click()
    await grid.focus()
    await app.press('Home')
    await expect(options(app).first()).toHaveAttribute('aria-posinset', '1')
    await app.press('End')
    await expect(grid.getByRole('option', { selected: true })).toHaveAttribute(
      'aria-posinset',
      String(found - 205),
    )
    await app.press('Enter')
    await app.settled()
    await expect.poll(() => app.attribute('data-scale')).toBeGreaterThan(0.5)
  })

  await test.step('all from a score on at one press, with what is known of the wrong ones', async () => {
    await expect(page.getByText(/detections, not evaluated yet/)).toBeVisible()
    const slider = page.getByRole('slider', { name: 'Accept all from this score' })
    await slider.fill('0.7')
    await app.button('Accept all from 0.70').click()
    await expect(page.getByText(/^0 detections, /)).toBeVisible()
    await app.press('Control+z')
    await left(205)
    await app.press('Control+Shift+z')
    await expect(said(app)).not.toContainText(`${found - 205} to go`)
    await app.saved()
  })

  const count = await app.attribute('data-objects')
  await test.step('a kill takes none of it', async () => {
    app.process.kill('SIGKILL')
    const again = await App.launch(home)
    await again.openProject(project)
    await expect(again.image).toHaveAccessibleName('field.jpg', work)
    await again.objects(count)
    await again.close()
  })
})
