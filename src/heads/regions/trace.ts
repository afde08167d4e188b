import { outlineOfRuns } from './outline'
import { fallingOrder, takeDetections } from '../../found/order'
import { DetectionList } from '../../found/detectionList'
import type { Detections } from '../../found/detections'

/** Regions of fewer pixels are specks, not objects. */
const minArea = 9

interface Region {
  /** The region that has swallowed this one. */
  into: Region | undefined
  readonly label: number
  area: number
  scoreSum: number
  lastRow: number
  /** y, x from, x to (not included) of each run. */
  runs: number[]
}

interface Run {
  readonly from: number
  readonly to: number
  readonly region: Region
}

/**
 * Connected components (4 neighbours, same label) of a label image of any height that comes in row by row; each becomes
 * a detection with an outline, scored by the mean score of its pixels. Memory holds the runs of the regions that the
 * last row still touches.
 */
export class RegionTracer {
  private readonly found = new DetectionList()
  private readonly points: number[] = []
  private readonly offset: number[] = [0]
  private above: Run[] = []
  private y = 0

  constructor(private readonly width: number) {}

  /** labels: u8 [width], 0 background, number + 1 of a class; scores: u8 [width], 255 = 1. The next row from the top. */
  row(labels: Uint8Array, scores: Uint8Array): void {
    const runs: Run[] = []
    let first = 0
    for (let x = 0; x < this.width;) {
      const label = labels[x] as number
      const from = x
      let sum = 0
      while (x < this.width && labels[x] === label) sum += scores[x++] as number
      if (label === 0) continue
      while (first < this.above.length && (this.above[first] as Run).to <= from) first++
      runs.push({ from, to: x, region: this.regionOf(first, from, x, label, sum) })
    }
    this.closeEnded()
    this.above = runs
    this.y++
  }

  /** All regions, by falling score, in pixels. */
  finish(): Detections {
    this.closeEnded()
    this.above = []
    const all = this.found.all()
    const outlines = { offset: Uint32Array.from(this.offset), points: Float32Array.from(this.points) }
    return takeDetections({ ...all, outlines }, fallingOrder(all.score))
  }

  /** The region of a run of this row: that of the runs above it, which it may join, or a new one. */
  // eslint-disable-next-line max-params -- Called for each run of pixels: an object would cost.
  private regionOf(first: number, from: number, to: number, label: number, sum: number): Region {
    let region: Region | undefined
    for (let k = first; k < this.above.length; k++) {
      const run = this.above[k] as Run
      if (run.from >= to) break
      const other = root(run.region)
      if (other.label === label) region = region ? join(region, other) : other
    }
    region ??= { into: undefined, label, area: 0, scoreSum: 0, lastRow: 0, runs: [] }
    region.area += to - from
    region.scoreSum += sum
    region.lastRow = this.y
    region.runs.push(this.y, from, to)
    return region
  }

  private closeEnded(): void {
    for (const run of this.above) {
      const region = root(run.region)
      if (region.lastRow === this.y || region.runs.length === 0) continue
      if (region.area >= minArea) this.add(region)
      region.runs = []
    }
  }

  private add({ runs, label, scoreSum, area }: Region): void {
    const { points, x, y, w, h } = outlineOfRuns(runs)
    for (const value of points) this.points.push(value)
    this.offset.push(this.points.length / 2)
    this.found.add(x, y, w, h, scoreSum / area / 255, label - 1)
  }
}

function root(region: Region): Region {
  let at = region
  while (at.into) at = at.into
  if (region !== at) region.into = at
  return at
}

function join(a: Region, b: Region): Region {
  if (a === b) return a
  const [large, small] = a.runs.length >= b.runs.length ? [a, b] : [b, a]
  for (const value of small.runs) large.runs.push(value)
  large.area += small.area
  large.scoreSum += small.scoreSum
  large.lastRow = Math.max(large.lastRow, small.lastRow)
  small.into = large
  small.runs = []
  return large
}
