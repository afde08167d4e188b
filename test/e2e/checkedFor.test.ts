import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { writePrediction } from '../../src/prediction/predictionFile.node'
import { defaultTraining } from '../../src/runs/config'
import { App, expect, test, work } from './windhover'

// Classes apart: an area that is checked for one of them, and the heat map of one.

const [width, height] = [4000, 3000]
const classNames = ['object', 'bus']
const run = {
  ...{ startedAt: '2026-11-22T15:30:00.000Z', config: { ...defaultTraining, dataset: '/nowhere/d.h5' } },
  ...{ status: 'finished', classNames, level: 0, engine: 'wasm (cpu)', epochs: 3, steps: 9 },
  ...{ tilesPerSecond: 1, best: { epoch: 2, metric: 0.5, name: 'validation F1', threshold: 0.4 } },
}

/** A run that has found one bus, and sees objects on the left and buses on the right. */
async function search(project: string, image: number): Promise<void> {
  mkdirSync(join(project, 'predictions', 'r1'), { recursive: true })
  mkdirSync(join(project, 'runs', 'r1'), { recursive: true })
  writeFileSync(join(project, 'runs', 'r1', 'run.json'), JSON.stringify(run))
  const about = { run: 'r1', image, width, height, classNames, threshold: 0.4, level: 0, stride: 50 }
  const half = (right: boolean) =>
    Uint8Array.from({ length: 80 * 60 }, (_, i) => (i % 80 >= 40 === right && i % 3 === 0 ? 200 : 0))
  const path = join(project, 'predictions', 'r1', `${image}.h5`)
  await writePrediction(path, { ...about, heatClasses: 2 }, async (heat) => {
    const [left, right] = [half(false), half(true)]
    heat.push(
      left.map((value, i) => Math.max(value, right[i]!)),
      [left, right],
    )
    return { xywh: Float32Array.of(100, 100, 40, 40), score: Float32Array.of(0.9), class: Uint8Array.of(1) }
  })
}

test('an area is checked for one class, and the heat map of one class is chosen', async ({ home }) => {
  const picture = join(home, 'field.jpg')
  await sharp({ create: { width, height, channels: 3, background: '#7a8a60' } }).toFile(picture)
  let app = await App.launch(home)
  const project = await app.begin(picture)
  await app.press('Control+Shift+C')
  await app.page.getByRole('dialog').getByRole('textbox').fill('bus')
  await app.press('Enter')
  await expect(app.page.getByRole('list', { name: 'Classes' }).getByText('bus')).toBeVisible()
  const { image, classes } = await app.stored()
  const bus = classes.find(({ name }) => name === 'bus')!.id
  const forSome = async () => (await app.stored()).checked.flatMap(({ only }) => (only ? [only] : []))

  await test.step('beside the tool', async () => {
    await app.tool('Checked area').click()
    const settings = app.page.getByRole('group', { name: 'Tool settings' })
    await settings.getByRole('radio', { name: 'Only some' }).click()
    await app.drag({ x: 1200, y: 800 }, { x: 2400, y: 1800 })
    await expect.poll(forSome).toEqual([[bus]])
    await expect(app.page.getByText('✓ Checked: bus')).toBeVisible()
    await settings.getByRole('radio', { name: 'All classes' }).click()
    await app.drag({ x: 2500, y: 1000 }, { x: 3300, y: 1700 })
    await expect.poll(async () => (await app.stored()).checked.length).toBe(2)
    await expect.poll(forSome).toEqual([[bus]])
  })

  await test.step('and in the panel for the area that is selected; undo takes that back', async () => {
    await app.tool('Select').click()
    const panel = app.page.getByRole('radiogroup', { name: 'Checked for' })
    await panel.getByRole('radio', { name: 'Only some' }).click()
    await expect.poll(forSome).toEqual([[bus], [bus]])
    await app.press('Control+z')
    await expect.poll(forSome).toEqual([[bus]])
  })

  await search(project, image)
  await app.close()
  app = await App.launch(home)
  await app.openProject(project)
  await expect(app.image).toHaveAccessibleName('field.jpg', work)
  await app.settled()
  await expect.poll(forSome).toEqual([[bus]])
  await app.step('Predict').click()
  await app.page.getByRole('switch', { name: 'Heat map', exact: true }).click()
  await app.page.getByRole('combobox', { name: /^Heat map of/ }).click()
  await app.page.getByRole('option', { name: 'bus' }).click()
  await expect(app.page.getByText('score of bus')).toBeVisible()
  await app.settled()
  await app.close()
})
