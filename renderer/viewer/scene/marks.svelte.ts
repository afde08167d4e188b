import type { ObjectRecord } from '../../../src/records/records'
import type { Extent } from '../../../src/document/shapes'
import type { Detections } from '../../../src/found/detections'
import type { OpenDocument } from '../../document/openDocument.svelte'
import { Pauses } from '../../state/pauses'
import { isSameTarget } from '../../tools/tool'
import type { Draft, Target } from '../../tools/tool'
import { DetectionDensity, ObjectDensity } from '../instances/density'
import type { Hidden } from '../instances/density'
import { DetectionInstances } from '../instances/detectionInstances'
import { flags } from '../instances/instanceStore'
import { Fills } from '../instances/fills'
import { ObjectInstances } from '../instances/objectInstances'

/** Of a larger selection only the bounds are shown where the view shows counts. */
const maxPicked = 2000

/** What the GPU draws over the picture, kept in step with the document, the prediction and the pointer. */
export class Marks {
  readonly objects = new ObjectInstances()
  readonly detections = new DetectionInstances()
  readonly fills = new Fills()
  /** Objects that are not drawn with the others. */
  leftOut: ReadonlySet<number> = new Set()
  readonly objectDensity = new ObjectDensity()
  readonly detectionDensity = new DetectionDensity()
  /** What is selected: drawn where the view shows counts instead of shapes. */
  readonly picked = new ObjectInstances()
  /** What the pointer is on. */
  hovered = $state.raw<Target | null>(null)

  private marking: AbortController | null = null
  private hidden: Hidden = { classes: new Set(), objects: new Set() }
  private hiddenNumbers: ReadonlySet<number> = new Set()

  constructor(private readonly onchange: () => void) {}

  /** Until the returned function is called. */
  follow(document: OpenDocument): () => void {
    this.objects.reset(document.objects)
    this.objectDensity.reset(document.image, document.objects, this.hidden)
    return document.listen((change) => {
      this.objects.apply(change, document.objects)
      if (change.kind === 'arrived' && document.arriving === 0) this.objects.tidy()
      if (change.kind === 'reset') {
        this.objectDensity.reset(document.image, document.objects, this.hidden)
        this.select(document)
      } else {
        this.objectDensity.apply(change)
        if (change.kind === 'changes') this.pick(document)
      }
      this.hover(null)
      this.onchange()
    })
  }

  show(image: Extent | null, detections: Detections | null): void {
    this.detections.reset(detections)
    this.detectionDensity.reset(image, detections, this.hiddenNumbers)
    this.hovered = null
    this.onchange()
  }

  /** Counts leave out what is hidden; of detections, classes by number. */
  hide(
    document: OpenDocument,
    detections: Detections | null,
    hidden: Hidden,
    numbers: ReadonlySet<number>,
  ): void {
    const { classes, objects } = this.hidden
    if (!isSame(hidden.classes, classes) || !isSame(hidden.objects, objects)) {
      this.hidden = hidden
      this.objectDensity.reset(document.image, document.objects, hidden)
    }
    if (!isSame(numbers, this.hiddenNumbers)) {
      this.hiddenNumbers = numbers
      this.detectionDensity.reset(document.image, detections, numbers)
    }
    this.onchange()
  }

  /** Of a very large selection the last is shown some frames later. */
  select(document: OpenDocument): void {
    this.pick(document)
    this.marking?.abort()
    this.marking = new AbortController()
    void this.mark(document.selection.objects, this.marking.signal)
  }

  private async mark(ids: ReadonlySet<number>, signal: AbortSignal): Promise<void> {
    const pauses = new Pauses(signal)
    for (const _ of this.objects.marking(flags.selected, ids)) {
      if (!pauses.over) continue
      this.onchange()
      await pauses.rest().catch(() => {})
      if (signal.aborted) return
    }
    this.onchange()
  }

  private pick(document: OpenDocument): void {
    const ids = document.selection.objects
    const rows = ids.size <= maxPicked ? document.selectedObjects() : []
    this.picked.reset(new Map(rows.map((row: ObjectRecord) => [row.id, row])))
    this.picked.mark(flags.selected, ids)
  }

  /** What the person hides; and an object whose shape is in hand, which is drawn by the overlay instead. */
  leaveOut(draft: Draft | null, hidden: ReadonlySet<number>): void {
    const held = draft?.kind === 'reshape' && draft.target.kind === 'object' ? [draft.target.object.id] : []
    const leftOut = held.length > 0 ? new Set([...hidden, ...held]) : hidden
    if (!isSame(leftOut, this.leftOut)) this.leftOut = leftOut
    this.objects.mark(flags.dead, leftOut)
    this.onchange()
  }

  pickFound(detections: ReadonlySet<number>): void {
    this.detections.pick(detections)
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

function isSame(a: ReadonlySet<number>, b: ReadonlySet<number>): boolean {
  return a.size === b.size && [...a].every((each) => b.has(each))
}
