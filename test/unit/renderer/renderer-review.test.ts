import type { ClassThresholds } from '../../../src/found/threshold'
import { doubtfulAround, lowestAsked } from '../../../renderer/state/reviewThresholds'
import { describe, expect, test } from 'vitest'
import {
  waitingAtLeast,
  atRandom,
  byDoubt,
  foundOf,
  inTurn,
  undecided,
  undecidedAfter,
} from '../../../renderer/state/reviewQueue'
import type { ClassRecord, ObjectRecord, Rejection } from '../../../src/records/records'
import { bounds } from '../../../src/records/records'
import { intersects } from '../../../src/geometry/rect'
import type { Rect } from '../../../src/geometry/rect'
import type { Detections } from '../../../src/found/detections'

const car: ClassRecord = { id: 3, name: 'car', color: '#e69f00' }
const bus: ClassRecord = { id: 8, name: 'bus', color: '#56b4e9' }

function detections(...rows: { rect: Rect; score: number; class?: number }[]): Detections {
  return {
    xywh: Float32Array.from(rows.flatMap(({ rect: { x, y, w, h } }) => [x, y, w, h])),
    score: Float32Array.from(rows, (row) => row.score),
    class: Uint8Array.from(rows, (row) => row.class ?? 0),
  }
}
const at = (x: number, y: number, w = 40, h = 20): Rect => ({ x, y, w, h })
const object = (rect: Rect, classId = car.id): ObjectRecord => ({
  id: 1,
  image: 1,
  class: classId,
  shape: { kind: 'box', ...rect },
  origin: 'human',
})

function waiting(
  found: Detections,
  objects: ObjectRecord[],
  rejections: Rejection[] = [],
): Promise<Int32Array> {
  const input = {
    detections: found,
    classOf: (number: number) => [car, bus][number],
    objectsNear: (rect: Rect) =>
      objects.filter((each) => intersects(bounds(each.shape), rect) || each.shape.kind === 'point'),
    rejections,
  }
  return undecided(input, new AbortController().signal)
}

describe('what waits for a person', () => {
  const found = detections(
    { rect: at(100, 100), score: 0.9 },
    { rect: at(300, 100), score: 0.6 },
    { rect: at(500, 100), score: 0.3, class: 1 },
  )

  test('is what nobody has marked: same class around the centre, or anything in the same place', async () => {
    expect([...(await waiting(found, []))]).toEqual([0, 1, 2])
    expect([...(await waiting(found, [object(at(90, 90, 80, 60))]))]).toEqual([1, 2])
    // A car where the run saw a bus: the person has had the last word already.
    expect([...(await waiting(found, [object(at(502, 101))]))]).toEqual([0, 1])
    // A car whose box only holds the centre of a bus is another thing.
    expect([...(await waiting(found, [object(at(450, 50, 200, 200))]))]).toEqual([0, 1, 2])
  })

  test('is not what was rejected, by this run or another, of the same class', async () => {
    const no = (classId: number): Rejection => ({
      id: 1,
      image: 1,
      class: classId,
      rect: at(303, 98),
      run: 'old',
    })
    expect([...(await waiting(found, [], [no(car.id)]))]).toEqual([0, 2])
    expect([...(await waiting(found, [], [no(bus.id)]))]).toEqual([0, 1, 2])
  })

  test('a search that is no longer wanted ends', async () => {
    const many = detections(
      ...Array.from({ length: 50_000 }, (_, i) => ({ rect: at(i * 50, 0), score: 0.5 })),
    )
    const ended = new AbortController()
    const slow = undecided(
      { detections: many, classOf: () => car, objectsNear: () => [object(at(-900, 0))], rejections: [] },
      ended.signal,
    )
    ended.abort()
    await expect(slow).rejects.toThrow()
  })
})

describe('after an edit', () => {
  test('only what lies around it is looked at again, with the same outcome as a new search', async () => {
    const found = detections(
      ...Array.from({ length: 400 }, (_, i) => ({
        rect: at((i % 20) * 50, Math.floor(i / 20) * 50),
        score: 1 - i / 500,
      })),
    )
    const objects = [object(at(100, 100)), object(at(500, 500))]
    const before = await waiting(found, objects)
    const added = object(at(302, 251))
    const rects = [objects[1]!, added].map((each) => bounds(each.shape))
    const now = [objects[0]!, added]
    const looked: number[] = []
    const input = {
      detections: found,
      classOf: (number: number) => (looked.push(number), [car, bus][number]),
      objectsNear: (rect: Rect) => now.filter((each) => intersects(bounds(each.shape), rect)),
      rejections: [],
    }
    const after = undecidedAfter(before, rects, input)
    expect([...after]).toEqual([...(await waiting(found, now))])
    expect([...after]).not.toEqual([...before])
    expect(looked.length).toBeLessThan(20)
  })
})

describe('the order of the queue', () => {
  const score = Float32Array.from([0.95, 0.8, 0.55, 0.45, 0.3, 0.1])
  const found = { score, class: new Uint8Array(6) }
  const all = Int32Array.from([0, 1, 2, 3, 4, 5])

  test('begins with the greatest doubt on both sides of the threshold', () => {
    const order = byDoubt(all, found, 0.5, 'all')
    const doubt = [...order].map((i) => Math.abs((score[i] ?? 0) - 0.5))
    expect([...order].sort()).toEqual([...all])
    expect(doubt).toEqual([...doubt].sort((a, b) => a - b))
  })

  test('keeps to one side when asked, with the threshold itself above', () => {
    expect([...byDoubt(all, found, 0.55, 'found')]).toEqual([2, 1, 0])
    expect([...byDoubt(all, found, 0.55, 'misses')]).toEqual([3, 4, 5])
    expect(foundOf(Int32Array.from([1, 3, 4]), found, 0.3)).toBe(3)
    expect(byDoubt(new Int32Array(0), found, 0.5, 'all').length).toBe(0)
  })

  test('at random it has nothing to do with the scores, and stays as they are answered', () => {
    const many = {
      score: Float32Array.from({ length: 3000 }, (_, i) => 1 - i / 3000),
      class: new Uint8Array(3000),
    }
    const waiting = Int32Array.from(many.score.keys())
    const order = atRandom(waiting, many, 0.5)
    expect([...order].sort((a, b) => a - b)).toEqual([...waitingAtLeast(waiting, many, 0.5)])
    const mean = order.slice(0, 300).reduce((sum, i) => sum + (many.score[i] ?? 0), 0) / 300
    // Of 300 drawn evenly from 0.5 to 1: three standard errors.
    expect(Math.abs(mean - 0.75)).toBeLessThan(0.025)
    const left = waiting.filter((i) => i !== order[0])
    expect(atRandom(left, many, 0.5)).toEqual(order.slice(1))
  })

  test('by class: doubt is the distance from the threshold of the class, on the same sides', () => {
    // Of class 0: 0.95, 0.55, 0.3; of class 1: 0.8, 0.45, 0.1.
    const two = { score, class: Uint8Array.of(0, 1, 0, 1, 0, 1) }
    const threshold = { all: 0.5, own: [0.9, 0.4] }
    const doubt = (i: number) => Math.abs(score[i]! - threshold.own[two.class[i]!]!)
    const order = [...byDoubt(all, two, threshold, 'all')]
    expect([...order].sort()).toEqual([...all])
    expect(order.map(doubt)).toEqual(order.map(doubt).sort((a, b) => a - b))
    expect([...byDoubt(all, two, threshold, 'found')]).toEqual([0, 3, 1])
    expect([...byDoubt(all, two, threshold, 'misses')]).toEqual([5, 2, 4])
    expect(foundOf(all, two, threshold)).toBe(3)
    expect([...waitingAtLeast(Int32Array.of(0, 2, 3, 5), two, threshold)]).toEqual([0, 3])
  })

  test('by class: it ends at half of the threshold of the class, and answers move that of their class alone', () => {
    const two = { score, class: Uint8Array.of(0, 1, 0, 1, 0, 1) }
    const threshold = { all: 0.5, own: [0.9, 0.4] }
    expect(lowestAsked(threshold, threshold)).toEqual({ all: 0.25, own: [0.45, 0.2] })
    expect([...waitingAtLeast(all, two, lowestAsked(threshold, threshold))]).toEqual([0, 1, 2, 3])
    const said = [0.95, 0.55, 0.3].map((at) => ({ score: at, wanted: true, class: 0 }))
    const around = doubtfulAround(threshold, two, said) as ClassThresholds
    expect(around.own[0]).toBeLessThan(0.5)
    expect(around.own[1]).toBe(0.4)
  })

  test('what was skipped comes last, what was clicked comes first', () => {
    const order = Int32Array.from([2, 3, 1, 4])
    expect([...inTurn(order, new Set([2]), null)]).toEqual([3, 1, 4, 2])
    expect([...inTurn(order, new Set([2]), 4)]).toEqual([4, 3, 1, 2])
    expect([...inTurn(order, new Set(), 99)]).toEqual([2, 3, 1, 4])
  })
})
