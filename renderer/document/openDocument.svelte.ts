import type { Change, Edit, Step } from '../../src/document/edit'
import { reverse } from '../../src/document/edit'
import { bounds } from '../../src/document/records'
import type { CheckedArea, ObjectRecord, Rejection } from '../../src/document/records'
import { SpatialIndex } from '../../src/document/spatialIndex'
import type { CommandOut, ImageState, WindowApi } from '../../src/ipc/contract'
import { EditQueue } from './editQueue'
import type { SaveState } from './editQueue'
import { nothing } from './selection'
import type { Selection } from './selection'

/** What changed in the rows of the current image; `reset` when all of them did. */
export type DocumentChange =
  { readonly kind: 'reset' } | { readonly kind: 'changes'; readonly changes: readonly Change[] }

export interface OpenDocumentOptions {
  readonly api: Pick<WindowApi, 'call'>
  /** Changes of the table of classes, which belongs to the project and not to one image. */
  onclasses?(changes: readonly Extract<Change, { table: 'classes' }>[]): void
  /** The project refused an edit for good, which was therefore taken back here: why, in one sentence. */
  onrefused?(message: string): void
}

/** Errors that trying again does not mend; all others are the disk's. */
const final = new Set([
  'edit-conflict',
  'bad-edit',
  'bad-shape',
  'class-exists',
  'too-many-classes',
  'bad-message',
  'refused',
])

/**
 * The image that is open, with its rows. The rows lie in plain maps, since a million reactive ones would cost seconds:
 * read `revision` to be told of every change, or `listen` to hear what changed.
 */
export class OpenDocument {
  image = $state.raw<ImageState | null>(null)
  loading = $state(false)
  revision = $state(0)
  selection = $state.raw<Selection>(nothing)
  save = $state.raw<SaveState>({ kind: 'saved' })
  /** Labels of what undo and redo would do; null for nothing. */
  canUndo = $state.raw<string | null>(null)
  canRedo = $state.raw<string | null>(null)

  objects: Map<number, ObjectRecord> = new Map()
  checked: Map<number, CheckedArea> = new Map()
  rejections: Map<number, Rejection> = new Map()
  /** Objects of the current image by class id. */
  classCounts: Map<number, number> = new Map()

  private index = new SpatialIndex()
  private nextId = 1
  private loads = 0
  private readonly listeners = new Set<(change: DocumentChange) => void>()
  private readonly queue: EditQueue

  constructor(private readonly options: OpenDocumentOptions) {
    this.queue = new EditQueue({
      save: async (edit) => this.setHistory(await options.api.call('document.apply', { edit })),
      onstate: (state) => (this.save = state),
      isFinal: (error) => error instanceof Error && 'code' in error && final.has(String(error.code)),
      ondropped: (edit, message) => void this.takeBack(edit, message),
    })
  }

  /** Shows another image (null: none). A newer call wins over an older one that is still loading. */
  async load(image: ImageState | null): Promise<void> {
    const turn = ++this.loads
    this.loading = image !== null
    await this.queue.settled()
    if (!image) this.queue.clear()
    try {
      const rows = image ? await this.options.api.call('document.load', { image: image.id }) : null
      if (turn !== this.loads) return
      this.replace(image, rows)
    } finally {
      if (turn === this.loads) this.loading = false
    }
  }

  listen(listener: (change: DocumentChange) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  newId(): number {
    return this.nextId++
  }

  /** Does an edit here at once and sends it on its way to the project. */
  apply(edit: Edit | null): void {
    if (!edit || edit.changes.length === 0) return
    this.applyRows(edit)
    this.canUndo = edit.label
    this.canRedo = null
    this.queue.add(edit)
  }

  /** Takes the newest step back; null when there is none. The edit may concern another image. */
  undo(): Promise<Step | null> {
    return this.step('document.undo')
  }

  redo(): Promise<Step | null> {
    return this.step('document.redo')
  }

  /** Resolves when all edits are in the project, or one could not be saved: see `save`. */
  settled(): Promise<void> {
    return this.queue.settled()
  }

  retrySaving(): void {
    this.queue.retry()
  }

  setHistory(history: { canUndo: string | null; canRedo: string | null }): void {
    this.canUndo = history.canUndo
    this.canRedo = history.canRedo
  }

  /** Ids of the objects whose bounds touch the rectangle. */
  search(rect: { x: number; y: number; w: number; h: number }): number[] {
    return this.index.search(rect)
  }

  selectedObjects(): ObjectRecord[] {
    return rowsOf(this.objects, this.selection.objects)
  }

  selectedAreas(): CheckedArea[] {
    return rowsOf(this.checked, this.selection.areas)
  }

  /** What the project holds is what counts: the image is read anew, under the edits that are still on their way. */
  private async takeBack(edit: Edit, message: string): Promise<void> {
    const classes = reverse(edit).changes.filter((change) => change.table === 'classes')
    if (classes.length > 0) this.options.onclasses?.(classes)
    this.options.onrefused?.(message)
    await this.load(this.image)
  }

  private async step(command: 'document.undo' | 'document.redo'): Promise<Step | null> {
    await this.queue.settled()
    const unsent = command === 'document.undo' ? this.queue.withdraw() : undefined
    const edit: Step | null = unsent ? reverse(unsent) : await this.options.api.call(command, undefined)
    if (!edit) return null
    this.applyRows(edit)
    if (this.image && edit.reload?.includes(this.image.id)) await this.load(this.image)
    const state = await this.options.api.call('project.state', undefined)
    if (state && this.queue.pending.length === 0) this.setHistory(state)
    return edit
  }

  private replace(image: ImageState | null, rows: CommandOut<'document.load'> | null): void {
    this.image = image
    this.objects = new Map(rows?.objects.map((row) => [row.id, row]))
    this.checked = new Map(rows?.checked.map((row) => [row.id, row]))
    this.rejections = new Map(rows?.rejections.map((row) => [row.id, row]))
    this.nextId = Math.max(rows?.nextId ?? 1, this.nextId)
    this.index = new SpatialIndex(this.objects.values())
    this.classCounts = new Map()
    for (const object of this.objects.values()) this.count(object.class, 1)
    this.selection = nothing
    // What could not be saved yet is still what the person sees.
    for (const edit of this.queue.pending) for (const change of edit.changes) this.applyRow(change)
    this.revision++
    this.tell({ kind: 'reset' })
  }

  private applyRows(edit: Edit): void {
    const changes = edit.changes.filter((change) => this.applyRow(change))
    const classes = edit.changes.filter((change) => change.table === 'classes')
    if (classes.length > 0) this.options.onclasses?.(classes)
    if (changes.length === 0) return
    this.pruneSelection()
    this.revision++
    this.tell({ kind: 'changes', changes })
  }

  /** False for a row of another image, or of images or classes. */
  private applyRow(change: Change): boolean {
    if (change.table === 'classes' || change.table === 'images') return false
    const row = change.after ?? change.before
    if (!row || row.image !== this.image?.id) return false
    if (change.table === 'objects') this.applyObject(change.before ?? this.objects.get(row.id), change.after)
    else if (change.table === 'checked') put(this.checked, row.id, change.after)
    else put(this.rejections, row.id, change.after)
    this.nextId = Math.max(this.nextId, row.id + 1)
    return true
  }

  private applyObject(before: ObjectRecord | null | undefined, after: ObjectRecord | null): void {
    const held = before ? this.objects.get(before.id) : undefined
    if (held) {
      this.count(held.class, -1)
      this.index.remove(held.id)
      this.objects.delete(held.id)
    }
    if (!after) return
    this.count(after.class, 1)
    this.objects.set(after.id, after)
    this.index.add(after.id, bounds(after.shape))
  }

  private count(classId: number, by: number): void {
    this.classCounts.set(classId, (this.classCounts.get(classId) ?? 0) + by)
  }

  private pruneSelection(): void {
    const { objects, areas } = this.selection
    const left = { objects: kept(objects, this.objects), areas: kept(areas, this.checked) }
    if (left.objects.size !== objects.size || left.areas.size !== areas.size) this.selection = left
  }

  private tell(change: DocumentChange): void {
    for (const listener of this.listeners) listener(change)
  }
}

function put<T>(rows: Map<number, T>, id: number, row: T | null): void {
  if (row) rows.set(id, row)
  else rows.delete(id)
}

function kept(ids: ReadonlySet<number>, rows: ReadonlyMap<number, unknown>): Set<number> {
  return new Set([...ids].filter((id) => rows.has(id)))
}

function rowsOf<T>(rows: ReadonlyMap<number, T>, ids: ReadonlySet<number>): T[] {
  return [...ids].flatMap((id) => rows.get(id) ?? [])
}
