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
  await expect(app.status(/Imported 1 image with 2 objects/)).toBeVisible(work)
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
