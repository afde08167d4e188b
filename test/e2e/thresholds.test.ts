import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { searchTwoClasses, suggestedThresholds, twoClassScores } from '../fixtures/twoClasses'
import { App, expect, test, work } from './windhover'

// A threshold for each class: what is drawn, counted and exported follows it, and it is kept.

const size = { width: 800, height: 400 }
const reaching = (car: number, bus: number) =>
  twoClassScores.car.filter((score) => score >= car).length +
  twoClassScores.bus.filter((score) => score >= bus).length

async function addClasses(app: App): Promise<void> {
  for (const name of ['car', 'bus']) {
    await app.press('Control+Shift+C')
    await app.page.getByRole('dialog').getByRole('textbox').fill(name)
    await app.press('Enter')
    await expect(app.page.getByRole('list', { name: 'Classes' }).getByText(name)).toBeVisible()
  }
}

test('one class gets a threshold of its own; picture, count and export follow', async ({ home }) => {
  const picture = join(home, 'street.jpg')
  await sharp({ create: { ...size, channels: 3, background: '#7a8a60' } }).toFile(picture)
  let app = await App.launch(home)
  const project = await app.begin(picture)
  await addClasses(app)
  const { image } = await app.stored()
  await searchTwoClasses(project, image, size)
  await app.close()

  app = await App.launch(home)
  await app.openProject(project)
  await expect(app.image).toHaveAccessibleName('street.jpg', work)
  await app.step('Predict').click()
  const drawn = (count: number) => expect.poll(() => app.attribute('data-detections')).toBe(count)
  const byClass = () => app.page.getByRole('group', { name: 'Threshold of each class' })
  const toggle = () => app.page.getByRole('switch', { name: 'By class', exact: true })

  await test.step('one for all at first; by class begins where it was', async () => {
    await drawn(reaching(0.4, 0.4))
    await toggle().click()
    await expect(byClass().getByRole('slider')).toHaveCount(2)
    await drawn(reaching(0.4, 0.4))
  })

  await test.step('a slider moves its class alone; the suggested value is taken at a press', async () => {
    await byClass().getByRole('slider', { name: 'car' }).fill('0.7')
    await drawn(reaching(0.7, 0.4))
    await expect(
      byClass()
        .getByText(/^2 found; about \d+ of 100 are false/)
        .first(),
    ).toBeVisible()
    await byClass()
      .getByRole('button', { name: `Suggested: ${suggestedThresholds.bus}` })
      .click()
    await drawn(reaching(0.7, 0.32))
    await app.settled()
  })

  await test.step('the count is at the same thresholds', async () => {
    await app.button('Count with an interval').click()
    await expect(app.page.getByText('threshold car 0.70, bus 0.32.')).toBeVisible(work)
    const row = (name: string) => app.page.getByRole('row', { name: new RegExp(`^${name} `) })
    await expect(row('car').first()).toContainText('2')
    await expect(row('bus').first()).toContainText('3')
  })

  await test.step('the export holds what is shown, and says at which thresholds', async () => {
    await app.page.getByRole('combobox', { name: 'Format' }).click()
    await app.page.getByRole('option', { name: /^COCO/ }).click()
    const out = join(home, 'found.json')
    await app.answerSave(out)
    await app.page
      .getByRole('button', { name: /^Export/ })
      .last()
      .click()
    await expect(app.status(/Wrote 5 predictions/)).toBeVisible(work)
    const coco = JSON.parse(readFileSync(out, 'utf8')) as { images: object[]; annotations: object[] }
    expect(coco.annotations).toHaveLength(reaching(0.7, 0.32))
    expect(coco.images[0]).toMatchObject({ thresholds: { car: 0.7, bus: 0.32 } })
  })

  await test.step('report and figure are of what is shown', async () => {
    const choose = async (name: string) => {
      await app.press('Control+k')
      await app.page.getByRole('combobox', { name: 'Search commands' }).fill(name)
      await app.page.keyboard.press('Enter')
    }
    await app.answerSave(join(home, 'report.html'))
    await choose('Report')
    await expect(app.status(/Written: .*report\.html/)).toBeVisible(work)
    expect(readFileSync(join(home, 'report.html'), 'utf8')).toContain('car 0.70, bus 0.32')
    await app.answerSave(join(home, 'view.svg'))
    await app.press('Control+0')
    await choose('Figure of this view')
    await expect(app.status(/Written: .*view\.svg/)).toBeVisible(work)
    // Only outlines are closed; each is drawn twice, for it has a rim.
    const closed = readFileSync(join(home, 'view.svg'), 'utf8').match(/\dZ/g)
    expect(closed).toHaveLength(2 * reaching(0.7, 0.32))
  })

  await test.step('it is kept with the run; switched off, one holds for all again', async () => {
    await app.close()
    app = await App.launch(home)
    await app.openProject(project)
    await app.step('Predict').click()
    await expect(byClass().getByRole('slider', { name: 'car' })).toHaveValue('0.7', work)
    await drawn(reaching(0.7, 0.32))
    await toggle().click()
    await expect(byClass()).toHaveCount(0)
    await drawn(reaching(0.4, 0.4))
  })
  await app.close()
})

test('of a picture that was not learned from its answers tell how many are false, and nothing else', async ({
  home,
}) => {
  const picture = join(home, 'street.jpg')
  const wide = { width: 1600, height: 400 }
  await sharp({ create: { ...wide, channels: 3, background: '#7a8a60' } }).toFile(picture)
  let app = await App.launch(home)
  const project = await app.begin(picture)
  await addClasses(app)
  const { image } = await app.stored()
  const cars = Array.from({ length: 15 }, (_, i) => 0.9 - i * 0.04)
  await searchTwoClasses(project, image, wide, { scores: [cars, []], pictures: ['0'.repeat(64)] })
  await app.close()

  app = await App.launch(home)
  await app.openProject(project)
  await expect(app.image).toHaveAccessibleName('street.jpg', work)
  await app.step('Predict').click()
  const expected = app.page.getByText(/of 100 (detections )?(in this picture )?are false/)
  await expect(app.page.getByText(/learned from no part of this picture, so nothing says yet/)).toBeVisible()
  await expect(expected).toHaveCount(0)

  await app.step('Review').click()
  await expect(app.page.getByText('15 to go')).toBeVisible()
  // Only what reaches the threshold, in any order.
  await app.page.getByRole('radio', { name: 'Random' }).click()
  await expect(app.page.getByText(/Twenty answers tell best how many of them are false/)).toBeVisible()
  for (let left = 13; left > 3; left--) {
    await expect(app.page.getByText(`${left} to go`)).toBeVisible()
    await app.press(left % 2 === 0 ? 'Y' : 'X')
  }
  await app.step('Predict').click()
  await expect(expected).toHaveText(
    /^At 0\.40 about \d+ of 100 detections in this picture are false, between \d+ and \d+ with a probability of 90 %: judged on 10 answers in it\./,
  )
  await expect(app.page.getByText(/so nothing says yet/)).toHaveCount(0)

  await app.page.getByRole('switch', { name: 'By class', exact: true }).click()
  await expect(
    app.page.getByText(/^\d+ found; about \d+ \(\d+ to \d+\) of 100 are false, by 10 answers/),
  ).toBeVisible()
  await app.close()
})
