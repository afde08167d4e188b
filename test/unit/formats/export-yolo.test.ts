import { existsSync, readdirSync, readFileSync } from 'node:fs'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readLabels } from '../../../src/formats/readLabels.node'
import { at, clean, drawSquares, windhover } from '../shared/options.fixture'

const project = at('yolo.windhover')
const out = at('yolo')

beforeAll(async () => {
  const names = Array.from({ length: 8 }, (_, i) => `picture${i}`)
  for (const [i, name] of names.entries()) await drawSquares(name, i, 256)
  await windhover('init', project, '--classes', 'bright,dark')
  // Only the left part of each is checked.
  const pictures = names.map((name) => at(`${name}.png`))
  await windhover('import', project, ...pictures, '--labels', at('labels'), '--checked', '0,0,200,256')
  await windhover('build', project, '--tile', '64', '--guard', '8', '--tiles', '60')
})
afterAll(clean)

describe('a dataset as a folder that YOLO trains on', { timeout: 120_000 }, () => {
  it('has pictures, labels of the same names, and data.yaml with the parts', async () => {
    const { result, err } = await windhover('export', project, '--what', 'dataset', '--out', out, '--json')
    expect(err).not.toContain('Error')
    const yaml = parse(readFileSync(`${out}/data.yaml`, 'utf8')) as Record<string, unknown>
    expect(yaml).toMatchObject({
      train: 'images/train',
      val: 'images/val',
      nc: 2,
      names: { 0: 'bright', 1: 'dark' },
    })
    let tiles = 0
    for (const part of ['train', 'val', 'test']) {
      const pictures = existsSync(`${out}/images/${part}`) ? readdirSync(`${out}/images/${part}`) : []
      const labels = existsSync(`${out}/labels/${part}`) ? readdirSync(`${out}/labels/${part}`) : []
      expect(labels).toEqual(pictures.map((name) => name.replace('.png', '.txt')))
      tiles += pictures.length
    }
    expect(result).toMatchObject({ tiles })
  })

  it('has boxes around what they are of, and grey where nobody has looked', async () => {
    let [boxes, right] = [0, 0]
    let grey = 0
    for (const name of readdirSync(`${out}/images/train`)) {
      const { data } = await sharp(`${out}/images/train/${name}`).raw().toBuffer({ resolveWithObject: true })
      for (let i = 0; i < data.length; i += 3) if (data[i] === 114 && data[i + 1] === 114) grey++
      const file = `${out}/labels/train/${name.replace('.png', '.txt')}`
      if (readFileSync(file, 'utf8') === '') continue
      const image = { name, width: 64, height: 64 }
      const { objects } = await readLabels({ files: [file], format: 'yolo', image, classNames: [] })
      for (const { className, shape } of objects) {
        if (shape.kind !== 'box') throw new Error('no box')
        const [x, y] = [Math.floor(shape.x + shape.w / 2), Math.floor(shape.y + shape.h / 2)]
        const value = data[(y * 64 + x) * 3] as number
        boxes++
        if (className === 'bright' ? value > 200 : value < 50) right++
      }
    }
    expect(boxes).toBeGreaterThan(5)
    // Some squares cover each other.
    expect(right / boxes).toBeGreaterThan(0.8)
    expect(grey).toBeGreaterThan(64)
  })

  it('is refused without a part to validate on, which YOLO needs', async () => {
    await windhover('build', project, '--tile', '64', '--guard', '8', '--tiles', '20', '--split', '1,0,0')
    const ended = await windhover('export', project, '--what', 'dataset', '--out', at('none'))
    expect([ended.code, ended.err]).toEqual([1, expect.stringContaining('no part for validation')])
  })

  it('is not mixed with another', async () => {
    const again = await windhover('export', project, '--what', 'dataset', '--out', out)
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('choose an empty folder')])
  })
})
