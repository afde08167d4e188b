import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { windhover } from '../fixtures/commandLine'
import { App, expect, test, work } from './windhover'

// How many are there: counted with an interval in the window, from fields of view that it draws and a person checks.

/** Bright squares; only those of the left third are marked, in the checked area. */
async function draw(file: string, labels: string): Promise<void> {
  const [w, h] = [1500, 900]
  const squares: string[] = []
  const lines: string[] = []
  for (let y = 30; y + 40 < h; y += 100)
    for (let x = 30 + ((y * 7) % 90); x + 40 < w; x += 100) {
      squares.push(`<rect x="${x}" y="${y}" width="18" height="18"/>`)
      if (x < 480) lines.push([0, (x + 9) / w, (y + 9) / h, 18 / w, 18 / h].join(' '))
    }
  const ground = `<rect width="100%" height="100%" fill="#6b7a5a"/><g fill="#e8d9b8">${squares.join('')}</g>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}">${ground}</svg>`
  await sharp(Buffer.from(svg)).flatten().png().toFile(file)
  writeFileSync(labels, `${lines.join('\n')}\n`)
}

async function done(...args: string[]): Promise<Record<string, unknown>> {
  const { code, stderr, result } = await windhover([...args, '--json'])
  if (code !== 0) throw new Error(`${args[0]}: ${stderr}`)
  return result
}

test('a count with an interval, from fields that are drawn, stepped through and checked', async ({
  home,
}) => {
  const project = join(home, 'Documents', 'squares.windhover')
  mkdirSync(join(home, 'Documents'), { recursive: true })
  mkdirSync(join(home, 'labels'))
  await draw(join(home, 'field.png'), join(home, 'labels', 'field.txt'))
  await done('init', project, '--classes', 'square')
  const from = [join(home, 'field.png'), '--labels', join(home, 'labels'), '--checked', '0,0,500,900']
  await done('import', project, ...from)
  await done('build', project, '--tile', '64', '--guard', '8', '--tiles', '96')
  const few = ['--epochs', '2', '--steps-per-epoch', '60', '--batch', '8', '--learning-rate', '0.01']
  await done('train', project, ...few, '--workers', '0', '--augment', 'none')
  await done('predict', project)
  // A second run, of another seed.
  const second = await done('train', project, ...few, '--workers', '0', '--augment', 'none', '--seed', '5')
  await done('predict', project, '--run', String(second['run']))

  const app = await App.launch(home)
  const { page } = app
  await app.openProject(project)
  await expect(app.image).toHaveAccessibleName('field.png', work)
  await app.step('Predict').click()
  const counts = page.getByRole('table', { name: 'Counts on field.png' })

  await test.step('an evaluation is stepped through, and its curve gives the best threshold', async () => {
    await app.button('Evaluate').click()
    const missed = page.getByRole('button', { name: /^\d+ missed$/ })
    await expect(missed).toBeVisible(work)
    await expect(page.getByRole('img', { name: /^At 0\.\d+: precision/ })).toBeVisible()
    await page.getByRole('button', { name: /^Best threshold/ }).click()
    await app.button('Evaluate').click()
    await expect(page.getByText(/These figures are of another run or threshold/)).toHaveCount(0)
    await app.press('Shift+ArrowUp', 'Shift+ArrowUp')
    await expect(page.getByText(/These figures are of another run or threshold/)).toBeVisible()
    await page.screenshot({ path: 'test-results/count-evaluated.png' })
    const confusion = page.getByRole('table', { name: 'Confusion of detections' })
    await confusion.getByRole('button', { name: /square, found as square$/ }).click()
    await expect(page.getByText(/^square → square, 1 of \d+$/)).toBeVisible()
  })

  const run = page.getByRole('combobox', { name: /^Run/ })
  await test.step('two runs are compared: lists to step through, a map, side by side, and back', async () => {
    await expect(run).toHaveText(/^Run 2 · Heat map · \d+ objects/)
    await app.button('Compare what they found').click()
    await expect(app.status(/^Compared: \d+ gained, \d+ lost, \d+ moved\.$/).first()).toBeVisible(work)
    // The second one's threshold was raised above, and it is compared as it is shown.
    await page.getByRole('button', { name: /^[\d,]+ lost$/ }).click()
    await expect(page.getByText(/^lost 1 of [\d,]+$/)).toBeVisible()
    await expect(app.image.locator('[data-change="lost"]')).toBeVisible()
    await app.button('Next place').click()
    await expect(page.getByText(/^lost 2 of [\d,]+$/)).toBeVisible()
    const figures = page.getByRole('table', { name: 'Figures of both runs on the same checked ground' })
    await expect(figures.getByRole('row', { name: /^Learned from / })).toHaveCount(2)
    await page.screenshot({ path: 'test-results/runs-compared.png' })
    await app.button('Show side by side').click()
    await expect(page.getByText(/^What Run 1 · Heat map · \d+ objects found$/)).toBeVisible()
    await app.button('Close the comparison').click()
    await page.getByRole('button', { name: /^Back to Run 1 / }).click()
    await expect(run).toHaveText(/^Run 1 · Heat map · \d+ objects/)
    await expect(page.getByText(/^What Run 1 · Heat map · \d+ objects found$/)).toBeVisible()
    await expect(page.getByText('This comparison is of other runs')).toHaveCount(0)
  })

  await test.step('fields are drawn, and the first is shown', async () => {
    await page.getByRole('textbox', { name: 'Fields to check' }).fill('8')
    await page.keyboard.press('Enter')
    await app.button('Draw fields').click()
    await expect(page.getByText('field 1 of 8')).toBeVisible(work)
    await expect(page.getByText('8 fields drawn, 0 checked.').first()).toBeVisible()
    // Nothing that is to be checked lies under the map of the whole picture.
    const beside = async () => {
      const field = await page.locator('svg:has(> .shade) > .under').boundingBox()
      const map = await page.locator('.map').boundingBox()
      return field && map ? field.x - (map.x + map.width) : NaN
    }
    await expect.poll(beside).toBeGreaterThan(0)
    await page.screenshot({ path: 'test-results/count-sample.png' })
  })

  await test.step('next and previous go round; checked makes test ground and goes on', async () => {
    await app.button('Next drawn field').click()
    await expect(page.getByText('field 2 of 8')).toBeVisible()
    await app.button('Previous drawn field').click()
    await expect(page.getByText('field 1 of 8')).toBeVisible()
    for (let checked = 1; checked <= 8; checked++) {
      await app.button('Checked').click()
      await expect(page.getByText(`8 fields drawn, ${checked} checked.`).first()).toBeVisible()
    }
    await expect(app.status(/All drawn fields are checked/)).toBeVisible()
  })

  await test.step('the count has an interval, a method and the number of fields that are still needed', async () => {
    await app.button('Count with an interval').click()
    await expect(counts.getByRole('row', { name: /^square [\d,]+ [\d,]+ to [\d,]+$/ })).toBeVisible(work)
    await expect(
      page.getByText(/8 fields drawn at random by strata \(Horvitz and Thompson 1952\)/),
    ).toBeVisible()
    await expect(page.getByText(/± 5 % of the commonest class/)).toBeVisible()
    await page.screenshot({ path: 'test-results/count-done.png' })
    await page
      .getByRole('radiogroup', { name: 'What to count' })
      .getByRole('radio', { name: 'All images' })
      .click()
    await app.button('Count with an interval').click()
    await expect(page.getByRole('table', { name: 'Counts on All images' })).toBeVisible(work)
  })

  await test.step('figures of another threshold say so; drawn ground outlives a restart', async () => {
    await app.press('Shift+ArrowUp')
    await expect(page.getByText(/Counted with another run, threshold or region/)).toBeVisible()
    const threshold = (of: App) => of.page.getByRole('slider', { name: 'Threshold' })
    const set = (await threshold(app).getAttribute('aria-valuetext')) ?? ''
    await app.close()
    const again = await App.launch(home)
    await again.openProject(project)
    await expect(again.image).toHaveAccessibleName('field.png', work)
    await again.step('Predict').click()
    await expect(again.page.getByText('8 fields drawn, 8 checked.')).toBeVisible(work)
    // What was chosen is chosen still: the older run, with the threshold that was set for it.
    await expect(again.page.getByRole('combobox', { name: /^Run/ })).toHaveText(/^Run 1 · /)
    await expect(threshold(again)).toHaveAttribute('aria-valuetext', set)
    await again.close()
  })
})
