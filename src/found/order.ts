import type { Detections, Outlines } from './detections'

/** Numbers of the scores from the highest to the lowest; equal scores keep their order. */
export function fallingOrder(score: Float32Array): Uint32Array {
  const order = Uint32Array.from(score, (_, i) => i)
  let sorted = true
  for (let i = 1; i < score.length && sorted; i++) sorted = at(score, i - 1) >= at(score, i)
  return sorted ? order : order.sort((a, b) => at(score, b) - at(score, a) || a - b)
}

/** The detections with these numbers, in this order. */
export function takeDetections(all: Detections, order: ArrayLike<number>): Detections {
  const xywh = new Float32Array(order.length * 4)
  const score = new Float32Array(order.length)
  const classes = new Uint8Array(order.length)
  for (let to = 0; to < order.length; to++) {
    const from = order[to] as number
    for (let k = 0; k < 4; k++) xywh[to * 4 + k] = at(all.xywh, from * 4 + k)
    score[to] = at(all.score, from)
    classes[to] = at(all.class, from)
  }
  const taken = { xywh, score, class: classes }
  return all.outlines ? { ...taken, outlines: takeOutlines(all.outlines, order) } : taken
}

function takeOutlines(all: Outlines, order: ArrayLike<number>): Outlines {
  const offset = new Uint32Array(order.length + 1)
  for (let to = 0; to < order.length; to++) {
    const from = order[to] as number
    offset[to + 1] = at(offset, to) + at(all.offset, from + 1) - at(all.offset, from)
  }
  const points = new Float32Array(at(offset, order.length) * 2)
  for (let to = 0; to < order.length; to++) {
    const from = order[to] as number
    points.set(
      all.points.subarray(at(all.offset, from) * 2, at(all.offset, from + 1) * 2),
      at(offset, to) * 2,
    )
  }
  return { offset, points }
}

function at(values: ArrayLike<number>, i: number): number {
  return values[i] as number
}
