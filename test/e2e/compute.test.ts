import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { windhover } from '../fixtures/commandLine'
import { fakeToken, startFakeRay } from '../fixtures/fakeRay'
import { h5WithoutTimes } from '../unit/shared/h5Bytes'
import { App, expect, test, work } from './windhover'

// Training and searching on a cluster from the window: a stand-in for Ray's REST, with real workers behind it.

const [width, height] = [2600, 1900]

async function draw(file: string, w: number, h: number): Promise<string> {
  const squares: string[] = []
  const lines: string[] = []
  for (let y = 40; y + 40 < h; y += 110)
    for (let x = 40 + ((y * 7) % 90); x + 40 < w; x += 110) {
      squares.push(`<rect x="${x}" y="${y}" width="18" height="18"/>`)
      lines.push([0, (x + 9) / w, (y + 9) / h, 18 / w, 18 / h].join(' '))
    }
  const ground = `<rect width="100%" height="100%" fill="#6b7a5a"/><g fill="#e8d9b8">${squares.join('')}</g>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}">${ground}</svg>`
  await sharp(Buffer.from(svg)).flatten().png().toFile(file)
  return `${lines.join('\n')}\n`
}

async function done(...args: string[]): Promise<Record<string, unknown>> {
  const { code, stderr, result } = await windhover([...args, '--json'])
  if (code !== 0) throw new Error(`${args[0]}: ${stderr}`)
  return result
}

test('a cluster is named and asked; a training there outlives the window; a search there finds what one here finds', async ({
  home,
}) => {
  const project = join(home, 'Documents', 'squares.windhover')
  const [small, large] = [join(home, 'small.png'), join(home, 'large.png')]
  mkdirSync(join(home, 'Documents'), { recursive: true })
  mkdirSync(join(home, 'labels'))
  writeFileSync(join(home, 'labels', 'small.txt'), await draw(small, 900, 700))
  await draw(large, width, height)
  await done('init', project, '--classes', 'square')
  await done('import', project, large)
  await done('import', project, small, '--labels', join(home, 'labels'), '--checked', 'whole')
  await done('build', project, '--tile', '64', '--guard', '8', '--tiles', '64')
  const few = ['--epochs', '2', '--steps-per-epoch', '40', '--batch', '8', '--learning-rate', '0.01']
  const run = String((await done('train', project, ...few, '--workers', '0', '--augment', 'none'))['run'])
  const ray = await startFakeRay({ slow: 1500 })
  const running = () => [...ray.jobs.values()].filter(({ status }) => status === 'RUNNING').length
  try {
    let app = await App.launch(home)
    await app.openProject(project)
    await app.settled()

    await test.step('nothing is asked before a person wants it; Test says what is there', async () => {
      await app.step('Train').click()
      await expect(app.button('Start training')).toBeVisible()
      await expect(app.page.getByRole('combobox', { name: 'Where' })).toHaveCount(0)
      await expect.poll(() => ray.asked).toEqual([])
      await app.searchCommands('Compute: where')
      await app.page.keyboard.press('Enter')
      const dialog = app.page.getByRole('dialog', { name: 'Compute' })
      await dialog.getByRole('radio', { name: 'Ray cluster' }).click()
      await dialog.getByRole('textbox', { name: 'Address' }).fill(`ray://127.0.0.1:${ray.port}`)
      await dialog.getByLabel('Token').fill('wrong')
      await dialog.getByRole('button', { name: 'Test' }).click()
      await expect(dialog.getByText(/does not take this token/)).toBeVisible(work)
      await dialog.getByLabel('Token').fill(fakeToken)
      await dialog.getByRole('button', { name: 'Test' }).click()
      await expect(dialog.getByText('Machines: 1, CPUs: 2, GPUs: 1, Ray 2.60.0.')).toBeVisible(work)
      await expect(dialog.getByText(/is installed there, as here/)).toBeVisible()
      await app.page.screenshot({ path: 'test-results/compute.png' })
      await dialog.getByRole('button', { name: 'Save' }).click()
      await expect(dialog).toHaveCount(0)
      // Without a keychain it is kept nowhere, and never as it is.
      const kept = join(home, 'profile', 'compute.json')
      await expect.poll(() => readFileSync(kept, 'utf8')).toContain('127.0.0.1')
      await expect.poll(() => readFileSync(kept, 'utf8').includes('right')).toBe(false)
    })

    await test.step('the curves of a training there are seen here, and it outlives the window', async () => {
      await expect(app.page.getByRole('combobox', { name: 'Where' })).toHaveText(/Ray cluster/)
      await app.button('Start training').click()
      await expect(app.page.getByRole('progressbar', { name: 'Training' })).toBeVisible(work)
      await expect(app.page.getByText(/The best state so far is kept/)).toBeVisible(work)
      await app.page.screenshot({ path: 'test-results/compute-train.png' })
      await app.close()
      await expect.poll(running).toBe(1)
    })

    app = await App.launch(home, 'profile', { RAY_AUTH_TOKEN: fakeToken })
    await test.step('the next window finds it, and stops it after its step', async () => {
      await app.openProject(project)
      await app.step('Train').click()
      await expect(app.page.getByRole('progressbar', { name: 'Training' })).toBeVisible(work)
      await app.button('Stop').click()
      await expect(app.status(/Training stopped/)).toBeVisible(work)
      await expect.poll(running).toBe(0)
    })

    await test.step('a search there', async () => {
      await app.step('Predict').click()
      await app.page.getByRole('combobox', { name: 'Run' }).click()
      await app.page.getByRole('option', { name: /^Run 1 · / }).click()
      await app.page.getByRole('combobox', { name: 'Where' }).click()
      await app.page.getByRole('option', { name: 'Ray cluster' }).click()
      await app.button('Predict').click()
      const bar = app.page.getByRole('progressbar', { name: 'Searching' })
      const drawn = async () => (await app.attribute('data-detections')) > 0 && (await bar.count()) > 0
      await expect.poll(drawn, { ...work, intervals: [50], message: 'drawn while it runs' }).toBe(true)
      await app.page.screenshot({ path: 'test-results/compute-predict-running.png' })
      await expect(app.status(/Found [\d,]+ objects/)).toBeVisible(work)
      await expect.poll(() => app.attribute('data-detections')).toBeGreaterThan(0)
      await app.page.screenshot({ path: 'test-results/compute-predict.png' })
    })
    await app.close()
  } finally {
    await ray.close()
  }
  const there = h5WithoutTimes(join(project, 'predictions', run, '1.h5'))
  await done('predict', project, '--run', run, '--image', '1')
  await expect.poll(() => h5WithoutTimes(join(project, 'predictions', run, '1.h5')).equals(there)).toBe(true)
})
