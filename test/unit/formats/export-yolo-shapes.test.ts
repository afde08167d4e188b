import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { smallestBox } from '../../../src/geometry/smallestBox'
import { move } from '../../../src/document/commands/move'
import { ProjectStore } from '../../../src/project/store/store.node'
import { unpackObjects } from '../../../src/records/objectBlock'
import { windhover } from '../shared/options.fixture'
import { scratch } from '../shared/project.fixture'
import { readers } from './readers.fixture'

// Folders that Ultralytics' YOLO trains on, of outlines and of turned boxes: what lies under each line is its object.

const path = scratch()
const side = 512
const project = path('p.windhover')

/** Triangles of class "wedge", turned boxes of class "bar" with a hole beside, on grey; each of one colour. */
beforeAll(async () => {
  const features: object[] = []
  const shapes: string[] = []
  const feature = (name: string, points: readonly (readonly number[])[], fill: string) => {
    shapes.push(`<polygon points="${points.map((p) => p.join(',')).join(' ')}" fill="${fill}"/>`)
    features.push({
      type: 'Feature',
      geometry: { type: 'Polygon', coordinates: [[...points, points[0]]] },
      properties: { objectType: 'annotation', classification: { name } },
    })
  }
  for (let i = 0; i < 36; i++) {
    const [x, y] = [20 + (i % 6) * 82, 20 + Math.floor(i / 6) * 82]
    const turn = i * 0.37
    const at = (u: number, v: number) => [
      Number((x + 20 + u * Math.cos(turn) - v * Math.sin(turn)).toFixed(3)),
      Number((y + 20 + u * Math.sin(turn) + v * Math.cos(turn)).toFixed(3)),
    ]
    if (i % 2) feature('wedge', [at(-18, -12), at(18, -12), at(0, 18)], '#ff0000')
    else feature('bar', [at(-18, -7), at(18, -7), at(18, 7), at(-18, 7)], '#0000ff')
  }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}"><rect width="100%" height="100%" fill="#808080"/>${shapes.join('')}</svg>`
  for (const name of ['a', 'b']) {
    await sharp(Buffer.from(svg))
      .removeAlpha()
      .png()
      .toFile(path(`${name}.png`))
    writeFileSync(path(`${name}.geojson`), JSON.stringify({ type: 'FeatureCollection', features }))
  }
  await windhover('init', project, '--classes', 'bar,wedge')
  for (const name of ['a', 'b']) {
    const labels = ['--labels', path(`${name}.geojson`), '--checked', 'whole']
    expect((await windhover('import', project, path(`${name}.png`), ...labels)).code).toBe(0)
  }
  const built = await windhover('build', project, '--tile', '128', '--guard', '8', '--tiles', '24')
  expect(built.code).toBe(0)
}, 120_000)

interface Loaded {
  readonly lines: number
  readonly right: number
  readonly classes: string[]
  readonly widths: number[]
  readonly splits: Record<string, number>
}

describe('a dataset as a folder that YOLO trains on', { timeout: 120_000 }, () => {
  it.each([
    ['yolo', 4],
    ['yolo-segment', 6],
    ['yolo-obb', 8],
  ])('of the kind %s has each object where its pixels are', async (format, least) => {
    const out = path(format)
    const { code, result } = await windhover(
      ...['export', project, '--what', 'dataset', '--format', format, '--out', out, '--json'],
    )
    expect(code).toBe(0)
    const loaded = readers<Loaded>('yolo', out)
    expect(loaded.classes).toEqual(['bar', 'wedge'])
    expect(loaded.lines).toBe(result['written'])
    expect(loaded.lines).toBeGreaterThan(30)
    expect(Math.min(...loaded.widths)).toBeGreaterThanOrEqual(least)
    // Under an outline are its own pixels; around a triangle much of a box is not its own.
    expect(loaded.right / loaded.lines).toBeGreaterThan(
      format === 'yolo' ? 0.3 : format === 'yolo-obb' ? 0.7 : 0.97,
    )
    expect(loaded.splits['train']).toBeGreaterThan(0)
    expect(loaded.splits['val']).toBeGreaterThan(0)
    const again = path(`${format}.windhover`)
    await windhover('init', again)
    const train = ['--labels', `${out}/labels/train`]
    const back = await windhover('import', again, `${out}/images/train`, ...train, '--json')
    const objects = (back.result['images'] as { objects: number }[]).reduce(
      (sum, one) => sum + one.objects,
      0,
    )
    const lines = readdirSync(`${out}/labels/train`).flatMap((name) =>
      readFileSync(`${out}/labels/train/${name}`, 'utf8').split('\n').filter(Boolean),
    )
    expect(objects).toBe(lines.length)
  })

  it('has boxes for what has changed since, which is said', async () => {
    const copy = path('changed.windhover')
    await windhover('init', copy, '--classes', 'bar,wedge')
    for (const name of ['a', 'b'])
      await windhover(
        ...['import', copy, path(`${name}.png`), '--labels', path(`${name}.geojson`), '--checked', 'whole'],
      )
    await windhover('build', copy, '--tile', '128', '--guard', '8', '--tiles', '24')
    const store = await ProjectStore.open(copy)
    for (const image of store.images()) {
      const edit = move(unpackObjects(store.loadObjects(image.id, 0, 1000)), [], { dx: 2, dy: 0 }, image)
      if (!edit) throw new Error('nothing moves')
      store.applyEdit(edit, crypto.randomUUID())
    }
    store.close()
    const out = path('changed')
    const { code, err, result } = await windhover(
      ...['export', copy, '--what', 'dataset', '--format', 'yolo-segment', '--out', out, '--json'],
    )
    expect(code).toBe(0)
    expect(result['boxes']).toBe(result['written'])
    expect(err + JSON.stringify(result)).toContain('boxes')
  })
})

describe('the smallest box around points', () => {
  it.each([0, 0.3, 1, 2.5])('is theirs where they are a box, turned by %f', (turn) => {
    const at = (u: number, v: number) => [
      50 + u * Math.cos(turn) - v * Math.sin(turn),
      40 + u * Math.sin(turn) + v * Math.cos(turn),
    ]
    const corners = [at(-20, -5), at(20, -5), at(20, 5), at(-20, 5)]
    const box = smallestBox([...corners, at(3, 2), at(-7, -1)].flat())
    for (const corner of corners) {
      const nearest = Math.min(
        ...[0, 2, 4, 6].map((i) => Math.hypot(box[i]! - corner[0]!, box[i + 1]! - corner[1]!)),
      )
      expect(nearest).toBeLessThan(1e-9)
    }
  })
})
