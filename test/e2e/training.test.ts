import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { App, expect, test, work } from './windhover'

// The Train step by hand: augmentation tried on the person's own tiles, own limits, what is seen while it trains, and
// the table of runs.

test('try augmentations, train with own limits, look on, compare runs', async ({ home }) => {
  const app = await App.launch(home)
  const { page } = app
  await app.button('Open sample').first().click()
  await expect(app.status(/sample is ready/i)).toBeVisible(work)

  await test.step('without a dataset nothing can be tried', async () => {
    await app.step('Train').click()
    await page.getByRole('button', { name: 'Augmentation' }).click()
    await expect(page.getByText('Build the dataset to see its tiles')).toBeVisible()
    await app.step('Dataset').click()
    await app.button('Build dataset').click()
    await expect(app.status(/dataset is built/i)).toBeVisible(work)
    await app.step('Train').click()
  })

  const preview = page.getByRole('figure', { name: 'Preview of the augmentation' })
  const looks = async () =>
    preview
      .locator('canvas')
      .evaluateAll((list) => list.map((canvas) => (canvas as HTMLCanvasElement).toDataURL()))
  await test.step('two draws beside the tile, other ones on request and for other settings', async () => {
    const fold = page.getByRole('button', { name: 'Augmentation' })
    await expect(fold).toHaveAttribute('aria-expanded', 'false')
    await fold.click()
    await expect(preview.locator('canvas')).toHaveCount(3)
    await expect.poll(async () => new Set(await looks()).size).toBe(3)
    const first = await looks()
    await app.button('Draw again').click()
    await expect(async () => {
      const second = await looks()
      expect(second[0]).toBe(first[0])
      expect(second[1]).not.toBe(first[1])
    }).toPass()
    await page.getByRole('radio', { name: 'None' }).click()
    await expect.poll(async () => new Set(await looks()).size).toBe(1)
    await page.getByRole('switch', { name: 'Rotation' }).click()
    await expect(page.getByRole('radio', { name: 'Own', exact: true })).toBeChecked()
    await expect.poll(async () => new Set(await looks()).size).toBe(3)
    await page.screenshot({ path: 'test-results/augmentation.png' })
    await page.getByRole('radio', { name: 'Strong' }).click()
    await page.getByRole('button', { name: 'Augmentation' }).click()
  })

  await test.step('own limits, and what is seen meanwhile', async () => {
    await page.getByRole('radio', { name: 'My own limits' }).click()
    await page.getByRole('textbox', { name: 'Epochs' }).fill('4')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('textbox', { name: /Steps an epoch/ }).fill('3')
    await page.getByRole('textbox', { name: /Validation every/ }).fill('1')
    await page.keyboard.press('Enter')
    await app.button('Start training').click()
    await expect(page.getByRole('list', { name: 'Validation tiles' })).toBeVisible(work)
    await expect(
      page.getByRole('img', { name: /reading \d+ %, augmenting \d+ %, learning \d+ %/ }),
    ).toBeVisible()
    await expect(page.getByText(/The last batch held \d+ object/)).toBeVisible()
    await page.screenshot({ path: 'test-results/training-live.png' })
    await expect(app.status(/training finished after 4 epochs/i)).toBeVisible(work)
  })

  await test.step('a second run starts from the first, a third from a file that holds no weights', async () => {
    const runs = async () => (await app.call('project.state', undefined))?.runs ?? []
    await expect.poll(runs).toHaveLength(1)
    const [{ id: first = '' } = {}] = await runs()
    const startFrom = async (option: RegExp) => {
      await page.getByRole('combobox', { name: /^Start from/ }).click()
      await page.getByRole('option', { name: option }).click()
    }
    await startFrom(/^Run 1 · Heat map · \d+ objects/)
    await page.getByRole('textbox', { name: 'Epochs' }).fill('1')
    await page.keyboard.press('Enter')
    await app.button('Start training').click()
    await expect(app.status(/training finished after 1 epoch/i)).toBeVisible(work)
    const folder = (await app.call('project.state', undefined))?.path ?? ''
    const others = async () => (await runs()).filter(({ id }) => id !== first)
    await expect
      .poll(async () => (await others()).map(({ config }) => config.from))
      .toEqual([join(folder, 'runs', first)])
    await expect(page.getByText(/^Started from Run 1 · Heat map · \d+ objects$/)).toBeVisible()
    const [second] = await others()
    await app.answerOpen(join(folder, 'datasets', 'dataset.h5'))
    await startFrom(/A file of weights/)
    await expect(page.getByRole('combobox', { name: /^Start from/ })).toHaveText(/dataset\.h5/)
    await app.button('Start training').click()
    await expect(app.page.getByRole('alert').filter({ hasText: /weights/i })).toBeVisible(work)
    await app.call('run.remove', { run: second?.id ?? '' })
  })

  await test.step('the run, its logs and a note', async () => {
    await expect(async () => {
      const run = (await app.call('project.state', undefined))?.runs[0]
      expect(run?.config).toMatchObject({ epochs: 4, validationFrequency: 1, stepsPerEpoch: 3 })
      expect(Object.keys(run?.config.augmentation ?? {})).toContain('rotation')
    }).toPass()
    const state = await app.call('project.state', undefined)
    const run = state?.runs[0]
    const folder = join(state?.path ?? '', 'runs', run?.id ?? '')
    const lines = () => readFileSync(join(folder, 'metrics.csv'), 'utf8').trim().split('\n')
    await expect.poll(lines).toHaveLength(5)
    await app.button('Compare runs').click()
    const table = page.getByRole('dialog', { name: 'Runs' })
    await table.getByLabel(/^Note on Run 1 · Heat map · \d+ objects$/).fill('the first, four epochs')
    await page.keyboard.press('Tab')
    await table.getByLabel(/^Name of Run 1 /).fill('four epochs, strong')
    await page.keyboard.press('Tab')
    await expect(table.getByRole('button', { name: 'four epochs, strong', exact: true })).toBeVisible()
    await page.screenshot({ path: 'test-results/runs.png' })
    await table.getByRole('button', { name: 'Close' }).click()
    await expect(page.getByText('the first, four epochs')).toBeVisible()
    await app.button('Compare runs').click()
    await table.getByRole('button', { name: 'Remove four epochs, strong' }).click()
    await page.getByRole('button', { name: 'Remove run', exact: true }).click()
    await expect.poll(() => existsSync(folder)).toBe(false)
  })
  expect(app.complaints).toEqual([])
  await app.close()
})
