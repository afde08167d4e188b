import type { CheckedArea } from '../../../src/records/records'
import type { Threshold } from '../../../src/found/threshold'
import type { DensityGrid } from '../../../src/geometry/densityGrid'
import type { PartialHeat } from '../../../src/found/partialHeat'
import type { HeatMapInfo } from '../../../src/found/detections'
import type { Camera, ScreenSize } from '../../view/camera'
import type { DetectionInstances } from '../instances/detectionInstances'
import type { InstanceStore } from '../instances/instanceStore'
import type { ObjectInstances } from '../instances/objectInstances'

/** What there is to see; read anew for each frame. */
export interface Picture {
  readonly camera: Camera
  readonly view: ScreenSize
  readonly objects: ObjectInstances
  readonly detections: DetectionInstances
  /** What is selected, for where counts are drawn instead of objects. */
  readonly picked: ObjectInstances
  /** The insides of what is no box; null where shapes are not filled. */
  readonly fills: InstanceStore | null
  /** 0..1, inside of shapes. */
  readonly fill: number
  readonly objectDensity: DensityGrid
  readonly detectionDensity: DensityGrid
  readonly threshold: Threshold
  readonly objectsVisible: boolean
  readonly detectionsVisible: boolean
  readonly heatOpacity: number
  readonly areas: Iterable<CheckedArea>
  readonly selectedAreas: ReadonlySet<number>
  /** 0 for none: how much the unchecked part of the picture is dimmed. */
  readonly veil: number
  /** Image pixels by which the selection is shown moved while it is dragged. */
  readonly shift: { readonly dx: number; readonly dy: number }
}

export interface FrameReport {
  /** Every visible tile is drawn. */
  readonly settled: boolean
  /** Something of the picture is drawn. */
  readonly begun: boolean
  /** Counts are drawn instead of shapes. */
  readonly dense: { readonly objects: boolean; readonly detections: boolean }
  /** Sentences about tiles that could not be had. */
  readonly problems: readonly string[]
}

export interface Heat {
  readonly run: string
  readonly info: HeatMapInfo
  /** Where it is not in a file yet, but grows: each time that it is given it has changed. */
  readonly soFar?: PartialHeat | undefined
  /** Number of the class whose own map is shown; absent: that of all. */
  readonly of?: number | undefined
}
