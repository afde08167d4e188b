import type { Locator } from '@playwright/test'
import { type App, expect, sampleBoxes, samplePicture, test, work } from './windhover'

// Find similar and unusual places by real keys, on a real photograph, before any training.

const grid = (app: App): Locator => app.page.getByRole('listbox', { name: /^Places like|^Unusual/ })
/** How many wait, as the window says it. */
async function toGo(app: App): Promise<number> {
  const said = await app.page.getByRole('status', { name: 'Crops' }).innerText()
  return Number(/([\d,]+) place/.exec(said)?.[1]?.replace(',', ''))
}

async function markOne(app: App): Promise<void> {
  await app.begin(samplePicture)
  const [first] = sampleBoxes().filter(({ x }) => x > 600 && x < 850)
  if (!first) throw new Error('the sample has no vehicle there')
  await app.tool('Box').click()
  await app.drawBox(first)
  await app.objects(1)
  await app.tool('Select').click()
  await app.click(first.x + first.w / 2, first.y + first.h / 2)
}

test('one marked vehicle, one key: others come first, answers teach, and the step after is one press away', async ({
  app,
}) => {
  await markOne(app)

  await test.step('nothing is looked for without an object', async () => {
    await app.press('Escape', 'j')
    await expect(app.status(/Select an object that shows/)).toBeVisible()
    await app.press('Tab')
    await expect(app.page.getByText('Selected box')).toBeVisible()
  })

  await test.step('places are ranked, with progress, and the grid has the keys', async () => {
    await app.press('j')
    await expect(app.page.getByRole('progressbar', { name: 'Looking for places' }).first()).toBeVisible()
    await expect(grid(app)).toBeFocused(work)
    await expect(app.status(/Places are found, the likeliest first/)).toBeVisible()
    await expect.poll(() => toGo(app)).toBeGreaterThan(100)
    await expect(app.page.getByRole('option').first()).toHaveAttribute('aria-selected', 'true')
  })

  const vehicles = sampleBoxes()
  const isVehicle = ({ x, y, w, h }: { x: number; y: number; w: number; h: number }) =>
    vehicles.some(
      (box) =>
        x + w / 2 > box.x && x + w / 2 < box.x + box.w && y + h / 2 > box.y && y + h / 2 < box.y + box.h,
    )

  await test.step('Y makes objects of the class, X keeps rejections; both leave the grid', async () => {
    await app.press('y', 'y', 'y', 'y', 'y', 'y')
    await app.objects(7)
    await app.press('x')
    await expect(app.page.getByText('6 accepted, 1 rejected')).toBeVisible()
    const accepted = async () => (await app.stored()).objects.filter(({ origin }) => origin === 'model')
    await expect.poll(async () => (await accepted()).length).toBe(6)
    const { classes } = await app.stored()
    await expect
      .poll(async () => (await accepted()).every((each) => each.class === classes[0]?.id))
      .toBe(true)
    const right = async () =>
      (await accepted()).filter(({ shape }) => shape.kind === 'box' && isVehicle(shape)).length
    await expect.poll(right, { message: 'vehicles among the first six' }).toBeGreaterThanOrEqual(4)
  })

  await test.step('undo says what it takes back, and takes it back', async () => {
    await app.button('Undo').hover()
    await expect(app.page.getByText(/Reject 1 place/)).toBeVisible()
    const { image } = await app.stored()
    const rejections = async () => (await app.call('document.load', { image })).rejections.length
    await expect.poll(rejections).toBe(1)
    await app.press('Control+z')
    await expect(app.page.getByText('6 accepted, 0 rejected')).toBeVisible()
    await expect.poll(rejections).toBe(0)
    await app.press('Control+z')
    await app.objects(6)
  })

  await test.step('Shift picks many, which are one step', async () => {
    await app.press('Home', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight')
    await expect(app.page.getByRole('status', { name: 'Crops' })).toContainText('4 selected')
    await app.press('x')
    await expect(app.page.getByText('5 accepted, 4 rejected')).toBeVisible()
    await app.press('Control+z')
    await expect(app.page.getByText('5 accepted, 0 rejected')).toBeVisible()
    await app.press('Control+Shift+z')
    await expect(app.page.getByText('5 accepted, 4 rejected')).toBeVisible()
  })

  await test.step('Enter takes the picture there', async () => {
    const before = await app.view()
    await app.press('End', 'Enter')
    await expect
      .poll(async () => {
        const { centerX, centerY } = await app.view()
        return Math.hypot(centerX - before.centerX, centerY - before.centerY)
      })
      .toBeGreaterThan(5)
  })

  await test.step('after twenty answers the training is one press away', async () => {
    await app.press('Home', ...Array.from({ length: 8 }, () => 'x'), 'y', 'y', 'y')
    await expect(app.page.getByText(/^20 answers: enough/)).toBeVisible()
    await app.page.getByRole('button', { name: 'Train', exact: true }).click()
    await expect(app.step('Train')).toHaveAttribute('aria-selected', 'true', work)
    await expect(app.page.getByRole('progressbar', { name: /Training/ }).first()).toBeVisible(work)
    await app.button('Stop').click()
    await expect(app.status(/training (stopped|finished)/i)).toBeVisible(work)
  })
})

test('unusual places need no object, and what is accepted of them is looked for at one press', async ({
  app,
}) => {
  await app.begin(samplePicture)
  await app.image.focus()
  await app.press('u')
  await app.page.getByRole('region', { name: 'Crops' }).getByRole('button', { name: 'Cancel' }).click()
  await expect(app.status(/Looking for places: cancelled/)).toBeVisible(work)
  await expect(app.page.getByRole('region', { name: 'Crops' })).toBeHidden()
  await app.searchCommands('outliers')
  await expect(app.page.getByRole('option', { name: /^Unusual places/ })).toBeVisible()
  await app.press('Enter')
  await expect(grid(app)).toBeFocused(work)
  await app.press('ArrowRight', 'y')
  await app.objects(1)
  await app.button('Find more like these').click()
  await expect(app.page.getByRole('listbox', { name: 'Places like object' })).toBeFocused(work)
  await app.button('Close the crops').click()
  await expect(grid(app)).toBeHidden()
  await expect(app.image).toBeVisible()
})
