import type { Edit } from '../../src/document/edit'
import type { Rect } from '../../src/geometry/rect'
import type { ImageState, ProjectState } from '../../src/ipc/contract'
import type { Bridge } from '../bridge/bridge'
import type { OpenDocument } from '../document/openDocument.svelte'
import type { ComputeStep } from './computeStep.svelte'
import type { Jobs } from './jobs.svelte'
import type { Notices } from './notices.svelte'
import type { View } from '../view/view'
import type { Overlay } from './overlay.svelte'

/** What the state of one step sees of the rest of the window. */
export interface Host {
  readonly bridge: Bridge
  readonly notices: Notices
  readonly jobs: Jobs
  readonly compute: ComputeStep
  readonly overlay: Overlay
  readonly document: OpenDocument
  /** The view of the shown picture; null while there is none. */
  readonly view: View | null
  readonly project: ProjectState | null
  /** The shown image and all images, with counts as they are now. */
  readonly image: ImageState | undefined
  readonly images: readonly ImageState[]
  /** Shows a place, of another image too. */
  goTo(image: number, rect: Rect): Promise<void>
  /** Does an edit that may reach into other images than the open one. */
  apply(edit: Edit): void
}
