import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { App, expect, test, work } from './windhover'

// What leaves the project for people: a figure of what is seen; and a run that comes from somebody.

test('a figure of this view is written, and a run that is none is refused', async ({ home }) => {
  const app = await App.launch(home)
  const { page } = app
  await app.button('Open sample').first().click()
  await expect(app.status(/sample is ready/i)).toBeVisible(work)
  const choose = async (name: string) => {
    await app.press('Control+k')
    await page.getByRole('combobox', { name: 'Search commands' }).fill(name)
    await page.keyboard.press('Enter')
  }

  await test.step('as a PNG with the resolution in it', async () => {
    const out = join(home, 'view.png')
    await app.answerSave(out)
    await choose('Figure of this view')
    await expect(app.status(/Written: .*view\.png/)).toBeVisible(work)
    const png = readFileSync(out)
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    // 180 mm at 300 dots an inch.
    expect(png.readUInt32BE(16)).toBe(2126)
    expect(png.indexOf('pHYs')).toBeGreaterThan(0)
    await app.electron.evaluate(({ shell }) => {
      const all = globalThis as unknown as { inFolder?: string }
      shell.showItemInFolder = (path) => void (all.inFolder = path)
    })
    await app.button('Show in folder').click()
    await expect
      .poll(() => app.electron.evaluate(() => (globalThis as unknown as { inFolder?: string }).inFolder))
      .toBe(out)
  })

  await test.step('a run that is none is refused in a sentence', async () => {
    const path = join(home, 'none.windhover-run')
    writeFileSync(path, 'nothing')
    await app.answerOpen(path)
    await choose('Import a run from a file')
    await expect(app.alert(/no file that can be read/)).toBeVisible(work)
    await app.button('Close').first().click()
    await expect(app.alert(/no file that can be read/)).toHaveCount(0)
    // Among pictures, too, for that is where it is looked for.
    await app.answerOpen(path)
    await choose('Import images')
    await expect(app.alert(/no file that can be read/)).toBeVisible(work)
  })
  await app.close()
})
