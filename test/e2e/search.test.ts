import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { windhover } from '../fixtures/commandLine'
import { h5WithoutTimes } from '../unit/shared/h5Bytes'
import { App, expect, test, work } from './windhover'

// A search in the window: what is looked at comes first, what is found is seen while it runs, and a stop loses nothing.

const [width, height] = (process.env['WINDHOVER_SEARCH_SIZE'] ?? '9000x5200').split('x').map(Number) as [
  number,
  number,
]

/** Bright squares on a plain ground, with their YOLO labels. */
async function draw(file: string, [w, h]: readonly [number, number], step: number): Promise<string> {
  const squares: string[] = []
  const lines: string[] = []
  for (let y = 40; y + 40 < h; y += step)
    for (let x = 40 + ((y * 7) % step); x + 40 < w; x += step) {
      const side = 14 + ((x + y) % 9)
      squares.push(`<rect x="${x}" y="${y}" width="${side}" height="${side}"/>`)
      lines.push([0, (x + side / 2) / w, (y + side / 2) / h, side / w, side / h].join(' '))
    }
  const ground = `<rect width="100%" height="100%" fill="#6b7a5a"/><g fill="#e8d9b8">${squares.join('')}</g>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}">${ground}</svg>`
  await sharp(Buffer.from(svg), { unlimited: true, limitInputPixels: false }).flatten().png().toFile(file)
  return `${lines.join('\n')}\n`
}

async function done(...args: string[]): Promise<Record<string, unknown>> {
  const { code, stderr, result } = await windhover([...args, '--json'])
  if (code !== 0) throw new Error(`${args[0]}: ${stderr}`)
  return result
}

/** A project with a run that has learned the squares from a small picture, and a large picture that nobody has marked. */
async function squares(home: string): Promise<{ project: string; run: string }> {
  const project = join(home, 'Documents', 'squares.windhover')
  const [small, large] = [join(home, 'small.png'), join(home, 'large.png')]
  mkdirSync(join(home, 'Documents'), { recursive: true })
  mkdirSync(join(home, 'labels'))
  writeFileSync(join(home, 'labels', 'small.txt'), await draw(small, [900, 700], 90))
  await draw(large, [width, height], 300)
  await done('init', project, '--classes', 'square')
  await done('import', project, large)
  await done('import', project, small, '--labels', join(home, 'labels'), '--checked', 'whole')
  await done('build', project, '--tile', '64', '--guard', '8', '--tiles', '96')
  const few = ['--epochs', '2', '--steps-per-epoch', '40', '--batch', '8', '--learning-rate', '0.01']
  const { run } = await done('train', project, ...few, '--workers', '0', '--augment', 'none')
  return { project, run: String(run) }
}

test('what is looked at is searched first, a stop keeps what is done, and Predict goes on', async ({
  home,
}) => {
  const { project, run } = await squares(home)
  const app = await App.launch(home)
  const { page } = app
  await app.openProject(project)
  await expect(app.image).toHaveAccessibleName('large.png', work)
  await app.settled()
  const folder = join(project, 'predictions', run)
  const blocks = join(folder, '1.blocks')
  const bar = page.getByRole('progressbar', { name: 'Searching' })
  const found = () => app.attribute('data-detections')

  await test.step('detections come while it searches, first where the view is', async () => {
    await app.fullSize()
    const opened = Date.now()
    await app.step('Predict').click()
    // The step loads the run by itself; asked once more, main answers when that is done.
    await app.call('predict.expect', { image: 1, run })
    console.log(`The run was ready ${Date.now() - opened} ms after the step was opened.`)
    await app.button('Predict').click()
    const pressed = Date.now()
    await expect.poll(found, { ...work, intervals: [20] }).toBeGreaterThan(0)
    const first = Date.now() - pressed
    await expect(bar).toBeVisible()
    await page.screenshot({ path: 'test-results/search-running.png' })
    test.info().annotations.push({ type: 'first detections, ms', description: String(first) })
    console.log(`First detections ${first} ms after Predict; ${width} × ${height}.`)
    // More windows than a view of this size can touch at full size, and they come first.
    await expect
      .poll(() => readdirSync(blocks).length, { ...work, intervals: [20] })
      .toBeGreaterThanOrEqual(4)
    console.log(`The visible part ${Date.now() - pressed} ms after Predict at most.`)
  })

  await test.step('a stop keeps what is done, and says so', async () => {
    await expect.poll(() => readdirSync(blocks).length, work).toBeGreaterThan(1)
    await app.button('Cancel').click()
    await expect(app.status(/What is done of it is kept: Predict goes on from there/)).toBeVisible(work)
    await expect(bar).toHaveCount(0)
    await expect(app.image).toHaveAttribute('data-detections', '0')
    await expect.poll(() => readdirSync(folder)).toEqual(['1.blocks'])
  })

  await test.step('Predict goes on: what was found is there at once, and the result is that of an unbroken search', async () => {
    await app.button('Predict').click()
    const pressed = Date.now()
    await expect.poll(found, { ...work, intervals: [20] }).toBeGreaterThan(0)
    console.log(`First detections ${Date.now() - pressed} ms after Predict was pressed again.`)
    await expect(app.status(/Found [\d,]+ objects/)).toBeVisible(work)
    await expect(bar).toHaveCount(0)
    await expect.poll(() => readdirSync(folder)).toEqual(['1.h5'])
    await expect.poll(found).toBeGreaterThan(0)
    await page.screenshot({ path: 'test-results/search-done.png' })
  })

  await app.close()
  const resumed = h5WithoutTimes(join(folder, '1.h5'))
  await done('predict', project, '--run', run, '--image', '1')
  await expect.poll(() => h5WithoutTimes(join(folder, '1.h5')).equals(resumed)).toBe(true)
})
