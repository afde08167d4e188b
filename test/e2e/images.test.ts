import { copyFileSync, cpSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import sqlite from 'node-sqlite3-wasm'
import sharp from 'sharp'
import { expect, samplePicture, test, work } from './windhover'
import { shoot } from './pixels'

// Many pictures at once, pictures of deep channels, and one that is prepared, stopped and taken up again.

test('a folder comes in with everything in it, and the list finds and sorts', async ({ app, home }) => {
  const folder = join(home, 'pictures')
  for (const name of ['field 10.png', 'field 9.png', 'deep/wood.jpg']) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    await sharp(samplePicture).resize(400).toFile(join(folder, name))
  }
  await app.answerSave(join(home, 'Documents', 'many.windhover'))
  await app.press('Control+n')
  await app.importFiles(folder)
  await expect(app.status(/Imported 3 images/)).toBeVisible(work)
  const fake = join(home, 'fake.png')
  writeFileSync(fake, 'words')
  const more = join(home, 'more.jpg')
  await sharp(samplePicture).resize(400).toFile(more)
  await app.importFiles(fake, more)
  await expect(app.alert(/fake\.png" is not a picture/)).toBeVisible()
  await expect(app.status(/Imported 1 image\./)).toBeVisible()
  const names = app.page.getByRole('list', { name: 'Images' }).locator('strong')
  const imported = ['wood.jpg', 'field 9.png', 'field 10.png']
  await expect(names).toHaveText([...imported, 'more.jpg'])
  await app.press('Control+z')
  await expect(names).toHaveText(imported)
  await app.importFiles(more)
  await expect(names).toHaveText([...imported, 'more.jpg'])
  await expect(app.page.getByRole('alert')).toHaveCount(0)
  await app.press('Control+z')
  await expect(names).toHaveText(imported)
  await app.page.getByRole('radio', { name: 'Name', exact: true }).click()
  await expect(names).toHaveText(['field 9.png', 'field 10.png', 'wood.jpg'])

  await test.step('what is marked goes to the end of what is left to do', async () => {
    await app.page.getByRole('button', { name: /^field 9/ }).click()
    await expect(app.image).toHaveAccessibleName('field 9.png')
    await app.tool('Box').click()
    await app.drawBox({ x: 20, y: 20, w: 200, h: 60 })
    await app.page.getByRole('radio', { name: 'To do', exact: true }).click()
    await expect(names.last()).toHaveText('field 9.png')
  })

  await test.step('a tick is for a picture that is wholly checked; of a part it says how much', async () => {
    const row = app.page.getByRole('button', { name: /^field 9/ })
    const tick = row.getByRole('img', { name: 'Wholly checked' })
    await expect(row).toHaveAccessibleName(/1 object, not checked/)
    await app.tool('Checked area').click()
    await app.drawBox({ x: 10, y: 10, w: 220, h: 70 })
    await expect(row).toHaveAccessibleName(/1 object, \d+ % checked/)
    await expect(tick).toHaveCount(0)
    await app.button('Check the whole picture').click()
    await expect(tick).toBeVisible()
    await app.press('d')
    await app.page.screenshot({ path: 'test-results/images.png' })
    const shares = async () =>
      (await app.call('project.state', undefined))?.images.map(({ checkedShare }) => checkedShare).sort()
    await expect.poll(shares).toEqual([0, 0, 1])
  })
})

test('channels of 16 bits are chosen beside their histogram, and the picture follows', async ({
  app,
  home,
}) => {
  const [width, height] = [700, 500]
  const data = new Uint16Array(width * height)
  for (let i = 0; i < data.length; i++) data[i] = 1000 + (i % width) * 4
  const file = join(home, 'deep.png')
  await sharp(data, { raw: { width, height, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toFile(file)
  await app.begin(file)
  const settings = app.page.getByRole('region', { name: 'Channels' })
  await expect(settings.getByRole('img', { name: 'Histogram of Grey' })).toBeVisible()
  const least = settings
    .getByRole('textbox', { name: 'Minimum' })
    .or(settings.getByRole('spinbutton', { name: 'Minimum' }))
  // Found from the values themselves.
  await expect.poll(async () => Math.abs(Number(await least.inputValue()) - 1000)).toBeLessThan(20)
  const middle = async () => {
    const at = await app.toWindow(width / 2, height / 2)
    const { data: pixels } = await shoot(app, { x: at.x - 2, y: at.y - 2, w: 4, h: 4 })
    return pixels[0] as number
  }
  await expect.poll(async () => Math.abs((await middle()) - 128)).toBeLessThan(12)
  await least.fill('2300')
  await least.press('Enter')
  await expect.poll(middle).toBeLessThan(30)
  await expect
    .poll(async () => (await app.call('project.state', undefined))?.images[0]?.display?.channels[0])
    .toMatchObject({ channel: 0, min: 2300 })
  await app.page.screenshot({ path: 'test-results/channels.png' })
  await settings.getByRole('button', { name: 'Auto' }).click()
  await expect.poll(middle).toBeGreaterThan(100)
})

test('preparing a huge flat picture is stopped, and goes on where it was', async ({ app, home }) => {
  const file = join(home, 'flat.png')
  await sharp(samplePicture)
    .resize(3000, 3000, { fit: 'fill' })
    .extend({ right: 9000, bottom: 9000, extendWith: 'repeat' })
    .png({ compressionLevel: 1 })
    .toFile(file)
  await app.answerSave(join(home, 'Documents', 'flat.windhover'))
  await app.press('Control+n')
  await app.importFiles(file)
  await expect(app.image).toHaveAccessibleName('flat.png')
  const list = app.page.getByRole('list', { name: 'Images' })
  await expect(list.getByText(/^Preparing, \d+ %/)).toBeVisible()
  // Its top can be looked at before its bottom is read.
  await app.image.focus()
  await app.press('Control+0')
  await app.button('Cancel').click()
  const goOn = app.page.getByRole('button', { name: 'Resume preparing flat.png' })
  await expect(goOn).toBeAttached()
  await goOn.focus()
  await goOn.press('Enter')
  await expect(app.status(/flat\.png is prepared/)).toBeVisible(work)
  await app.settled()
  await app.press('Control+f')
  await app.settled()
})

test('an image that was moved is found again, alone or with all others, and another picture is not taken for it', async ({
  app,
  home,
}) => {
  const [old, now] = [join(home, 'flight'), join(home, 'archive')]
  for (const folder of [old, now]) mkdirSync(folder)
  for (const [i, name] of ['a.png', 'b.png', 'c.png'].entries())
    await sharp(samplePicture)
      .resize(300 + i)
      .toFile(join(old, name))
  const project = await app.begin(join(old, 'a.png'), join(old, 'b.png'), join(old, 'c.png'))
  const missing = app.page.getByText(/Not where they were imported from/)
  await expect(missing).toHaveCount(0)
  for (const name of ['a.png', 'b.png', 'c.png']) renameSync(join(old, name), join(now, `moved ${name}`))
  copyFileSync(samplePicture, join(old, 'other.png'))
  await app.searchCommands('Close project')
  await app.press('Enter')
  await app.openProject(project)
  await expect(missing).toHaveText(/3 images/)

  await app.answerOpen(join(old, 'other.png'))
  await app.button('Find a.png').click()
  await expect(app.alert(/other\.png" is not the picture that was imported as "a\.png"/)).toBeVisible(work)
  await expect(missing).toHaveText(/3 images/)

  await app.answerOpen(join(now, 'moved a.png'))
  await app.button('Find a.png').click()
  await expect(missing).toHaveText(/2 images/, work)

  await app.answerOpen(now)
  await app.button('Look in a folder').click()
  await expect(app.status(/Found 2 images again/)).toBeVisible(work)
  await expect(missing).toHaveCount(0)
})

test('a pixel size that is typed is shown by the bar, for one image or all', async ({ app, home }) => {
  for (const name of ['a.png', 'b.png']) await sharp(samplePicture).resize(400).toFile(join(home, name))
  await app.begin(join(home, 'a.png'), join(home, 'b.png'))
  const ruler = app.page.locator('.ruler span').first()
  await expect(ruler).toHaveText(/ px$/)
  await app.page.getByText('Scale', { exact: true }).click()
  const size = app.page.getByRole('textbox', { name: 'Pixel size' })
  await size.fill('0.5 furlongs')
  await expect(app.button('This image')).toBeDisabled()
  await size.fill('0.5 um')
  await app.button('All images').click()
  await expect(ruler).toHaveText(/ µm$/)
  await app.page.getByRole('button', { name: /^b\.png/ }).click()
  await expect(app.image).toHaveAccessibleName('b.png')
  await expect(ruler).toHaveText(/ µm$/)

  await test.step('what is marked is measured in it, in the card and in the table', async () => {
    await app.fullSize()
    await app.press('r')
    await app.drawBox({ x: 200, y: 40, w: 40, h: 20 })
    await expect(app.page.getByText('20 × 10 µm, area 200 µm²')).toBeVisible()
    await app.press('Control+j')
    await expect(app.page.getByRole('columnheader', { name: 'Area, µm²' })).toBeVisible()
    await expect(app.page.getByRole('gridcell', { name: '200', exact: true }).first()).toBeVisible()
    await app.button('Filter').click()
    await app.page.getByRole('textbox', { name: 'Area from' }).fill('201')
    await app.press('Tab')
    await expect(app.page.getByRole('status', { name: 'Objects shown' })).toHaveText(/^0 of 1/)
  })
})

test('a picture that is imported again is the image that is there, and its labels go to that one', async ({
  app,
  home,
}) => {
  const folder = join(home, 'flight')
  mkdirSync(folder)
  const make = (name: string, width: number) => sharp(samplePicture).resize(width).toFile(join(folder, name))
  await make('a.png', 400)
  await app.begin(join(folder, 'a.png'))
  const rows = app.page.getByRole('list', { name: 'Images' }).locator('strong')
  writeFileSync(join(folder, 'a.csv'), 'image,xmin,ymin,xmax,ymax,label\na.png,10,10,60,40,object\n')
  await app.importFiles(join(folder, 'a.png'), join(folder, 'a.csv'))
  await expect(app.status(/Imported 1 object\. "a\.png" is in the project already/)).toBeVisible(work)
  await expect(rows).toHaveText(['a.png'])
  await expect.poll(async () => (await app.stored()).objects.length).toBe(1)
  await app.page.screenshot({ path: 'test-results/import-again.png' })

  await test.step('of a folder the new ones come in', async () => {
    await make('b.png', 401)
    await app.importFiles(join(folder, 'a.png'), join(folder, 'b.png'))
    await expect(app.status(/Imported 1 image\./)).toBeVisible(work)
    await expect(rows).toHaveText(['a.png', 'b.png'])
  })

  await test.step('a second one of its own is asked for', async () => {
    await app.searchCommands('Import the image again')
    await app.press('Enter')
    await expect(rows).toHaveText(['a.png', 'b.png', 'a.png'], work)
  })
})

test('an image with colours of a former version is named, and has its own after it is imported again', async ({
  app,
  home,
}) => {
  const [ink, once] = [join(home, 'brochure.jpg'), join(home, 'once.png')]
  const green = { r: 20, g: 110, b: 60 }
  await sharp({ create: { width: 600, height: 400, channels: 3, background: green } })
    .toColourspace('cmyk')
    .jpeg({ quality: 95 })
    .toFile(ink)
  await sharp(ink).toColourspace('srgb').png().toFile(once)
  const project = await app.begin(ink, once)
  await app.searchCommands('Close project')
  await app.press('Enter')
  await expect(app.button('Open project').first()).toBeVisible()
  // A project that nobody has had open, copied once the first is let go of.
  await expect.poll(() => existsSync(join(project, 'project.lock'))).toBe(false)
  const old = join(home, 'old.windhover')
  cpSync(project, old, { recursive: true })
  copyFileSync(join(old, 'images/2.tif'), join(old, 'images/1.tif'))
  const db = new sqlite.Database(join(old, 'project.db'))
  db.exec("PRAGMA locking_mode = EXCLUSIVE; UPDATE images SET extra = json_remove(extra, '$.colorRules')")
  db.close()
  const middle = async () => {
    const at = await app.toWindow(300, 200)
    const { data } = await shoot(app, { x: at.x - 2, y: at.y - 2, w: 4, h: 4 })
    return [...data.subarray(0, 3)]
  }
  // By the plain formula: light that neither the ink nor the black takes.
  const inks = await sharp(ink).pipelineColourspace('cmyk').toColourspace('cmyk').raw().toBuffer()
  const [, , , black = 0] = inks
  const off = (seen: readonly number[]) =>
    Math.max(...seen.map((value, c) => Math.abs(value - ((255 - inks[c]!) * (255 - black)) / 255)))
  await app.openProject(old)
  const told = app.alert(/"brochure\.jpg" shows colours that a former version .* import it again/)
  await expect(told).toBeVisible(work)
  await app.settled()
  await expect.poll(async () => off(await middle())).toBeGreaterThan(8)
  await app.page.screenshot({ path: 'test-results/old-colours.png' })
  await app.importFiles(ink)
  await expect.poll(async () => off(await middle()), work).toBeLessThan(4)
  await expect(told).toHaveCount(0)
})
