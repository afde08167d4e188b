import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from '@playwright/test'
import sharp from 'sharp'
import { windhover } from '../fixtures/commandLine'
import { App, expect, test, work } from './windhover'

// What a run that classifies says is seen: at the picture, of each tile, in figures, and as a table.

/** A circle or a square on a plain ground. */
async function draw(file: string, shape: string, width: number, height: number, at: number): Promise<void> {
  const inner =
    shape === 'circle'
      ? `<circle cx="${at}" cy="${height / 2}" r="26"/>`
      : `<rect x="${at - 26}" y="${height / 2 - 26}" width="52" height="52"/>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#6b7a5a"/><g fill="#d8c9a8">${inner}</g></svg>`
  await sharp(Buffer.from(svg)).flatten().png().toFile(file)
}

/** The numbers in some cells of a table, added up. */
const sumOf = async (cells: Locator) => (await cells.allTextContents()).map(Number).reduce((a, b) => a + b, 0)

async function done(...args: string[]): Promise<void> {
  const { code, stderr } = await windhover(args)
  if (code !== 0) throw new Error(`${args[0]}: ${stderr}`)
}

/** A project with a small trained classifier of whole pictures, and pictures to ask it about. */
async function shapes(home: string): Promise<string> {
  const project = join(home, 'Documents', 'shapes.windhover')
  const at = (...names: string[]) => join(home, ...names)
  const lines = ['image_path,xmin,ymin,xmax,ymax,label']
  mkdirSync(join(home, 'Documents'), { recursive: true })
  for (const shape of ['circle', 'square']) {
    mkdirSync(at('learn', shape), { recursive: true })
    for (let i = 0; i < 12; i++)
      await draw(at('learn', shape, `${i}.png`), shape, 100 + i, 70 + (i % 5), 40 + i)
    await draw(at(`new ${shape}.png`), shape, 640, 420, 200)
    lines.push(`new ${shape}.png,174,184,226,236,${shape}`)
  }
  writeFileSync(at('labels.csv'), `${lines.join('\n')}\n`)
  await done('init', project, '--classes', 'square,circle')
  await done('build', project, '--from', at('learn'), '--tile', '64', '--resize', 'stretch')
  const small = [
    '--model',
    'alexnet',
    '--width',
    '0.0625',
    '--epochs',
    '3',
    '--batch',
    '8',
    '--augment',
    'none',
  ]
  await done('train', project, ...small)
  const pictures = [at('new circle.png'), at('new square.png')]
  await done('import', project, ...pictures, '--labels', at('labels.csv'), '--checked', 'whole')
  return project
}

test('the class of a picture and of its tiles is shown, judged and exported', async ({ home }) => {
  const project = await shapes(home)
  const app = await App.launch(home)
  const { page } = app
  await app.openProject(project)
  await expect(app.image).toHaveAccessibleName('new circle.png', work)
  await app.step('Predict').click()
  const said = page.getByRole('list', { name: 'Class of the picture' })
  const legend = page.getByRole('table', { name: 'Classes of the picture' })

  await test.step('a whole picture has one class, said at the picture and in the panel', async () => {
    await expect(said).toHaveCount(0)
    await page.getByRole('radio', { name: 'All images' }).click()
    await app.button('Predict').click()
    await expect(app.status(/Classified 2 images\./)).toBeVisible(work)
    await expect(said).toHaveText(/^\s*(circle|square)\s*\d+ %\s*$/)
    await expect(legend.getByRole('row')).toHaveCount(3)
    await expect(legend).not.toContainText('Tiles')
    await expect(app.image).toHaveAttribute('data-detections', '0')
    await page.screenshot({ path: 'test-results/class-whole.png' })
  })

  await test.step('figures of the classes that are marked', async () => {
    await app.button('Evaluate').click()
    await expect(app.status(/% right/)).toBeVisible(work)
    const figures = page.getByRole('table', { name: 'Confusion matrix' })
    await expect(figures.getByRole('row')).toHaveCount(3)
    await expect.poll(() => sumOf(figures.getByRole('cell'))).toBe(2)
    await expect(page.getByText('Log loss')).toBeVisible()
  })

  await test.step('tiles on request: coloured, counted, and named under the pointer', async () => {
    await page.getByRole('combobox', { name: /^Search at/ }).click()
    await page.getByRole('option', { name: /full size/i }).click()
    await app.button('Predict').click()
    await expect(app.status(/Classified 2 images, \d+ tiles\./)).toBeVisible(work)
    await expect(legend.getByRole('columnheader', { name: 'Tiles' })).toBeVisible()
    await expect.poll(() => app.attribute('data-detections')).toBeGreaterThan(50)
    await expect(async () => {
      expect(await sumOf(legend.locator('td:last-child'))).toBe(await app.attribute('data-detections'))
    }).toPass()
    await app.tool('Select').click()
    const at = await app.toWindow(500, 100)
    await page.mouse.move(at.x, at.y)
    await expect(page.getByText(/^(circle|square)\s+[01]\.\d\d$/)).toBeVisible()
    await page.screenshot({ path: 'test-results/class-tiles.png' })
  })

  await test.step('a table: a row a picture and a row a tile', async () => {
    const table = join(home, 'classes.csv')
    await page.getByRole('combobox', { name: /^Format/ }).click()
    await page.getByRole('option', { name: /^CSV/ }).click()
    await app.answerSave(table)
    await app.button('Export').click()
    await expect(app.status(/Wrote \d+ predictions/)).toBeVisible(work)
    const [head, ...rows] = readFileSync(table, 'utf8').trim().split('\n')
    expect(head).toBe('tile,source,level,x,y,width,height,class,circle,square')
    expect(rows.filter((row) => row.startsWith(',new '))).toHaveLength(2)
    expect(rows.length).toBeGreaterThan(100)
  })
  expect(app.complaints).toEqual([])
  await app.close()
})
