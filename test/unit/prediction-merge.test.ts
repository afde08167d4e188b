import { describe, expect, it } from 'vitest'
import { Random } from '../../src/base/random'
import { meansSame, suppress } from '../../src/found/merge'
import { cpuMs } from './cpuTime'
import { detectionRect, type Detections } from '../../src/found/detections'

function detections(...rows: [number, number, number, number, number, number][]): Detections {
  return {
    xywh: Float32Array.from(rows.flatMap((r) => r.slice(0, 4))),
    class: Uint8Array.from(rows.map((r) => r[4])),
    score: Float32Array.from(rows.map((r) => r[5])),
  }
}
function crowd(count: number, side: number, seed: number): Detections {
  const random = new Random(seed)
  return detections(
    ...Array.from({ length: count }, (): [number, number, number, number, number, number] => {
      const size = random.between(5, random.below(20) === 0 ? 200 : 40)
      return [
        random.below(side),
        random.below(side),
        size,
        size * random.between(0.5, 2),
        random.below(3),
        random.below(64) / 64,
      ]
    }),
  )
}
/** Every pair looked at. */
function naive(d: Detections): { x: number; score: number; class: number }[] {
  const order = [...d.score.keys()].sort((a, b) => d.score[b]! - d.score[a]! || a - b)
  const kept: number[] = []
  for (const i of order) {
    const same = (k: number) =>
      d.class[k] === d.class[i] && meansSame(detectionRect(d, k), detectionRect(d, i))
    if (!kept.some(same)) kept.push(i)
  }
  return kept.map((i) => ({ x: d.xywh[i * 4]!, score: d.score[i]!, class: d.class[i]! }))
}
const rows = (d: Detections) =>
  [...d.score].map((score, i) => ({ x: d.xywh[i * 4]!, score, class: d.class[i]! }))

describe('non-maximum suppression', () => {
  it('keeps one of each object: the same box, a second peak inside; not a neighbour, not another class', () => {
    const found = detections(
      [0, 0, 40, 20, 0, 0.5],
      [2, 1, 40, 20, 0, 0.9], // the same, higher
      [20, 10, 6, 6, 0, 0.8], // a second peak near its centre
      [41, 0, 40, 20, 0, 0.7], // parked beside it
      [2, 1, 40, 20, 1, 0.6], // another class
    )
    expect([...suppress(found).score]).toEqual([0.9, 0.7, 0.6].map(Math.fround))
  })

  it('gives what looking at every pair gives', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const all = crowd(250, 400, seed)
      expect(rows(suppress(all)), `seed ${seed}`).toEqual(naive(all))
    }
    expect(suppress(detections()).score).toHaveLength(0)
  })

  it('takes 100,000 boxes in about a second', () => {
    const all = crowd(100_000, 20_000, 1)
    let kept = 0
    expect(cpuMs(() => (kept = suppress(all).score.length))).toBeLessThan(3000)
    expect(kept).toBeGreaterThan(10_000)
  })
})
