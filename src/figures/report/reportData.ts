import type { CountResult } from '../../evaluation/count/count'
import type { TilesEvaluation } from '../../evaluation/splitEvaluation'
import type { NamedThreshold } from '../../found/threshold'
import type { PixelSize } from '../../geometry/pixelSize'
import type { RunInfo } from '../../runs/config'

/** A picture inside of the page. */
export interface InlineJpeg {
  /** Base64. */
  readonly jpeg: string
  readonly width: number
  readonly height: number
}

export interface ReportImage {
  readonly id: number
  readonly name: string
  readonly width: number
  readonly height: number
  readonly pixelSize?: PixelSize | undefined
  /** What people say of it, in words and by name. */
  readonly notes?: string | undefined
  /** Share of it that was looked through for all classes. */
  readonly checkedShare: number
  readonly checkedAreas: number
  readonly objects: number
  readonly detections: number
  /** Some of it was learned from. */
  readonly learned: boolean
  /** Seed of the fields that were drawn on it. */
  readonly fieldSeed?: number | undefined
  /** Absent where there are too many images. */
  readonly overview?: InlineJpeg | undefined
}

export interface ReportCrop extends InlineJpeg {
  readonly image: string
  readonly className: string
  readonly score: number
  readonly x: number
  readonly y: number
}

/** Something that was computed, or why it was not. */
export type Known<T> = { readonly value: T } | { readonly missing: string }

export interface ReportData {
  readonly project: string
  /** Day on which it was made, YYYY-MM-DD. */
  readonly day: string
  readonly version: string
  readonly run: RunInfo
  /** What the run started from; absent: nothing. */
  readonly startedFrom?: string | undefined
  /** Of the images that it learned from: those of this project, and how many others. */
  readonly learnedFrom: {
    readonly here: readonly string[]
    readonly others: number
    readonly known: boolean
  }
  readonly images: readonly ReportImage[]
  /** The score from which on detections are drawn. */
  readonly least: NamedThreshold
  readonly evaluation: Known<TilesEvaluation>
  readonly count: Known<CountResult>
  readonly highest: readonly ReportCrop[]
  readonly lowest: readonly ReportCrop[]
  /** What evaluating and counting warned of. */
  readonly notes: readonly string[]
}
