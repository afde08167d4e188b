import { openSync, closeSync, readdirSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { App, expect, samplePicture, test } from './windhover'

const width = 1764
const height = 430

/** Middles of many small objects, the same each time. */
function middles(count: number): { x: number; y: number }[] {
  return Array.from({ length: count }, (_, i) => ({
    x: 4 + ((i * 7919) % 175_600) / 100,
    y: 4 + ((i * 104_729) % 42_200) / 100,
  }))
}

/** The sample with so many objects, as YOLO labels. */
async function beginWith(
  app: App,
  home: string,
  objects: readonly { x: number; y: number }[],
): Promise<void> {
  const picture = join(home, 'many.png')
  await sharp(samplePicture).png().toFile(picture)
  const lines = objects.map(({ x, y }) => `0 ${x / width} ${y / height} ${4 / width} ${4 / height}`)
  writeFileSync(join(home, 'many.txt'), lines.join('\n'))
  await app.begin(picture, join(home, 'many.txt'))
  await app.objects(objects.length)
  await app.settled()
}

test('zooming, panning and going to a place', async ({ app, home }) => {
  const project = await app.begin(samplePicture)
  await app.fullSize()

  await test.step('the wheel zooms at the pointer', async () => {
    const at = await app.toWindow(700, 150)
    await app.page.mouse.move(at.x, at.y)
    await app.page.mouse.wheel(0, -500)
    await expect.poll(() => app.attribute('data-scale')).toBeGreaterThan(1.5)
    const moved = async () => {
      const still = await app.toWindow(700, 150)
      return Math.hypot(still.x - at.x, still.y - at.y)
    }
    await expect.poll(moved).toBeLessThan(2)
  })

  await test.step('Space holds the picture', async () => {
    const { centerX: before, scale } = await app.view()
    await app.page.keyboard.down(' ')
    await app.drag({ x: 700, y: 150 }, { x: 700 - 100 / scale, y: 150 })
    await app.page.keyboard.up(' ')
    await expect
      .poll(async () => Math.abs((await app.attribute('data-center-x')) - before - 100 / scale))
      .toBeLessThan(2)
    await app.objects(0)
  })

  await test.step('a coordinate, and one that is not in the picture', async () => {
    await app.press('Control+g')
    const dialog = app.page.getByRole('dialog', { name: 'Go to' })
    await dialog.getByRole('textbox').fill('99999, 5')
    await app.press('Enter')
    await expect(dialog.getByRole('alert')).toHaveText(/goes from 0, 0 to 1,764, 430/)
    await dialog.getByRole('textbox').fill('1500, 210')
    await app.press('Enter')
    await expect(dialog).toBeHidden()
    await expect.poll(() => app.attribute('data-center-x')).toBe(1500)
    await expect.poll(() => app.attribute('data-center-y')).toBe(210)
  })

  await test.step('zooms by name, and a bookmark that survives a restart', async () => {
    await app.press('Alt+b')
    await expect(app.status(/View 1 is kept/)).toBeVisible()
    await app.page.getByRole('button', { name: /zooms and bookmarks/ }).click()
    await app.page.getByRole('menuitem', { name: /^50 %/ }).click()
    await expect.poll(() => app.attribute('data-scale')).toBe(0.5)
    await app.page.getByRole('button', { name: /zooms and bookmarks/ }).click()
    await app.page.getByRole('menuitem', { name: 'Rename View 1' }).click()
    await app.page.getByRole('textbox', { name: 'New name of View 1' }).fill('The bridge')
    await app.page.keyboard.press('Enter')
    await expect(app.page.getByRole('menuitem', { name: /^The bridge/ })).toBeVisible()
    await app.page.keyboard.press('Escape')
    await app.page.getByRole('radio', { name: /^Brush/ }).click()
    const radius = (window: App) => window.page.getByRole('slider', { name: 'Radius' })
    // What is set just before the window is closed is kept, too.
    await radius(app).fill('33')
    await app.close()
    const again = await App.launch(home)
    await again.openProject(project)
    await again.settled()
    await again.page.getByRole('radio', { name: /^Brush/ }).click()
    await expect(radius(again)).toHaveValue('33')
    await again.page.getByRole('button', { name: /zooms and bookmarks/ }).click()
    await again.page.getByRole('menuitem', { name: /^The bridge/ }).click()
    await expect.poll(() => again.attribute('data-center-x')).toBe(1500)
    await again.close()
  })
})

test('far out the view counts exactly, near it draws; a region is counted to the last object', async ({
  app,
  home,
}) => {
  const objects = middles(20_000)
  await beginWith(app, home, objects)
  await expect(app.image).toHaveAttribute('data-detail', 'counts')

  await test.step('the bin under the pointer says how many it holds', async () => {
    const at = await app.toWindow(900, 200)
    await app.page.mouse.move(at.x, at.y)
    const label = app.page.getByText(/^\d+ objects$/)
    const said = async () => Number((await label.first().textContent())?.match(/\d+/)?.[0])
    const sides = [16, 32, 64, 128]
    const inBin = (side: number) =>
      objects.filter(
        ({ x, y }) =>
          Math.floor(x / side) === Math.floor(900 / side) && Math.floor(y / side) === Math.floor(200 / side),
      ).length
    await expect.poll(async () => sides.map(inBin).includes(await said())).toBe(true)
  })

  await test.step('a rectangle across bins', async () => {
    await app.tool('Count').click()
    await app.drag({ x: 311, y: 77 }, { x: 1203, y: 391 })
    const card = app.page.getByRole('status', { name: 'Count' })
    const said = async () => Number((await card.getByRole('row').last().textContent())?.replace(/\D/g, ''))
    // The corners are whole pixels of the window, so they are known to a pixel of the picture.
    const { scale } = await app.view()
    const within = (by: number) =>
      objects.filter(({ x, y }) => x > 311 - by && x < 1203 + by && y > 77 - by && y < 391 + by).length
    await expect(async () => {
      const count = await said()
      expect(count).toBeGreaterThanOrEqual(within(-1 / scale))
      expect(count).toBeLessThanOrEqual(within(1 / scale))
    }).toPass()
    await app.press('Escape')
    await expect(card).toBeHidden()
    await app.press('v')
  })

  await test.step('near, the shapes themselves', async () => {
    await app.fullSize()
    for (let i = 0; i < 6; i++) await app.press('+')
    await app.settled()
    await expect(app.image).toHaveAttribute('data-detail', 'shapes')
    await app.press('Control+f')
    await app.settled()
    await expect(app.image).toHaveAttribute('data-detail', 'counts')
  })
})

test('two views side by side look at the same place', async ({ app }) => {
  await app.begin(samplePicture)
  await app.fullSize()
  await app.press('Alt+c')
  await app.page.getByRole('button', { name: 'This picture without marks' }).click()
  const right = app.page.getByRole('application', { name: /beside$/ })
  const left = app.page.getByRole('application', { name: 'crossroads.png', exact: true })
  await expect(right).toHaveAttribute('data-settled', 'true')
  const look = (view: typeof left) =>
    view.evaluate(({ dataset }) => [dataset.centerX, dataset.centerY, dataset.scale])
  const together = () => expect(async () => expect(await look(right)).toEqual(await look(left))).toPass()
  await together()
  const box = (await right.boundingBox())!
  await app.page.mouse.move(box.x + 120, box.y + 300)
  await app.page.mouse.wheel(0, -300)
  await expect.poll(async () => Number((await look(left))[2])).toBeGreaterThan(1.2)
  await expect(right).toHaveAttribute('data-settled', 'true')
  await together()
  await app.press('Alt+c')
  await expect(right).toBeHidden()
})

test('no flash: wherever the picture is, some of it is drawn', async ({ app, home }) => {
  const path = join(home, 'white.png')
  // All black: whatever is lighter inside the picture is the ground behind it.
  await sharp({ create: { width: 6000, height: 5000, channels: 3, background: '#101010' } })
    .png()
    .toFile(path)
  await app.begin(path)
  const view = await app.view()
  const middle = { x: view.x + view.w / 2, y: view.y + view.h / 2 }
  const clip = { x: middle.x - 120, y: middle.y - 90, width: 240, height: 180 }
  await app.page.mouse.move(middle.x, middle.y)
  for (let i = 0; i < 16; i++) {
    await app.page.mouse.wheel(0, i < 10 ? -300 : 250)
    const png = await app.page.screenshot({ clip, animations: 'allow' })
    const { channels } = await sharp(png).removeAlpha().stats()
    expect(Math.max(...channels.map(({ max }) => max)), `step ${i}`).toBeLessThan(60)
  }
})

test('damaged tiles and a vanished file are told in one sentence, and the window lives', async ({ home }) => {
  const path = join(home, 'field.png')
  await sharp(samplePicture).resize(5000, 3000, { fit: 'fill' }).png().toFile(path)
  let app = await App.launch(home)
  const project = await app.begin(path)
  await app.close()
  const images = join(project, 'images')
  const [pyramid] = readdirSync(images).filter((name) => /\.tiff?$/.test(name))
  const file = join(images, pyramid ?? '')

  const lives = async (before: number) => {
    const alert = app.page.getByRole('alert').first()
    await expect(alert).toBeVisible()
    await expect(alert).toHaveText(/^\s*[^\n]{20,300}\.(\s*Try again)?\s*$/)
    await app.image.focus()
    await app.press('r')
    await expect(app.page.getByRole('radio', { name: 'Box', exact: true })).toBeChecked()
    await app.loaded()
    await app.objects(before)
    const box = (await app.image.boundingBox())!
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
    await app.page.mouse.move(x, y)
    await app.page.mouse.down()
    await app.page.mouse.move(x + 40, y + 30)
    await app.page.mouse.up()
    await app.objects(before + 1)
    await app.saved()
  }

  await test.step('damaged tiles', async () => {
    const { size } = statSync(file)
    const handle = openSync(file, 'r+')
    writeSync(
      handle,
      Buffer.alloc(Math.floor(size * 0.5), 0x5a),
      0,
      Math.floor(size * 0.5),
      Math.floor(size * 0.2),
    )
    closeSync(handle)
    app = await App.launch(home)
    await app.openProject(project)
    await expect(app.image).toHaveAccessibleName('field.png')
    await app.press('Control+0')
    await lives(0)
    await app.close()
  })

  await test.step('a vanished file, and nothing to make it from again', async () => {
    rmSync(file)
    rmSync(path)
    app = await App.launch(home)
    await app.openProject(project)
    await expect(app.image).toHaveAccessibleName('field.png')
    await lives(1)
    await app.close()
  })
})
