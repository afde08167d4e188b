import { isCheckedFor } from '../tiles/checkedSets'
import { ignore, type TileBatch } from '../tiles/tiles'
import { scoreDetections, type Truth } from '../evaluation/match'
import { takeDetections } from '../found/order'
import type { Detections } from '../found/detections'
import {
  expectOnGround,
  tilesOfClass,
  type ClassShares,
  type ExpectedShares,
  type JudgedTile,
  type ValidationGround,
} from './onGround'
import { steadyThreshold } from './threshold'
import type { Evaluator, ValidationResult, EvaluatorSetting } from './task'

/** Thresholds at which a run says what is to be expected. */
const shownThresholds = Array.from({ length: 19 }, (_, i) => (i + 1) / 20)
/** Fewer objects of a class say too little of it: the standard error of a share of 0.1 is then above 0.07. */
const enoughOfClass = 20

/** Holds detections against the objects of each tile by the `centre` rule, if none is given. What lies where its class was not checked counts neither way. */
export class DetectionEvaluator implements Evaluator {
  private readonly images: JudgedTile[] = []

  constructor(
    private readonly classNames: readonly string[],
    private readonly size: number,
    private readonly ground: ValidationGround,
    private readonly decode: (output: Float32Array, count: number) => Detections[],
  ) {}

  add(output: Float32Array, batch: TileBatch, background?: readonly boolean[]): void {
    this.decode(output, batch.count).forEach((found, i) =>
      this.images.push({
        truth: truthOf(batch, i, this.size),
        detections: checkedOnly(found, batch, i, this.size),
        background: background?.[i],
        checked: background && checkedPixels(batch, i, this.size),
      }),
    )
  }

  evaluate(setting: EvaluatorSetting = {}): ValidationResult {
    const { match = { kind: 'centre' } } = setting
    const chosen = setting.threshold ?? steadyThreshold(this.images, this.ground)
    const evaluation = scoreDetections(this.images, this.classNames, match, chosen)
    const { threshold } = evaluation
    return { evaluation, threshold, expected: this.expected(threshold) }
  }

  private expected(common: number): ExpectedShares {
    const { objects, byClass = [] } = this.ground
    if (objects === 0) return { objects, points: [] }
    const classes = byClass.flatMap((count, c): ClassShares[] => {
      if (count < enoughOfClass) return []
      const tiles = tilesOfClass(this.images, c)
      const ground = { ...this.ground, objects: count }
      const threshold = steadyThreshold(tiles, ground, common)
      return [{ class: c, threshold, objects: count, points: pointsOf(tiles, ground) }]
    })
    return { objects, points: pointsOf(this.images, this.ground), classes }
  }
}

function pointsOf(tiles: readonly JudgedTile[], ground: ValidationGround): ExpectedShares['points'] {
  return expectOnGround(tiles, ground, shownThresholds).map(
    ({ threshold, falseShare, missedShare }) => [threshold, falseShare, missedShare] as const,
  )
}

function checkedPixels({ masks }: TileBatch, i: number, size: number): number {
  let checked = 0
  for (let at = i * size * size; at < (i + 1) * size * size; at++) if (masks[at] !== ignore) checked++
  return checked
}

/** The objects whose centre lies in tile i. */
function truthOf(batch: TileBatch, i: number, size: number): Truth {
  const rows: number[] = []
  for (let row = batch.offset[i] as number; row < (batch.offset[i + 1] as number); row++) {
    if (pixelAt(batch.xywh, row, size) !== undefined) rows.push(row)
  }
  return {
    xywh: Float32Array.from(rows.flatMap((row) => [...batch.xywh.subarray(row * 4, row * 4 + 4)])),
    class: Uint8Array.from(rows, (row) => batch.classes[row] as number),
  }
}

function checkedOnly(found: Detections, batch: TileBatch, i: number, size: number): Detections {
  const kept: number[] = []
  for (let row = 0; row < found.score.length; row++) {
    const pixel = pixelAt(found.xywh, row, size)
    if (pixel === undefined) continue
    const value = batch.masks[i * size * size + pixel] as number
    if (isCheckedFor(value, found.class[row] as number, batch.sets)) kept.push(row)
  }
  return takeDetections(found, kept)
}

/** Number of the pixel under box `row`'s centre, or undefined where that lies outside. */
function pixelAt(xywh: Float32Array, row: number, size: number): number | undefined {
  const [x, y, w, h] = xywh.subarray(row * 4, row * 4 + 4) as unknown as [number, number, number, number]
  const [column, line] = [Math.floor(x + w / 2), Math.floor(y + h / 2)]
  return column >= 0 && line >= 0 && column < size && line < size ? line * size + column : undefined
}
