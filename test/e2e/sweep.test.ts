import { join } from 'node:path'
import sharp from 'sharp'
import { App, expect, samplePicture, test } from './windhover'

// A picture is stepped through cell by cell; nothing of it is lost when the app is killed.

const picture = { width: 4200, height: 2600 }

async function begin(app: App, home: string): Promise<string> {
  const path = join(home, 'field.png')
  await sharp(samplePicture).resize(picture.width, picture.height, { fit: 'fill' }).png().toFile(path)
  return app.begin(path)
}

const bar = (app: App) => app.page.getByRole('progressbar', { name: 'Sweep' })
const cellOf = (app: App) => app.page.getByText(/^field \d+ of \d+$/)
const kept = async (app: App) => (await app.call('image.view.read', { image: 1 })).sweep
const checked = async (app: App) => (await app.call('document.load', { image: 1 })).checked

async function place(app: App): Promise<[number, number]> {
  const { centerX, centerY } = await app.view()
  return [centerX, centerY]
}

/** How many cells have each colour on the minimap: unseen, seen, complete. */
async function onMinimap(app: App): Promise<number[]> {
  return app.page.locator('canvas.cells').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
    const counts = [0, 0, 0]
    for (let i = 0; i < data.length; i += 4) {
      const [red = 0, green = 0] = [data[i], data[i + 1]]
      counts[red > 150 ? 1 : green > 120 ? 2 : 0]!++
    }
    return counts
  })
}

test('a sweep goes from cell to cell, and is where it was after the app was killed', async ({ home }) => {
  let app = await App.launch(home)
  const project = await begin(app, home)

  await test.step('far out there is nothing to sweep', async () => {
    await app.press('Alt+g')
    await expect(app.status(/Zoom in until/)).toBeVisible()
  })

  await test.step('cells are seen one after the other', async () => {
    await app.fullSize()
    await app.button('Start a sweep').click()
    await expect(cellOf(app)).toHaveText(/^field 1 of /)
    const first = await place(app)
    await app.press('g')
    await expect(cellOf(app)).toHaveText(/^field 2 of /)
    await expect(async () => {
      const second = await place(app)
      expect(second[0]).toBeGreaterThan(first[0] + 300)
      expect(second[1]).toBe(first[1])
    }).toPass()
    await expect(app.image).toHaveAttribute('data-scale', '1')
    await app.press('Shift+g')
    await expect(cellOf(app)).toHaveText(/^field 1 of /)
    await app.press('g')
    await expect(cellOf(app)).toHaveText(/^field 2 of /)
    await expect.poll(() => checked(app)).toEqual([])
  })

  await test.step('nothing lies over the cell in hand', async () => {
    const gap = async () => {
      await app.settled()
      const cell = await app.page.locator('svg:has(> .shade) > .under').boundingBox()
      const map = await app.page.locator('.map').boundingBox()
      return cell && map ? cell.x - (map.x + map.width) : NaN
    }
    await expect.poll(gap).toBeGreaterThanOrEqual(0)
    await app.page.screenshot({ path: 'test-results/sweep.png' })
  })

  await test.step('a complete cell is checked area, and undo takes that back', async () => {
    await app.press('Shift+K')
    await expect(cellOf(app)).toHaveText(/^field 3 of /)
    await expect(bar(app)).toHaveAttribute('aria-valuenow', '1')
    await expect.poll(async () => (await checked(app)).length).toBe(1)
    await app.press('Control+z')
    await expect(bar(app)).toHaveAttribute('aria-valuenow', '0')
    await expect.poll(async () => (await checked(app)).length).toBe(0)
    await app.press('Control+Shift+z')
    await expect(bar(app)).toHaveAttribute('aria-valuenow', '1')
    const grid = Number(await bar(app).getAttribute('aria-valuemax'))
    await expect.poll(() => onMinimap(app)).toEqual([grid - 2, 1, 1])
  })

  await test.step('neighbours become one area', async () => {
    await app.press('Shift+K')
    await expect(bar(app)).toHaveAttribute('aria-valuenow', '2')
    await expect.poll(async () => (await checked(app)).length).toBe(1)
    await expect(cellOf(app)).toHaveText(/^field 4 of /)
  })

  // What is stored is not lost by a kill.
  await app.saved()
  const before = await kept(app)
  const at = await place(app)
  app.process.kill('SIGKILL')
  await app.electron.waitForEvent('close')

  await test.step('one key goes on after a kill', async () => {
    app = await App.launch(home)
    await app.openProject(project)
    await expect(app.image).toHaveAccessibleName('field.png')
    await app.settled()
    await expect.poll(() => kept(app)).toEqual(before)
    await expect(bar(app)).toHaveAttribute('aria-valuenow', '2')
    await app.image.focus()
    await app.press('g')
    await expect(cellOf(app)).toHaveText(/^field 4 of /)
    const away = async () => {
      const back = await place(app)
      return Math.abs(back[0] - at[0]) + Math.abs(back[1] - at[1])
    }
    await expect.poll(away).toBeLessThan(2)
    await app.press('g')
    await expect(cellOf(app)).toHaveText(/^field 5 of /)
  })

  await test.step('to the last cell, and it says that it was the last', async () => {
    const cells = Number(await bar(app).getAttribute('aria-valuemax'))
    for (let cell = 5; cell <= cells; cell++) await app.press('Shift+K')
    await expect(app.status(/^All \d+ fields of view were seen/)).toBeVisible()
    await expect(bar(app)).toHaveAttribute('aria-valuetext', /100 % seen/)
    await expect.poll(async () => (await onMinimap(app))[0]).toBe(0)
    await app.saved()
    await expect.poll(async () => (await checked(app)).length).toBeLessThanOrEqual(4)
    await app.button('Stop the sweep').click()
    await expect(cellOf(app)).toBeHidden()
  })

  await test.step('the whole picture is checked at once, and undo takes that back', async () => {
    const areas = await checked(app)
    const whole = async () => {
      await app.searchCommands('whole')
      await app.page.getByRole('option', { name: /^Check the whole picture/ }).click()
    }
    await whole()
    await expect(app.status(/The whole picture is checked/)).toBeVisible()
    await expect
      .poll(async () => (await checked(app)).map(({ rect }) => rect))
      .toEqual([{ x: 0, y: 0, w: picture.width, h: picture.height }])
    await expect(bar(app)).toHaveAttribute('aria-valuetext', /100 % complete/)
    await expect(app.button('Check the whole picture')).toBeHidden()
    await whole()
    await expect(app.status(/checked area already/)).toBeVisible()
    await app.image.focus()
    await app.press('Control+z')
    await expect(app.status(/checked area already/)).toBeHidden()
    await expect.poll(() => checked(app)).toEqual(areas)
    await app.button('Check the whole picture').click()
    await expect.poll(async () => (await checked(app)).length).toBe(1)
  })
  expect(app.complaints).toEqual([])
  await app.close()
})
