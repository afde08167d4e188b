import type { Detections } from '../../src/prediction/prediction'
import type { OpenDocument } from '../document/openDocument.svelte'
import { isSameTarget } from '../tools/tool'
import type { Draft, Target } from '../tools/tool'
import { DetectionInstances } from './detectionInstances'
import { flags } from './instanceStore'
import { ObjectInstances } from './objectInstances'

/** What the GPU draws over the picture, kept in step with the document, the prediction and the pointer. */
export class Marks {
  readonly objects = new ObjectInstances()
  readonly detections = new DetectionInstances()
  /** What the pointer is on. */
  hovered = $state.raw<Target | null>(null)

  constructor(private readonly onchange: () => void) {}

  /** Until the returned function is called. */
  follow(document: OpenDocument): () => void {
    this.objects.reset(document.objects)
    return document.listen((change) => {
      this.objects.apply(change, document.objects)
      if (change.kind === 'reset') this.select(document.selection.objects)
      this.hover(null)
      this.onchange()
    })
  }

  show(detections: Detections | null): void {
    this.detections.reset(detections)
    this.hovered = null
    this.onchange()
  }

  select(objects: ReadonlySet<number>): void {
    this.objects.mark(flags.selected, objects)
    this.onchange()
  }

  /** An object whose shape is in hand is drawn by the overlay instead. */
  leaveOut(draft: Draft | null): void {
    const hidden = draft?.kind === 'reshape' && draft.target.kind === 'object' ? [draft.target.object.id] : []
    this.objects.mark(flags.dead, new Set(hidden))
    this.onchange()
  }

  hover(target: Target | null): void {
    if (isSameTarget(target, this.hovered)) return
    this.hovered = target
    this.objects.mark(flags.hovered, new Set(target?.kind === 'object' ? [target.object.id] : []))
    this.detections.hover(target?.kind === 'detection' ? target.index : null)
    this.onchange()
  }
}
