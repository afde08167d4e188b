import { describe, expect, it } from 'vitest'
import { expectOnGround, type JudgedTile } from '../../../src/heads/onGround'
import { steadyThreshold } from '../../../src/heads/threshold'
import { expectedAt } from '../../../src/runs/expected'

const side = 256
const box = (x: number) => Float32Array.of(x, 0, 10, 10)
const tile = (score: number, hit: boolean, background: boolean): JudgedTile => ({
  truth: { xywh: background ? new Float32Array() : box(0), class: new Uint8Array(background ? 0 : 1) },
  detections: { xywh: box(hit ? 0 : 50), score: Float32Array.of(score), class: Uint8Array.of(0) },
  background,
  checked: side * side,
})
/** 40 objects with a score of 0.8, and 10 tiles drawn at random of which each holds a false alarm of 0.6. */
const tiles = [
  ...Array.from({ length: 40 }, () => tile(0.8, true, false)),
  ...Array.from({ length: 10 }, () => tile(0.6, false, true)),
]

describe('what is to be expected on the ground', () => {
  it('counts the tiles as they are where the ground is not known', () => {
    const [low] = expectOnGround(tiles, { objects: 40 }, [0.5])
    expect(low).toMatchObject({ falseShare: 10 / 50, missedShare: 0, f1: 80 / 90 })
  })

  it('lets random tiles stand for the ground far from objects', () => {
    // 1000 tiles' worth of ground: 40 of them around objects, so 960 false alarms are to be expected elsewhere.
    const area = 1000 * side * side
    const [low, high] = expectOnGround(tiles, { objects: 40, area }, [0.5, 0.7])
    expect(low?.falseShare).toBeCloseTo(960 / 1000)
    expect(low?.f1).toBeCloseTo(80 / (40 + 960 + 40))
    expect(high).toMatchObject({ falseShare: 0, missedShare: 0, f1: 1 })
  })

  it('takes all ground to be like that near objects where no tile was drawn at random', () => {
    const near = [...tiles.slice(0, 40), tile(0.6, false, false)]
    const area = 82 * side * side
    const [low] = expectOnGround(near, { objects: 41, area }, [0.5])
    // One false alarm on 41 tiles: two on twice the ground.
    expect(low?.falseShare).toBeCloseTo(2 / 42)
    expect(low?.missedShare).toBeCloseTo(1 / 41)
  })

  it('counts an object of several tiles once', () => {
    const area = 1000 * side * side
    const [once] = expectOnGround(tiles, { objects: 10, area }, [0.5])
    expect(once?.falseShare).toBeCloseTo(990 / 1000)
  })

  it('raises the threshold of a run for ground in which objects are rare', () => {
    const rare = { objects: 1000, area: 1e5 * side * side }
    const mixed = [...tiles, ...Array.from({ length: 20 }, () => tile(0.45, true, false))]
    expect(steadyThreshold(mixed, { objects: 1000 })).toBeLessThan(0.45)
    expect(steadyThreshold(mixed, rare)).toBeGreaterThan(0.6)
  })
})

describe('what a run says of a threshold', () => {
  const points = [
    [0.2, 0.4, 0],
    [0.4, 0.2, 0.1],
    [0.6, 0, 0.5],
  ] as const

  it('lies between the thresholds that were judged', () => {
    expect(expectedAt({ objects: 9, points }, 0.4)).toEqual({ falseShare: 0.2, missedShare: 0.1 })
    expect(expectedAt({ objects: 9, points }, 0.5)?.missedShare).toBeCloseTo(0.3)
    expect(expectedAt({ objects: 9, points }, 0.01)).toEqual({ falseShare: 0.4, missedShare: 0 })
    expect(expectedAt({ objects: 9, points }, 0.99)).toEqual({ falseShare: 0, missedShare: 0.5 })
  })

  it('is nothing where no object was judged', () => {
    expect(expectedAt({ objects: 0, points: [] }, 0.5)).toBeUndefined()
  })
})
