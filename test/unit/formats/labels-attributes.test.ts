import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { move } from '../../../src/document/commands/move'
import { addCopies } from '../../../src/document/commands/addCopies'
import { edit } from '../../../src/ipc/commands/schemas'
import { unpackObjects } from '../../../src/records/objectBlock'
import { ProjectStore } from '../../../src/project/store/store.node'
import { windhover } from '../shared/options.fixture'
import { scratch } from '../shared/project.fixture'

// What else is said of objects, from file to project, window and back.

const path = scratch()
const names = ['nose', 'tail', 'fin']
const box = { id: 1, image_id: 1, category_id: 1, bbox: [10, 10, 20, 20], area: 400, iscrowd: 0 }
const keypoints = [12.5, 13, 2, 18, 20.25, 1, 0, 0, 0]
const attributes = { occluded: true, age: 3, note: 'wet "fur"', seen: false }
const coco = {
  images: [{ id: 1, file_name: 't.png', width: 100, height: 80 }],
  categories: [{ id: 1, name: 'seal', keypoints: names, skeleton: [] }],
  annotations: [
    { ...box, keypoints, num_keypoints: 2, attributes },
    { ...box, id: 2, bbox: [50, 40, 10, 10] },
  ],
}

beforeAll(async () => {
  await sharp({ create: { width: 100, height: 80, channels: 3, background: '#888' } }).toFile(path('t.png'))
})

function put(name: string, text: string): string {
  mkdirSync(dirname(path(name)), { recursive: true })
  writeFileSync(path(name), text)
  return path(name)
}

/** What is said beside progress. */
const notesIn = (err: string) =>
  err
    .split('\n')
    .filter((line) => line.startsWith('Note:'))
    .map((line) => `${line}\n`)
    .join('')

let projects = 0
/** A project of the picture with these labels. */
async function marked(labels: string): Promise<string> {
  const project = path(`p${++projects}.windhover`)
  await windhover('init', project)
  const { code, err } = await windhover('import', project, path('t.png'), '--labels', labels)
  expect([code, notesIn(err).replace(/.*marked as difficult.*\n/, '')]).toEqual([0, ''])
  return project
}

async function exported(project: string, format: string, out: string): Promise<string> {
  const { code, err } = await windhover('export', project, '--format', format, '--out', path(out))
  expect(code).toBe(0)
  return notesIn(err)
}

describe('what else is said of objects', { timeout: 60_000 }, () => {
  it('reaches the project, goes with what the window moves and copies, and comes out again', async () => {
    const project = await marked(put('in.json', JSON.stringify(coco)))
    const store = await ProjectStore.open(project)
    const [image] = store.images()
    if (!image) throw new Error('no image')
    const stored = unpackObjects(store.loadObjects(image.id, 0, 10))
    expect(stored.map((object) => object.attributes)).toEqual([
      { occluded: 'true', age: '3', note: 'wet "fur"' },
      undefined,
    ])
    const points = [
      { x: 12.5, y: 13, visible: 2, name: 'nose' },
      { x: 18, y: 20.25, visible: 1, name: 'tail' },
      { x: 0, y: 0, visible: 0, name: 'fin' },
    ]
    expect(stored[0]?.keyPoints).toEqual(points)
    const step = move(stored, [], { dx: 5, dy: -2 }, image)
    const copies = addCopies(stored, image, { dx: 1, dy: 1 }, () => store.nextId())
    for (const one of [step, copies]) {
      // As the window sends it.
      const sent: unknown = JSON.parse(JSON.stringify(one))
      store.applyEdit(v.parse(edit, sent), crypto.randomUUID())
    }
    const after = unpackObjects(store.loadObjects(image.id, 0, 10))
    expect(after.map(({ keyPoints }) => keyPoints?.slice(1))).toEqual([
      [{ ...points[1], x: 23, y: 18.25 }, points[2]],
      undefined,
      [{ ...points[1], x: 19, y: 21.25 }, points[2]],
      undefined,
    ])
    store.undo()
    store.undo()
    store.close()
    expect(await exported(project, 'coco', 'out.json')).toBe('')
    const out = JSON.parse(readFileSync(path('out.json'), 'utf8')) as typeof coco
    expect(out.categories).toEqual(coco.categories)
    expect(out.annotations).toMatchObject([
      { keypoints, num_keypoints: 2, attributes: { occluded: true, age: 3, note: 'wet "fur"' } },
      { bbox: [50, 40, 10, 10] },
    ])
    expect(out.annotations[1]).not.toHaveProperty('keypoints')
  })

  it('leaves as YOLO’s key points where each object has as many, and comes back', async () => {
    const [first] = coco.annotations
    const all = [first, { ...first, id: 2, bbox: [50, 40, 10, 10] }].map((one) => ({
      ...one,
      attributes: {},
    }))
    const project = await marked(put('pose.json', JSON.stringify({ ...coco, annotations: all })))
    expect(await exported(project, 'yolo', 'pose')).toBe('')
    expect(readFileSync(path('pose/data.yaml'), 'utf8')).toContain('kpt_shape')
    expect(readFileSync(path('pose/t.txt'), 'utf8').split('\n')[0]?.split(' ')).toHaveLength(5 + 9)
    const again = await marked(path('pose/t.txt'))
    await exported(again, 'coco', 'pose-again.json')
    const { annotations } = JSON.parse(readFileSync(path('pose-again.json'), 'utf8')) as typeof coco
    expect(annotations).toHaveLength(2)
    annotations.forEach((one) => {
      const found = (one as { keypoints?: number[] }).keypoints ?? []
      expect(found).toHaveLength(9)
      found.forEach((value, i) => expect(value).toBeCloseTo(keypoints[i] as number, 6))
    })
  })

  it('that a format has no place for is counted', async () => {
    const project = await marked(put('in.json', JSON.stringify(coco)))
    expect(await exported(project, 'csv', 'out.csv')).toMatch(
      /The attributes of 1 objects were left out, for which CSV table has no place\.\n.*The key points of 1 objects/,
    )
    expect(await exported(project, 'labelme', 'labelme')).toMatch(
      /^[^\n]*The key points of 1 objects[^\n]*\n$/,
    )
  })

  it.each([
    ['labelme', 'labelme/t.json'],
    ['voc', 'voc/t.xml'],
    ['geojson', 'geojson/t.geojson'],
  ])('comes back from %s as it was', async (format, file) => {
    const plain = { ...coco, annotations: [{ ...box, attributes: { ...attributes, difficult: true } }] }
    const project = await marked(put('in.json', JSON.stringify(plain)))
    expect(await exported(project, format, format)).toBe('')
    const again = await marked(path(file))
    await exported(again, 'coco', 'again.json')
    const { annotations } = JSON.parse(readFileSync(path('again.json'), 'utf8')) as typeof coco
    expect(annotations[0]).toMatchObject({
      attributes: { occluded: true, age: 3, note: 'wet "fur"', difficult: true },
    })
  })

  it.each([
    [
      'CVAT',
      't.xml',
      '<annotations><image id="0" name="t.png" width="100" height="80"><box label="seal" occluded="1" xtl="10" ytl="10" xbr="30" ybr="30"><attribute name="age">3</attribute><attribute name="wet">false</attribute></box></image></annotations>',
      { occluded: true, age: 3 },
    ],
    [
      'Pascal VOC',
      't.xml',
      '<annotation><object><name>seal</name><pose>Left</pose><truncated>1</truncated><difficult>1</difficult><bndbox><xmin>10</xmin><ymin>10</ymin><xmax>30</xmax><ymax>30</ymax></bndbox></object></annotation>',
      { pose: 'Left', truncated: true, difficult: true },
    ],
    [
      'Label Studio',
      't.json',
      JSON.stringify([
        {
          data: { image: '/data/t.png' },
          annotations: [
            {
              result: [
                {
                  ...{
                    id: 'a',
                    type: 'rectanglelabels',
                    from_name: 'kind',
                    original_width: 100,
                    original_height: 80,
                  },
                  value: { x: 10, y: 10, width: 20, height: 20, rectanglelabels: ['seal'] },
                },
                { id: 'a', type: 'choices', from_name: 'mood', value: { choices: ['calm', 'wet'] } },
                { id: 'a', type: 'textarea', from_name: 'note', value: { text: ['left of the rock'] } },
              ],
            },
          ],
        },
      ]),
      { mood: 'calm, wet', note: 'left of the rock' },
    ],
    [
      'VIA',
      't.json',
      JSON.stringify({
        't.png1': {
          ...{ filename: 't.png', size: 1, file_attributes: {} },
          regions: [
            {
              shape_attributes: { name: 'rect', x: 10, y: 10, width: 20, height: 20 },
              region_attributes: { class: 'seal', age: '3', marks: { ring: true, scar: false } },
            },
          ],
        },
      }),
      { age: 3, marks: 'ring' },
    ],
    ['DOTA', 't.txt', 'imagesource:x\ngsd:null\n10 10 30 10 30 30 10 30 seal 2\n', { difficult: 2 }],
  ])('comes out of what %s writes', async (program, name, text, right) => {
    const project = path(`p${++projects}.windhover`)
    await windhover('init', project)
    const file = put(`${program}/${name}`, text)
    expect((await windhover('import', project, path('t.png'), '--labels', file)).code).toBe(0)
    await exported(project, 'coco', 'from.json')
    const { annotations } = JSON.parse(readFileSync(path('from.json'), 'utf8')) as typeof coco
    expect(annotations).toHaveLength(1)
    expect(annotations[0]).toMatchObject({ attributes: right })
  })
})
