import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LabelImage } from '../../../src/formats/format'
import { readLabels } from '../../../src/formats/readLabels.node'
import { exportNames } from '../../../src/services/exportNames'
import { matchLabels } from '../../../src/services/labelFiles.node'
import { scratch } from '../shared/project.fixture'

// Which picture a label file means: flights, patients and cameras call their pictures alike.

const path = scratch()
const [width, height] = [100, 80]

function put(name: string, text: string): string {
  mkdirSync(dirname(path(name)), { recursive: true })
  writeFileSync(path(name), text)
  return path(name)
}
const picture = (name: string, more: Partial<LabelImage> = {}): LabelImage => ({
  name: name.slice(name.lastIndexOf('/') + 1),
  path: `/data/${name}`,
  width,
  height,
  ...more,
})
const read = (file: string, image: LabelImage) =>
  readLabels({ files: [file], format: 'auto', image, classNames: [] })
const corners = async (file: string, image: LabelImage) =>
  (await read(file, image)).objects.map(({ shape }) => ('x' in shape ? shape.x : NaN))

const table = (...rows: string[]) => `image_path,xmin,ymin,xmax,ymax,label\n${rows.join('\n')}\n`

describe('pictures of one name', () => {
  const [north, south] = ['north/DJI_0001.JPG', 'south/DJI_0001.JPG']
  const one = picture(north, { others: [`/data/${south}`], several: true })
  const other = picture(south, { others: [`/data/${north}`], several: true })

  it('are told apart by the folders that the file has for them', async () => {
    const file = put(
      'a/all.csv',
      table(`flights/${north},1,1,9,9,car`, `flights\\${south.replace('/', '\\')},2,2,9,9,car`),
    )
    expect(await corners(file, one)).toEqual([1])
    expect(await corners(file, other)).toEqual([2])
  })

  it('get nothing where the file has no folders, or two that fit as well', async () => {
    const bare = put('b/all.csv', table('DJI_0001.JPG,1,1,9,9,car'))
    await expect(read(bare, one)).rejects.toThrow(/could also be \/data\/south\/DJI_0001\.JPG/)
    await expect(read(bare, other)).rejects.toThrow(/nobody gets these labels/)
    expect(await corners(bare, picture(north))).toEqual([1])
    const two = put('c/all.csv', table('x/t.png,1,1,9,9,car', 'y/t.png,2,2,9,9,car'))
    await expect(read(two, picture('z/t.png'))).rejects.toThrow(/x\/t\.png and y\/t\.png could both/)
  })
})

describe('the name of a picture', () => {
  it.each([
    ['t.PNG', 't.png'],
    ['t.jpg', 't.png'],
    ['1.2.840.7', '1.2.840.7.png'],
    ['https://host/up/my%20pic.png?x=1', 'my pic.png'],
    ['C:\\set\\Ba\u0308r.png', 'Bär.png'],
  ])('"%s" is %s', async (name, image) => {
    expect(await corners(put('d/all.csv', table(`${name},1,1,9,9,car`)), picture(image))).toEqual([1])
  })

  it.each([
    ['t.v3.png', 't.v2.png'],
    ['t.png', 'tt.png'],
  ])('"%s" is not %s', async (name, image) => {
    await expect(read(put('e/all.csv', table(`${name},1,1,9,9,car`)), picture(image))).rejects.toThrow(
      /no image called/,
    )
  })

  it('with another ending is only meant where there is none with this one', async () => {
    const file = put('f/all.csv', table('t.jpg,1,1,9,9,car', 't.png,2,2,9,9,car'))
    expect(await corners(file, picture('t.png', { others: ['/data/t.jpg'] }))).toEqual([2])
    expect(await corners(file, picture('t.jpg', { others: ['/data/t.png'] }))).toEqual([1])
  })

  it('in a LabelMe file counts, and a file of one picture never goes to others', async () => {
    const shape = {
      label: 'car',
      shape_type: 'rectangle',
      points: [
        [1, 1],
        [9, 9],
      ],
    }
    const file = put('g/t.json', JSON.stringify({ shapes: [shape], imagePath: '..\\set\\t.png' }))
    expect(await corners(file, picture('t.png', { several: true }))).toEqual([1])
    await expect(read(file, picture('u.png', { several: true }))).rejects.toThrow(
      /made for "t\.png", not for "u\.png"/,
    )
    const yolo = put('g/t.txt', '0 0.5 0.5 0.1 0.1\n')
    await expect(read(yolo, picture('u.png', { several: true }))).rejects.toThrow(
      /made for "t", not for "u\.png"/,
    )
    expect((await read(yolo, picture('u.png'))).objects).toHaveLength(1)
  })
})

describe('a folder of label files', () => {
  it('mirrors the folders of the pictures; who has no file has no labels, which is said', () => {
    for (const name of ['train/0.txt', 'val/0.txt', 'val/1.v2.txt', 'classes.txt'])
      put(`set.v1/labels/${name}`, '')
    const images = ['train/0.png', 'val/0.png', 'val/1.v2.png', 'val/2.png'].map((name) =>
      path(`set.v1/images/${name}`),
    )
    const { of } = matchLabels(images, { listed: new Map(), beside: [], given: path('set.v1/labels') })
    expect(images.slice(0, 3).map(of)).toEqual(
      ['train/0.txt', 'val/0.txt', 'val/1.v2.txt'].map((name) => path(`set.v1/labels/${name}`)),
    )
    expect(of(images[3] as string)).toMatchObject({ code: 'label-image' })
    const strangers = { listed: new Map(), beside: [], given: path('set.v1/labels') }
    expect(() => matchLabels([path('x.png')], strangers)).toThrow(/no label file for x\.png/)
  })

  it('of which one file could be of two pictures gives it to nobody', () => {
    const label = put('flat/t.xml', '')
    const images = ['/data/a/t.png', '/data/b/t.png']
    const { of } = matchLabels(images, { listed: new Map(), beside: [label], given: undefined })
    expect(images.map(of)).toEqual(images.map(() => expect.objectContaining({ code: 'label-ambiguous' })))
  })
})

describe('names in an export', () => {
  const named = (...paths: string[]) =>
    exportNames(
      paths.map((each) => ({ name: each.slice(each.lastIndexOf('/') + 1), path: each, width, height })),
    )

  it('have as many folders as tell them apart, and otherwise none', () => {
    expect(
      named('/d/n/a/t.jpg', '/d/s/a/T.JPG', '/d/s/a/u.jpg').map(({ name, file }) => [name, file]),
    ).toEqual([
      ['n/a/t.jpg', 'n/a/t'],
      ['s/a/T.JPG', 's/a/T'],
      ['u.jpg', 'u'],
    ])
  })

  it('keep their endings where only these differ, and get a number where nothing does', () => {
    expect(named('/d/t.jpg', '/d/t.png').map(({ file }) => file)).toEqual(['t.jpg', 't.png'])
    const twice = named('/d/t.png', '/d/t.png')
    expect(new Set(twice.map(({ name }) => name)).size).toBe(2)
    expect(new Set(twice.map(({ file }) => file)).size).toBe(2)
  })
})
