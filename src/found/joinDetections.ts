import type { Detections } from './detections'
import { fallingOrder, takeDetections } from './order'

/** Several lists as one, by falling score; outlines where any has them. */
export function joinDetections(lists: readonly Detections[]): Detections {
  const count = lists.reduce((sum, { score }) => sum + score.length, 0)
  const all = {
    xywh: new Float32Array(count * 4),
    score: new Float32Array(count),
    class: new Uint8Array(count),
  }
  let at = 0
  for (const { xywh, score, class: classes } of lists) {
    all.xywh.set(xywh, at * 4)
    all.score.set(score, at)
    all.class.set(classes, at)
    at += score.length
  }
  const joined = lists.some(({ outlines }) => outlines)
    ? { ...all, outlines: joinOutlines(lists, count) }
    : all
  return takeDetections(joined, fallingOrder(all.score))
}

function joinOutlines(lists: readonly Detections[], count: number): NonNullable<Detections['outlines']> {
  const corners = lists.reduce((sum, { outlines }) => sum + (outlines?.points.length ?? 0), 0)
  const [offset, points] = [new Uint32Array(count + 1), new Float32Array(corners)]
  let [row, to] = [0, 0]
  for (const { score, outlines } of lists) {
    for (let i = 1; i <= score.length; i++) offset[row + i] = to / 2 + (outlines?.offset[i] ?? 0)
    if (outlines) points.set(outlines.points, to)
    to += outlines?.points.length ?? 0
    row += score.length
  }
  return { offset, points }
}
