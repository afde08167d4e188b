import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DetectionInstances } from '../../../../renderer/viewer/instances/detectionInstances'
import { countAtLeast } from '../../../../src/found/threshold'
import {
  blockSize,
  cellSize,
  flags,
  InstanceStore,
  kinds,
  offsets,
  stride,
} from '../../../../renderer/viewer/instances/instanceStore'
import { instanceIndices } from '../../../../renderer/viewer/gl/instanceBuffer'
import { ObjectInstances } from '../../../../renderer/viewer/instances/objectInstances'
import { heatColors } from '../../../../renderer/viewer/instances/colors'
import type { ObjectRecord, Shape } from '../../../../src/records/records'

/** The records as the shader would read them. */
function read(store: InstanceStore) {
  store.markAllDirty()
  return store.takeDirty().flatMap(({ block, words }) => {
    const view = new DataView(words.buffer, words.byteOffset, words.byteLength)
    return Array.from({ length: words.byteLength / stride }, (_, i) => ({
      slot: block * blockSize + i,
      cell: [
        view.getInt16(i * stride + offsets.cell, true),
        view.getInt16(i * stride + offsets.cell + 2, true),
      ],
      rest: [
        view.getFloat32(i * stride + offsets.rest, true),
        view.getFloat32(i * stride + offsets.rest + 4, true),
      ],
      palette: view.getUint16(i * stride + offsets.palette, true),
      kind: view.getUint8(i * stride + offsets.kind),
      flags: view.getUint8(i * stride + offsets.flags),
    })).filter(({ slot }) => slot < store.length)
  })
}
const alive = (store: InstanceStore) => read(store).filter((record) => (record.flags & flags.dead) === 0)
const box = (x: number, y: number, w = 10, h = 8) => ({ x, y, w, h, kind: kinds.box, palette: 3 })
const object = (id: number, shape: Shape): ObjectRecord => ({
  id,
  image: 1,
  class: 3,
  shape,
  origin: 'human',
})

describe('instances', () => {
  test('positions are exact to a thousandth of a pixel at 100,000 pixels', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 100_000, noNaN: true }), (x) => {
        const store = new InstanceStore()
        store.reset([box(x, 1)])
        const { cell, rest } = read(store)[0] as ReturnType<typeof read>[number]
        expect(Math.abs((cell[0] as number) * cellSize + (rest[0] as number) - x)).toBeLessThan(1e-3)
      }),
    )
  })

  test('a view draws every record that it sees, and of 50,000 spread ones only few that it does not', () => {
    const boxes = Array.from({ length: 50_000 }, (_, i) => box((i * 7919) % 100_000, (i * 104_729) % 100_000))
    const store = new InstanceStore()
    const slots = store.reset(boxes)
    const seen = { x: 40_000, y: 60_000, w: 5000, h: 4000 }
    const runs = store.runs(seen, 0)
    const drawn = (slot: number) => runs.some(([first, count]) => slot >= first && slot < first + count)
    boxes.forEach(({ x, y, w, h }, i) => {
      const isSeen = x < 45_000 && x + w > 40_000 && y < 64_000 && y + h > 60_000
      if (isSeen) expect(drawn(slots[i] as number)).toBe(true)
    })
    expect(runs.reduce((sum, [, count]) => sum + count, 0)).toBeLessThan(10_000)
  })

  test('exactly what a view sees is drawn, in the order of painting, but for what was removed', () => {
    const whole = fc.integer({ min: -50, max: 150 })
    const at = fc.record({ x: whole, y: whole, w: fc.nat(40), h: fc.nat(40) })
    fc.assert(
      fc.property(fc.array(at, { maxLength: 400 }), at, fc.nat(399), (rects, seen, removed) => {
        const store = new InstanceStore()
        const slots = store.reset(rects.map((rect) => ({ ...rect, kind: kinds.box, palette: 0 })))
        if (removed < slots.length) store.remove(slots[removed] as number)
        const meets = ({ x, y, w, h }: (typeof rects)[number], i: number) =>
          i !== removed && x < seen.x + seen.w && y < seen.y + seen.h && x + w >= seen.x && y + h >= seen.y
        const expected = rects.flatMap((rect, i) => (meets(rect, i) ? [slots[i] as number] : []))
        expect([...store.visible(seen, 0)]).toEqual(expected.sort((a, b) => a - b))
      }),
    )
  })

  test('the inside of a box takes no fragments unless it is filled; points come after all else', () => {
    const store = new InstanceStore()
    const point = { x: 4, y: 0, w: 0, h: 0, kind: kinds.point, palette: 0 }
    const slots = [point, box(0, 0, 30, 30), box(0, 0, 30, 30), box(0, 0, 2, 30)].map((each) =>
      store.add(each),
    )
    store.setFlags(slots[2] as number, flags.selected)
    const { all, shapes } = instanceIndices(store, Uint32Array.from(slots), { least: 10, fill: [0, 0.2] })
    const count = (slot = -1) => all.filter((vertex) => vertex >> 3 === slot).length / 3
    expect(slots.map(count)).toEqual([2, 8, 10, 2])
    expect([...all.subarray(shapes)].map((vertex) => vertex >> 3)).toEqual(Array(6).fill(slots[0]))
  })

  test('a selection that another one overtakes leaves nothing behind', () => {
    const instances = new ObjectInstances()
    const objects = new Map<number, ObjectRecord>()
    for (let id = 1; id <= 5000; id++) objects.set(id, object(id, { kind: 'box', x: id, y: id, w: 4, h: 4 }))
    instances.reset(objects)
    instances.marking(flags.selected, new Set(objects.keys())).next()
    const half = instances.marking(flags.selected, new Set([7, 8]))
    half.next()
    instances.mark(flags.selected, new Set([8, 4000]))
    const selected = alive(instances.boxes).filter((record) => record.flags & flags.selected)
    expect(selected.map(({ rest, cell }) => (rest[0] ?? 0) + (cell[0] ?? 0) * cellSize)).toEqual([8, 4000])
  })

  test('edits reach only their own records, and only their blocks go to the GPU again', () => {
    const instances = new ObjectInstances()
    const objects = new Map<number, ObjectRecord>()
    for (let id = 1; id <= 5000; id++) objects.set(id, object(id, { kind: 'box', x: id, y: id, w: 4, h: 4 }))
    instances.reset(objects)
    instances.boxes.takeDirty()
    instances.mark(flags.selected, new Set([77]))
    const before = objects.get(77) as ObjectRecord
    const after = object(77, { kind: 'box', x: 9000, y: 20, w: 4, h: 4 })
    objects.set(77, after)
    instances.apply({ kind: 'changes', changes: [{ table: 'objects', before, after }] }, objects)
    expect(instances.boxes.takeDirty().reduce((sum, { count }) => sum + count, 0)).toBe(1)
    const selected = alive(instances.boxes).filter((record) => record.flags & flags.selected)
    expect(selected).toMatchObject([{ cell: [2, 0], rest: [9000 - 2 * cellSize, 20] }])
    expect(instances.boxes.runs({ x: 8990, y: 0, w: 20, h: 40 }, 0).length).toBeGreaterThan(0)

    objects.delete(77)
    instances.apply({ kind: 'changes', changes: [{ table: 'objects', before: after, after: null }] }, objects)
    expect(alive(instances.boxes)).toHaveLength(4999)
  })

  test('objects that arrive piece by piece are drawn as sparingly as those that came at once, and stay themselves', () => {
    const instances = new ObjectInstances()
    const objects = new Map<number, ObjectRecord>()
    for (let id = 1; id <= 40_000; id++) {
      const [x, y] = [(id * 7919) % 50_000, (id * 104_729) % 50_000]
      const shape: Shape =
        id % 4 ? { kind: 'box', x, y, w: 9, h: 7 } : { kind: 'polygon', points: [x, y, x + 9, y, x, y + 9] }
      const after = object(id, shape)
      objects.set(id, after)
      instances.apply({ kind: 'changes', changes: [{ table: 'objects', before: null, after }] }, objects)
    }
    const gone = objects.get(77) as ObjectRecord
    objects.delete(77)
    instances.apply({ kind: 'changes', changes: [{ table: 'objects', before: gone, after: null }] }, objects)
    const seen = { x: 20_000, y: 20_000, w: 2500, h: 1600 }
    const drawn = () =>
      [instances.boxes, instances.segments].map((store) =>
        store.runs(seen, 0).reduce((sum, [, count]) => sum + count, 0),
      )
    expect(Math.min(...drawn())).toBeGreaterThan(25_000)
    instances.tidy()
    expect(Math.max(...drawn())).toBeLessThan(8000)
    expect(alive(instances.boxes)).toHaveLength(29_999)
    instances.mark(flags.selected, new Set([1, 4]))
    const selected = [...alive(instances.boxes), ...alive(instances.segments)].filter(
      (record) => record.flags & flags.selected,
    )
    const corners = [
      [7919, 104_729 % 50_000],
      ...[
        [0, 0],
        [9, 0],
        [0, 9],
      ].map(([dx = 0, dy = 0]) => [4 * 7919 + dx, ((4 * 104_729) % 50_000) + dy]),
    ]
    const places = selected.map(({ cell, rest }) =>
      [0, 1].map((i) => (cell[i] as number) * cellSize + (rest[i] as number)),
    )
    expect(places.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0))).toEqual(
      corners.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)),
    )
  })

  test('a polygon is a closed ring of edges, and goes away as a whole', () => {
    const instances = new ObjectInstances()
    const ring = object(5, { kind: 'polygon', points: [0, 0, 10, 0, 10, 10] })
    instances.reset(new Map([[5, ring]]))
    expect(alive(instances.segments).map(({ rest }) => rest)).toEqual([
      [0, 0],
      [10, 0],
      [10, 10],
    ])
    instances.apply(
      { kind: 'changes', changes: [{ table: 'objects', before: ring, after: null }] },
      new Map(),
    )
    expect(alive(instances.segments)).toEqual([])
  })

  test('the threshold counts as the shader does, and a click takes the smallest visible detection', () => {
    const detections = {
      xywh: Float32Array.of(0, 0, 100, 100, 40, 40, 10, 10, 41, 41, 6, 6),
      score: Float32Array.of(0.9, 0.7, 0.3),
      class: Uint8Array.of(0, 0, 0),
    }
    expect([1, 0.9, 0.7, 0.31, 0.3, 0].map((t) => countAtLeast(detections, t))).toEqual([0, 1, 2, 2, 3, 3])
    const found = new DetectionInstances()
    found.reset(detections)
    expect(found.at({ x: 44, y: 44 }, 1, 0.1)).toBe(2)
    expect(found.at({ x: 44, y: 44 }, 1, 0.5)).toBe(1)
    expect(found.at({ x: 80, y: 80 }, 1, 0.5)).toBe(0)
    expect(found.at({ x: 300, y: 80 }, 1, 0)).toBeNull()
  })

  test('a detection with an outline is drawn along it, and hovered as a whole', () => {
    const found = new DetectionInstances()
    found.reset({
      xywh: Float32Array.of(0, 0, 100, 100, 40, 40, 10, 10),
      score: Float32Array.of(0.9, 0.7),
      class: Uint8Array.of(1, 0),
      outlines: {
        offset: Uint32Array.of(0, 4, 7),
        points: Float32Array.of(0, 0, 100, 0, 100, 100, 0, 100, 40, 40, 50, 40, 45, 50),
      },
    })
    expect(alive(found.store)).toEqual([])
    expect(alive(found.edges).length).toBe(7)
    expect(new Set(alive(found.edges).map(({ kind }) => kind))).toEqual(new Set([kinds.segment]))
    const hovered = () => alive(found.edges).filter((edge) => edge.flags & flags.hovered).length
    found.hover(1)
    expect(hovered()).toBe(3)
    found.hover(0)
    expect(hovered()).toBe(4)
    found.hover(null)
    expect(hovered()).toBe(0)
  })

  test('hotter is lighter: the heat colours rise evenly', () => {
    const colors = heatColors()
    const luma = (i: number) =>
      0.2126 * (colors[i * 4] ?? 0) + 0.7152 * (colors[i * 4 + 1] ?? 0) + 0.0722 * (colors[i * 4 + 2] ?? 0)
    for (let i = 8; i < 256; i += 8) expect(luma(i)).toBeGreaterThan(luma(i - 8))
    expect(colors[3]).toBe(0)
    expect(colors[255 * 4 + 3]).toBe(255)
  })
})
