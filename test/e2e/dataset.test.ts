import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { differing, nearest, shoot } from './pixels'
import { type App, expect, test, work } from './windhover'

// The Dataset step by hand: what a build will hold is seen before it is built, and other people's data come in.

async function openSample(app: App): Promise<void> {
  await app.button('Open sample').first().click()
  await expect(app.image).toHaveAccessibleName(/crossroads/, work)
  await app.settled()
}

test('sliders show at once what a build will hold, and the file holds it', async ({ app }) => {
  await openSample(app)
  await app.step('Dataset').click()
  const foreseen = app.page.getByRole('region', { name: 'Expected dataset' })
  const inBatch = foreseen.locator('dd').first()
  await expect(inBatch).toHaveText(/^\d+\.\d$/)
  await expect(foreseen.getByText(/objects are too few to spare any/)).toBeVisible()
  const kinds = app.page.getByRole('group', { name: 'Mix of tiles' }).getByRole('listitem')
  const onObjects = async () => Number((await kinds.first().locator('small').textContent())?.replace(',', ''))
  const before = await onObjects()

  await test.step('the mix: fewer tiles on objects', async () => {
    const border = app.page.getByRole('slider', { name: 'Border between on an object and near an object' })
    await border.focus()
    await app.press('PageDown', 'PageDown', 'PageDown')
    await expect(border).toHaveAttribute('aria-valuenow', '20')
    await expect.poll(onObjects).toBeLessThan(before * 0.5)
    await expect(foreseen.getByRole('row', { name: /^vehicle 28 \d+ ×/ })).toBeVisible()
  })

  await test.step('the parts are drawn over the picture', async () => {
    await app.page.getByRole('slider', { name: 'Border between train and val' }).focus()
    await app.press('PageDown', 'PageUp', 'ArrowLeft')
    const parts = app.page.getByRole('switch', { name: 'Show the parts on the image' })
    await expect(foreseen.getByRole('row', { name: /^Val [1-9]/ })).toBeVisible()
    const view = await app.view()
    const middle = { x: view.x + view.w / 4, y: view.y + view.h / 2 - 30, w: view.w / 2, h: 60 }
    const plain = await shoot(app, middle)
    await parts.click()
    await expect(parts).toBeChecked()
    await expect
      .poll(async () => differing(plain, await shoot(app, middle)).length)
      .toBeGreaterThan((middle.w * middle.h) / 2)
    await app.page.screenshot({ path: 'test-results/dataset.png' })
    await parts.click()
    await expect.poll(async () => differing(plain, await shoot(app, middle)).length).toBeLessThan(50)
  })

  await test.step('each picture is cut at the level that fits its objects, or at the one asked for', async () => {
    const cutAt = foreseen.locator('dd').nth(4)
    await expect(cutAt).toHaveText('full size')
    await app.page.getByText('More', { exact: true }).click()
    const choice = app.page.getByRole('combobox', { name: 'Cut from' })
    await expect(choice).toHaveText('Automatic scale')
    await choice.click()
    await app.page.getByRole('option', { name: '1 : 2' }).click()
    await expect(cutAt).toHaveText('1 : 2')
    await choice.click()
    await app.page.getByRole('option', { name: /^Automatic scale/ }).click()
    await expect(cutAt).toHaveText('full size')
    await app.page.getByText('More', { exact: true }).click()
  })

  await test.step('the file holds what was foreseen, and a tile leads to its place', async () => {
    const total = foreseen.locator('dd').nth(2)
    await expect(total).toHaveText(/^[\d,]+ tiles/)
    const tiles = /^([\d,]+) tiles/.exec((await total.textContent()) ?? '')?.[1]
    await app.button('Build dataset').first().click()
    await expect(app.status(/The dataset is built: [\d,]+ tiles/)).toBeVisible(work)
    const built = app.page.getByRole('region', { name: 'Dataset', exact: true })
    await expect(built).toContainText(`${tiles} tiles`)
    const at = await app.attribute('data-center-x')
    await app.page
      .getByRole('button', { name: /^Tile \d+: [a-z ]+, (train|val), crossroads/ })
      .last()
      .click()
    await expect.poll(() => app.attribute('data-center-x')).not.toBe(at)
    await expect.poll(async () => (await app.view()).scale).toBeGreaterThan(1)
    // Its frame: white on black, 420 pixels a side around the middle of the view.
    const view = await app.view()
    const edge = { x: view.x + view.w / 2 + 210, y: view.y + view.h / 2 - 40 }
    await expect
      .poll(async () => {
        const shot = await shoot(app, { x: edge.x - 8, y: edge.y, w: 16, h: 20 })
        return nearest(shot, { x: edge.x, y: edge.y + 10 }, [255, 255, 255], 4)
      })
      .toBeLessThan(20)
    await app.page.screenshot({ path: 'test-results/tile.png' })
  })
})

test("other people's data become the dataset: a folder of pictures for each class", async ({ app, home }) => {
  const folder = join(home, 'flowers')
  for (let i = 0; i < 24; i++) {
    const name = i % 2 ? 'rose' : 'daisy'
    mkdirSync(join(folder, name), { recursive: true })
    const background = i % 2 ? { r: 200, g: i, b: 40 } : { r: 240, g: 240, b: 200 - i }
    await sharp({ create: { width: 40, height: 30, channels: 3, background } })
      .png()
      .toFile(join(folder, name, `${i}.png`))
  }
  await openSample(app)
  await app.step('Dataset').click()
  await app.answerOpen(folder)
  await app.button('Folder').click()
  const dialog = app.page.getByRole('dialog', { name: 'Use other data' })
  await expect(dialog).toContainText('24 pictures, 2 classes: daisy, rose')
  await app.page.screenshot({ path: 'test-results/foreign.png' })
  await dialog.getByRole('button', { name: 'Use this data' }).click()
  await expect(app.status(/The data is ready: \d+ pictures to learn from/)).toBeVisible(work)
  const built = app.page.getByRole('region', { name: 'Dataset', exact: true })
  await expect(built).toContainText('24 tiles')
  await expect(built).toContainText('rose')
})
