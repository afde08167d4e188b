import { join } from 'node:path'
import { encode } from 'fast-png'
import { writeFileSync } from 'node:fs'
import { expect, samplePicture, test, work } from './windhover'

test('a mask comes in for the picture that is open; the window asks what its values are', async ({
  app,
  home,
}) => {
  await app.begin(samplePicture)
  const [width, height] = [1764, 430]
  const data = new Uint8Array(width * height)
  // Two regions of value 4, one of 9.
  for (const [value, left] of [
    [4, 100],
    [4, 400],
    [9, 700],
  ] as const)
    for (let y = 100; y < 200; y++) data.fill(value, y * width + left, y * width + left + 120)
  const mask = join(home, 'crossroads_mask.png')
  writeFileSync(mask, encode({ width, height, data, channels: 1, depth: 8 }))
  await app.answerOpen(mask)
  await app.electron.evaluate(({ dialog }) => {
    const asked: string[] = []
    Object.assign(globalThis, { asked })
    dialog.showMessageBox = ((...given: unknown[]) => {
      const { message, buttons } = given.at(-1) as Electron.MessageBoxOptions
      asked.push([message, ...(buttons ?? [])].join('\n'))
      return Promise.resolve({ response: 1, checkboxChecked: false })
    }) as typeof dialog.showMessageBox
  })
  await app.searchCommands('Import labels')
  await app.press('Enter')
  await expect(app.status(/Imported 2 objects\./)).toBeVisible(work)
  await app.objects(2)
  const asked = () => app.electron.evaluate(() => (globalThis as unknown as { asked: string[] }).asked)
  await expect
    .poll(asked)
    .toEqual(['What are the values of crossroads_mask.png?\nClasses\nSingle objects\nCancel'])
  for (const [w, h] of [
    [1280, 800],
    [1920, 1080],
  ] as const) {
    await app.electron.evaluate(
      ({ BrowserWindow }, [x, y]) => BrowserWindow.getAllWindows()[0]?.setContentSize(x, y),
      [w, h] as const,
    )
    await app.page.screenshot({ path: `test-results/mask-${w}.png` })
  }
  await app.press('Control+z')
  await app.objects(0)
})

test('a table whose columns do not say what they mean: the window asks, shows what it would read, and imports that', async ({
  app,
  home,
}) => {
  await app.begin(samplePicture)
  const table = join(home, 'counts.csv')
  const rows = [
    'photo;kind;l;t;r;b',
    'crossroads.png;object;100;50;140;90',
    'crossroads.png;object;200;60;230;80',
  ]
  writeFileSync(table, `${rows.join('\n')}\nelsewhere.png;object;1;2;3;4\n`)
  await app.answerOpen(table)
  await app.searchCommands('Import labels')
  await app.press('Enter')
  const dialog = app.page.getByRole('dialog', { name: 'What are the columns of counts.csv?' })
  await expect(dialog.getByText('Say which columns hold the places')).toBeVisible(work)
  await expect(dialog.getByRole('combobox', { name: 'photo Image' })).toBeVisible()
  await expect(dialog.getByRole('row')).toHaveCount(4)
  const importIt = dialog.getByRole('button', { name: 'Import' })
  await expect(importIt).toHaveAttribute('aria-disabled', 'true')
  for (const [column, kind] of [
    ['kind', 'Class'],
    ['l', 'Left'],
    ['t', 'Top'],
    ['r', 'Right'],
    ['b', 'Bottom'],
  ] as const) {
    await dialog.getByRole('combobox', { name: `${column} Ignore`, exact: true }).click()
    await dialog.getByRole('option', { name: kind, exact: true }).click()
    await expect(dialog.getByRole('combobox', { name: `${column} ${kind}`, exact: true })).toBeVisible()
  }
  await expect(dialog.getByText('2 objects on 1 image, out of 3 rows.')).toBeVisible(work)
  await expect(dialog.getByText('The first: object on crossroads.png at 100, 50, 40 × 40 px.')).toBeVisible()
  await importIt.click()
  await expect(app.status(/Imported 2 objects\./)).toBeVisible(work)
  await app.objects(2)
  // Once more, and not wanted: nothing comes in, which is said.
  await app.searchCommands('Import labels')
  await app.press('Enter')
  await dialog.getByRole('button', { name: 'Cancel' }).click(work)
  await expect(app.status(/counts.csv not imported/)).toBeVisible()
  await app.objects(2)
  await app.press('Control+z')
  await app.objects(0)
})
