import FlatQueue from 'flatqueue'
import { BoxGrid } from '../geometry/boxGrid'
import { iou } from '../geometry/rect'
import { minScore, type Detections } from './detections'
import { fallingOrder, takeDetections } from './order'

/** How fast a score falls with the overlap; as in the paper. */
const sigma = 0.5

/**
 * Soft non-maximum suppression (Bodla et al. 2017, Gaussian): none is removed by another, but loses score with the overlap, and those
 * that fall below the least score go. `sorted`: by falling score.
 */
export function softSuppress(sorted: Detections, across: boolean): Detections {
  const score = sorted.score.slice()
  const grid = new BoxGrid(sorted.xywh)
  const queue = new FlatQueue<number>()
  score.forEach((value, i) => queue.push(i, -value))
  const done = new Uint8Array(score.length)
  // A box lies in several cells of the grid, and is to lose once.
  const seenBy = new Int32Array(score.length).fill(-1)
  while (queue.length > 0) {
    const was = -(queue.peekValue() as number)
    const i = queue.pop() as number
    const now = score[i] as number
    if (now < minScore) continue
    // It has lost since it was put there: its turn comes later.
    if (now < was) {
      queue.push(i, -now)
      continue
    }
    done[i] = 1
    const box = grid.box(i)
    const ofClass = sorted.class[i]
    grid.visit(box, (j) => {
      if (done[j] || seenBy[j] === i || (!across && sorted.class[j] !== ofClass)) return
      seenBy[j] = i
      const overlap = iou(box, grid.box(j))
      if (overlap > 0) score[j] = (score[j] as number) * Math.exp(-(overlap * overlap) / sigma)
    })
  }
  const left = Uint32Array.from(done.keys()).filter((i) => done[i])
  const kept = takeDetections({ ...sorted, score }, left)
  return takeDetections(kept, fallingOrder(kept.score))
}
