import type { Snippet } from 'svelte'
import type { ChangeKind } from '../../src/evaluation/compare'
import type { Rect } from '../../src/geometry/rect'
import type { ClassRecord } from '../../src/records/records'
import type { ImageState } from '../../src/ipc/contract'
import type { Threshold } from '../../src/found/threshold'
import type { Detections } from '../../src/found/detections'
import type { OpenDocument } from '../document/openDocument.svelte'
import type { ShownSweep } from '../state/sweep.svelte'
import type { FoundLook } from '../state/foundClasses'
import type { Heat } from './scene/picture'
import type { ViewLink } from '../view/viewLink'

/** What the window tells the view, and hears from it. */
export interface ViewerProps {
  image: ImageState | null
  document: OpenDocument
  classes: readonly ClassRecord[]
  activeClass: number | null
  /** Id of the tool in hand: see renderer/tools/tools. */
  tool: string
  detections: Detections | null
  /** What their class numbers mean. */
  found: FoundLook
  /** By the class numbers of the detections. */
  threshold: Threshold
  detectionsVisible: boolean
  objectsVisible: boolean
  /** 0..1, how much the inside of objects is filled; without it just a tint. */
  fill?: number
  /** Ids of classes that are not shown. */
  hiddenClasses?: ReadonlySet<number>
  heat: Heat | null
  /** 0..1 */
  heatOpacity: number
  /** The detection that is being judged: shown whatever its score. */
  highlight?: number | null
  /** A place that is pointed at, in image pixels. */
  pointed?: Rect | null
  /** What two runs do not agree on in this image. */
  changes?: readonly { readonly kind: ChangeKind; readonly rect: Rect; readonly before?: Rect | undefined }[]
  /** A field of view that is being looked at; what lies around it steps back. */
  field?: Rect | null
  /** The sweep of this image, if there is one. */
  sweep?: ShownSweep | null
  /** Detections that are picked to be answered together. */
  lot?: ReadonlySet<number>
  /** Others were picked, or `adds` to those. */
  onlot?: (detections: readonly number[], adds: boolean) => void
  /** A detection was clicked. */
  onpick?: (detection: number) => void
  /** A rectangle was drawn whose contents are counted; null when it is gone. */
  oncount?: (rect: Rect | null) => void
  /** The pointer moved over the image, in image pixels. */
  onpointer?: (x: number, y: number) => void
  onleave?: () => void
  ontool?: (id: string) => void
  /** A tool could not do what was asked: why, in one sentence. */
  onwarn?: (sentence: string) => void
  /** The key of a tool, as the person has it. */
  keyOf?: (tool: string) => string | undefined
  /** Something was drawn and there is no class: the id of the one to use, or null for none. */
  onneedclass?: () => number | null | Promise<number | null>
  /** Views that look at the same place. */
  link?: ViewLink
  /** A picture beside the one that is worked on: it follows, and has no tools of its own. */
  beside?: boolean
  /** No checked areas either. */
  bare?: boolean
  /** What the zoom's menu holds. */
  zoomMenu?: Snippet<[close: () => void]>
}
