import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LabelObject } from '../../../src/formats/format'
import { formatById, formats } from '../../../src/formats/formats'
import { readLabels } from '../../../src/formats/readLabels.node'
import { namesFromYaml } from '../../../src/formats/classLists'
import { scratch } from '../shared/project.fixture'

const path = scratch()
const image = { name: 'field.png', width: 4000, height: 2250 }
const classNames = ['car', 'farm house', 'bus']

function put(name: string, text: string): string {
  const file = path(name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}
const read = (file: string, names: readonly string[] = classNames, format = 'auto') =>
  readLabels({ files: [file], format, image, classNames: names })

describe('YOLO', () => {
  it('reads the boxes of the shipped sample where they are', async () => {
    const sample = new URL('../../../build/sample/crossroads.txt', import.meta.url).pathname
    const { objects, classNames: names, warnings } = await read(sample, [])
    expect(names).toEqual(['vehicle'])
    expect(objects.length).toBeGreaterThan(5)
    expect(warnings).toEqual([])
  })

  it.each([
    ['0 0.5 abc 0.1 0.1', /line 2.*"abc"/],
    ['0 0.5 0.5 0.1', /line 2.*4 values/],
    ['0 0x10 0.5 0.1 0.1', /line 2.*"0x10"/],
    ['3 0.5 0.5 0.1 0.1', /line 2.*class 3.*car/],
    ['-1 0.5 0.5 0.1 0.1', /line 2.*"-1"/],
    ['0 1.5 0.5 0.1 0.1', /line 2.*5800, 1012\.5 to 6200, 1237\.5.*outside "field\.png" \(4000 × 2250/],
    ['0 0.5 0.5 0.1 -0.1', /line 2.*negative/],
    ['0 0.5 NaN 0.1 0.1', /line 2.*"NaN"/],
  ])(
    'leaves out "%s" among others with the line and the value, and refuses it alone',
    async (line, sentence) => {
      await expect(read(put('bad/first.txt', `${line}\n`))).rejects.toThrow(/^first\.txt, line 1/)
      const file = put('bad/field.txt', `0 0.5 0.5 0.1 0.1\n${line}\n`)
      const { objects, warnings } = await read(file, classNames, 'yolo')
      expect(objects).toHaveLength(1)
      expect(warnings[0]).toMatch(sentence)
      expect(warnings[0]).toMatch(/^field\.txt: 1 left out/)
    },
  )

  it('takes class names from classes.txt or data.yaml nearby, else from the project, else numbers them', async () => {
    const line = '2 0.5 0.5 0.01 0.01\r\n'
    expect((await read(put('a/field.txt', line))).objects[0]?.className).toBe('bus')
    expect((await read(put('a/field.txt', line), [])).objects[0]?.className).toBe('class 2')
    put('b/classes.txt', 'x\ny\nz\n')
    const beside = await read(put('b/field.txt', line))
    expect([beside.objects[0]?.className, beside.classNames]).toEqual(['z', ['x', 'y', 'z']])
    put('c/data.yaml', 'train: images\nnames:\n  0: tree\n  1: "farm house"\n  2: pond # small\n')
    expect((await read(put('c/labels/train/field.txt', line))).objects[0]?.className).toBe('pond')
  })

  it('reads every way to write names in data.yaml', () => {
    const names = (text: string) => namesFromYaml(text)?.names
    expect(names('nc: 2\nnames: [\'car\', "bus"]\n')).toEqual(['car', 'bus'])
    expect(names('names:\n- car\n- bus\nnc: 2\n')).toEqual(['car', 'bus'])
    expect(names('names:\n  0: car\n  # large\n  1: bus')).toEqual(['car', 'bus'])
    expect(names('names: {1: "bus#1", \'0\': car}')).toEqual(['car', 'bus#1'])
    expect(names("names: ['it''s [old]', # 0\n  \"\\u6d77\"]")).toEqual(["it's [old]", '海'])
    expect(names('names: [no, 3]')).toEqual(['no', '3'])
    expect(names('nc: 2\n')).toBeUndefined()
    expect(() => names('names: [car')).toThrow(/data\.yaml, line 1.*not valid YAML/)
  })

  it('cuts what reaches a little over the border, and leaves out what has no size, and says so', async () => {
    const file = { name: 'f', text: '0 0.001 0.5 0.0024 0.1\n0 0.5 0.5 0 0.1\n' }
    const objects: LabelObject[] = []
    const take = (object: LabelObject) => objects.push(object)
    const report = formatById('yolo').open(file).read(image, classNames, take)
    expect(report).toMatchObject({ changed: 1, dropped: 1 })
    expect(objects[0]?.shape).toMatchObject({ x: 0 })
    expect(report.warnings.slice(0, 2)).toEqual([
      'f: 1 changed (cut at the border).',
      'f: 1 left out (without any size); the first: f, line 2.',
    ])
  })

  it('keeps an object at the border whose centre is inside, as crops of a larger picture have them', async () => {
    const found = await read(put('e/field.txt', '0 0.999 0.5 0.01 0.1\n'))
    expect(found.objects[0]?.shape).toMatchObject({ kind: 'box', x: 3976, w: 24 })
  })

  it('takes an empty file for an image without objects', async () => {
    const found = await read(put('d/field.txt', '\n'))
    expect(found.objects).toEqual([])
    expect(found.warnings[0]).toMatch(/no object of "field\.png"/)
  })
})

describe('label files', () => {
  it.each([
    ['Dear Sir or Madam', /told by their content/],
    ['\0\0\u0001binary', /not a text file/],
  ])('refuses what holds no labels (%#)', async (text, sentence) => {
    await expect(read(put('labels.txt', text))).rejects.toThrow(sentence)
  })

  it('refuses a format that does not exist, and a file that does not', async () => {
    const file = put('field.txt', '0 0.5 0.5 0.1 0.1')
    await expect(read(file, classNames, 'pcx')).rejects.toThrow(/no format "pcx"/)
    await expect(read(path('gone.txt'))).rejects.toThrow(/gone\.txt/)
  })

  it('reads a changed file anew', async () => {
    const file = put('again.txt', '0 0.5 0.5 0.1 0.1\n')
    expect((await read(file)).objects).toHaveLength(1)
    put('again.txt', '0 0.5 0.5 0.1 0.1\n1 0.4 0.5 0.1 0.1\n')
    expect((await read(file)).objects).toHaveLength(2)
  })

  it('reads 100,000 boxes of any format', async () => {
    const objects = Array.from({ length: 100_000 }, (_, i) => ({
      class: i % 3,
      shape: { kind: 'box', x: i % 3900, y: (i * 7) % 2200, w: 10, h: 8 } as const,
    }))
    // Not those of pictures and of maps: formats-mask.test.ts, formats-peers.test.ts.
    for (const format of formats.filter(({ id }) => !/^mask|^(geojson-map|gpkg|shp)$/.test(id))) {
      const text = format.write([{ image, objects }], classNames).files[0]?.text ?? ''
      expect((await read(put(`many${format.ending}`, text))).objects).toHaveLength(100_000)
    }
  })
})
