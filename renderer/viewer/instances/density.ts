import { bounds } from '../../../src/records/records'
import type { ObjectRecord } from '../../../src/records/records'
import type { Extent } from '../../../src/document/shapes'
import { countAround, DensityGrid } from '../../../src/geometry/densityGrid'
import type { DensityLevel } from '../../../src/geometry/densityGrid'
import { emptyDetections } from '../../../src/found/detections'
import type { Detections } from '../../../src/found/detections'
import { eachBounds } from '../../document/objectMap'
import type { VisitBounds } from '../../document/objectMap'
import type { DocumentChange } from '../../document/openDocument.svelte'
import { visibleRect } from '../../view/camera'
import type { Camera, Point, ScreenSize } from '../../view/camera'
import { countAtLeast, countsAt, mayCount, type Threshold } from '../../../src/found/threshold'

// Far out, shapes would be dots that hide each other: their number in each bin is drawn instead. Each counts once, by
// the middle of its bounds.

/** CSS pixels that a bin of the raster has at least; one with a number has four times as many. */
const binSide = 10
/** Levels from a bin of the raster to one with a number. */
export const numberedStep = 2
/**
 * CSS pixels of the screen that each shape must have to itself, or the view turns to counts. An outline costs the CPU some
 * 25 µs: with a thousand cells in view a person without a GPU wants to see them more than to pan at full speed.
 */
const roomPerShape = { gpu: 64, software: 640 }

/** The level of the raster at this zoom. */
export function rasterLevel(grid: DensityGrid, camera: Camera): number {
  return Math.min(grid.levelFor(binSide / camera.scale), Math.max(0, grid.levels.length - 1 - numberedStep))
}

/** Whether a view shows counts instead of shapes. What it showed last stays until it clearly no longer fits. */
export function isDense(
  grid: DensityGrid,
  camera: Camera,
  view: ScreenSize,
  last: { readonly dense: boolean; readonly software: boolean },
): boolean {
  const room = last.software ? roomPerShape.software : roomPerShape.gpu
  const most = ((view.width * view.height) / room) * (last.dense ? 0.8 : 1)
  if (grid.total <= most) return false
  const level = grid.levels[rasterLevel(grid, camera)] as DensityLevel
  // So near that a bin would be a large part of the view.
  if (level.side * camera.scale > 8 * binSide) return false
  return countAround(level, visibleRect(camera, view)) > most
}

/** The numbered bin at a place of the image. */
export function numberedBin(grid: DensityGrid, camera: Camera, at: Point) {
  const numbered = Math.min(rasterLevel(grid, camera) + numberedStep, grid.levels.length - 1)
  const level = grid.levels[numbered] as DensityLevel
  const [column, row] = [Math.floor(at.x / level.side), Math.floor(at.y / level.side)]
  const rect = { x: column * level.side, y: row * level.side, w: level.side, h: level.side }
  return { rect, count: level.counts[row * level.columns + column] ?? 0 }
}

/** Objects up to which a new grid is filled one by one: most of its bins then stay memory that nobody touched. */
const maxSingly = 100_000

/** What is not shown, and so not counted: ids of classes and of objects. */
export interface Hidden {
  readonly classes: ReadonlySet<number>
  readonly objects: ReadonlySet<number>
}

/** Where the objects that are shown lie. */
export class ObjectDensity {
  grid = new DensityGrid({ width: 1, height: 1 })
  private hidden: Hidden = { classes: new Set(), objects: new Set() }

  reset(image: Extent | null, objects: ReadonlyMap<number, ObjectRecord>, hidden: Hidden): void {
    this.hidden = hidden
    this.grid = new DensityGrid(image ?? { width: 1, height: 1 })
    if (objects.size > maxSingly) this.grid.fill((count) => eachBounds(objects, this.counting(count)))
    else
      eachBounds(
        objects,
        this.counting((x, y) => this.grid.add(x, y)),
      )
  }

  apply(change: Exclude<DocumentChange, { kind: 'reset' }>): void {
    if (change.kind === 'arrived') {
      const { block, rects } = change
      const { classes, objects } = this.hidden
      const someHidden = classes.size > 0 || objects.size > 0
      const isShown = (row: number) =>
        !someHidden || !(classes.has(block.classAt(row)) || objects.has(block.ids[row] as number))
      return this.grid.addRects(rects, (row) => !block.isGone(row) && isShown(row))
    }
    for (const { table, before, after } of change.changes) {
      if (table !== 'objects') continue
      if (before) this.visit(before, (x, y) => this.grid.add(x, y, -1))
      if (after) this.visit(after, (x, y) => this.grid.add(x, y))
    }
  }

  private visit({ id, class: classId, shape }: ObjectRecord, count: (x: number, y: number) => void): void {
    const { x, y, w, h } = bounds(shape)
    this.counting(count)(id, classId, [x, y, w, h], 0)
  }

  /** Counts the middle of what is shown. */
  private counting(count: (x: number, y: number) => void): VisitBounds {
    const { classes, objects } = this.hidden
    const someHidden = classes.size > 0 || objects.size > 0
    return (id, classId, rects, at) => {
      if (someHidden && (classes.has(classId) || objects.has(id))) return
      const [x, y] = [rects[at] as number, rects[at + 1] as number]
      count(x + (rects[at + 2] as number) / 2, y + (rects[at + 3] as number) / 2)
    }
  }
}

/** Where the detections lie that are at least as sure as the threshold. */
export class DetectionDensity {
  grid = new DensityGrid({ width: 1, height: 1 })
  private detections: Detections | null = null
  /** Class numbers. */
  private hidden: ReadonlySet<number> = new Set()
  /** The surest so many are counted. */
  private counted = 0
  /** What they are counted at. */
  private threshold: Threshold | undefined

  reset(image: Extent | null, detections: Detections | null, hidden: ReadonlySet<number>): void {
    this.detections = detections
    this.hidden = hidden
    this.counted = 0
    this.threshold = undefined
    this.grid = new DensityGrid(detections && image ? image : { width: 1, height: 1 })
  }

  setThreshold(threshold: Threshold): void {
    if (threshold === this.threshold) return
    const before = this.threshold
    this.threshold = threshold
    if (typeof threshold !== 'number' || typeof before !== 'number') return this.countAnew(threshold)
    const wanted = countAtLeast(this.detections ?? undefined, threshold)
    if (Math.abs(wanted - this.counted) > wanted / 4) {
      this.grid.fill((count) => this.visit(0, wanted, count))
    } else {
      this.visit(this.counted, wanted, (x, y) => this.grid.add(x, y))
      this.visit(wanted, this.counted, (x, y) => this.grid.add(x, y, -1))
    }
    this.counted = wanted
  }

  /** By class those that count do not stand first. */
  private countAnew(threshold: Threshold): void {
    const found = this.detections ?? emptyDetections()
    this.counted = mayCount(found, threshold)
    const counts = countsAt(found, threshold)
    this.grid.fill((count) => this.visit(0, this.counted, count, counts))
  }

  private visit(
    from: number,
    to: number,
    count: (x: number, y: number) => void,
    counts?: (number: number) => boolean,
  ): void {
    const { xywh, class: classes } = this.detections ?? emptyDetections()
    for (let i = from; i < to; i++) {
      if (this.hidden.has(classes[i] as number) || counts?.(i) === false) continue
      const at = i * 4
      count(
        (xywh[at] as number) + (xywh[at + 2] as number) / 2,
        (xywh[at + 1] as number) + (xywh[at + 3] as number) / 2,
      )
    }
  }
}
