import { untrack } from 'svelte'
import type { Change, Edit, Step } from '../../src/document/edit'
import { reverse } from '../../src/document/edit'
import { isRefusal } from '../../src/base/errors'
import type { CheckedArea, ObjectRecord, Rejection } from '../../src/records/records'
import type { RingIndex } from '../../src/geometry/ringIndex'
import type { CommandOut, ImageState, WindowApi } from '../../src/ipc/contract'
import type { PackedObjects } from '../../src/records/packedObjects'
import { CheckFor } from './checkFor.svelte'
import { EditQueue } from './editQueue'
import type { SaveState } from './editQueue'
import { EditSender } from './editSender'
import { ImageRows } from './imageRows'
import type { ArrivedObjects } from './imageRows'
import type { ShownObjects } from './objectMap'
import { emptySelection } from './selection'
import type { Selection } from './selection'

/** What changed in the rows of the current image; `reset` when all of them did. */
export type DocumentChange =
  | { readonly kind: 'reset' }
  | { readonly kind: 'changes'; readonly changes: readonly Change[] }
  /** Nobody changed them, they were still being loaded. */
  | ({ readonly kind: 'arrived' } & ArrivedObjects)

export interface OpenDocumentOptions {
  readonly api: Pick<WindowApi, 'call'>
  /** The path of the project that is shown. */
  project?(): string | undefined
  /** Changes of the table of classes, which belongs to the project and not to one image. */
  onclasses?(changes: readonly Extract<Change, { table: 'classes' }>[]): void
  /** The project refused an edit for good, which was therefore taken back here: why, in one sentence. */
  onrefused?(message: string): void
}

/**
 * The image that is open, with its rows. The rows lie in plain maps, since a million reactive ones would cost seconds:
 * read `revision` to be told of every change, or `listen` to hear what changed.
 */
export class OpenDocument {
  image = $state.raw<ImageState | null>(null)
  loading = $state(false)
  /** Objects that the image has beside those that are here already. */
  arriving = $state(0)
  revision = $state(0)
  selection = $state.raw<Selection>(emptySelection)
  /** Objects that the person does not want to see for now: neither kept nor undone. */
  hidden = $state.raw<ReadonlySet<number>>(new Set())
  save = $state.raw<SaveState>({ kind: 'saved' })
  /** Labels of what undo and redo would do; null for nothing. */
  canUndo = $state.raw<string | null>(null)
  canRedo = $state.raw<string | null>(null)

  readonly checkFor = new CheckFor()

  private rows = new ImageRows(undefined, null)
  private nextId = 1
  private loads = 0
  private selected: { readonly of: readonly unknown[]; readonly rows: readonly ObjectRecord[] } = {
    of: [],
    rows: [],
  }
  /** Rows that changed here while their image was being loaded: what arrives of them is older. */
  private touched: Set<number> | null = null
  private readonly listeners = new Set<(change: DocumentChange) => void>()
  private readonly sender: EditSender
  private readonly queue: EditQueue

  constructor(private readonly options: OpenDocumentOptions) {
    const sender = (this.sender = new EditSender(options.api, () => options.project?.()))
    this.queue = new EditQueue({
      save: async (edit) => this.setHistory(await sender.send(edit)),
      onstate: (state) => (this.save = state),
      isFinal: isRefusal,
      ondropped: (edit, message) => void this.takeBack(edit, message),
    })
  }

  get objects(): ShownObjects {
    return this.rows.objects
  }
  get checked(): ReadonlyMap<number, CheckedArea> {
    return this.rows.checked
  }
  get rejections(): ReadonlyMap<number, Rejection> {
    return this.rows.rejections
  }
  /** Objects of the current image by class id. */
  get classCounts(): ReadonlyMap<number, number> {
    return this.rows.classCounts
  }

  /** Shows another image (null: none). A newer call wins over an older one that is still loading. */
  async load(image: ImageState | null): Promise<void> {
    const turn = ++this.loads
    this.loading = image !== null
    await this.queue.settled()
    if (!image) this.queue.clear()
    try {
      const rows = image ? await this.options.api.call('document.open', { image: image.id }) : null
      if (turn !== this.loads) return
      this.touched = new Set()
      this.replace(image, rows)
      if (rows) await this.loadRest(turn, rows.objects)
    } finally {
      if (turn === this.loads) {
        this.loading = false
        this.touched = null
        this.arriving = 0
      }
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
    this.sender.hold(edit)
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

  /** True while a part of an edit is nowhere but here, and would go with the window. */
  get telling(): boolean {
    return this.sender.busy
  }

  setHistory(history: { canUndo: string | null; canRedo: string | null }): void {
    this.canUndo = history.canUndo
    this.canRedo = history.canRedo
  }

  /** Ids of the objects whose bounds touch the rectangle. */
  search(rect: { x: number; y: number; w: number; h: number }): number[] {
    return this.rows.index.search(rect)
  }

  /** Ids of the objects whose bounds lie in a ring, and of those that must be looked at closely. */
  searchRing(ring: RingIndex): { inside: number[]; unsure: number[] } {
    return this.rows.index.searchRing(ring)
  }

  selectedObjects(): readonly ObjectRecord[] {
    const { selection, objects } = this
    const of = [selection.objects, untrack(() => this.revision), objects]
    // All that show a large selection ask for the same rows.
    if (!of.every((each, i) => each === this.selected.of[i]))
      this.selected = { of, rows: this.rows.objects.recordsOf(selection.objects) }
    return this.selected.rows
  }

  selectedAreas(): CheckedArea[] {
    return [...this.selection.areas].flatMap((id) => this.checked.get(id) ?? [])
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
    const unsent = command === 'document.undo' ? await this.withdraw() : undefined
    const edit: Step | null = unsent ? reverse(unsent) : await this.retrace(command)
    if (edit) {
      this.applyRows(edit)
      // Known at once: the next key may come before main has told the rest.
      if (command === 'document.redo') this.canUndo = edit.label
      else if (!unsent) this.canRedo = edit.label
      if (this.image && edit.reload?.includes(this.image.id)) await this.load(this.image)
    }
    const state = await this.options.api.call('project.state', undefined)
    if (state && this.queue.pending.length === 0) this.setHistory(state)
    return edit
  }

  /** The newest edit, where it was not stored yet and never will be. */
  private async withdraw(): Promise<Edit | undefined> {
    const edit = this.queue.withdraw()
    return edit && (await this.sender.withdraw(edit)) ? edit : undefined
  }

  private async retrace(command: 'document.undo' | 'document.redo'): Promise<Step | null> {
    try {
      return await this.options.api.call(command, undefined)
    } catch (error) {
      // Nobody knows how far it came.
      await this.load(this.image)
      throw error
    }
  }

  private async loadRest(turn: number, first: PackedObjects): Promise<void> {
    const { image, count } = first
    this.arriving = Math.max(0, this.arriving - count)
    const after = (block: PackedObjects) => {
      const next = this.options.api.call('document.objects', { image, after: block.ids.at(-1) ?? 0 })
      next.catch(() => {})
      return next
    }
    // The next block is on its way while this one is taken in.
    for (let next = this.arriving > 0 ? after(first) : null; next;) {
      const block: PackedObjects = await next
      if (turn !== this.loads) return
      next = block.count > 0 && block.count < this.arriving ? after(block) : null
      this.takeIn(block)
    }
  }

  private takeIn(block: PackedObjects): void {
    const arrived = this.rows.takeIn(block, this.touched)
    this.arriving = Math.max(0, this.arriving - block.count)
    this.revision++
    this.tell({ kind: 'arrived', ...arrived })
  }

  private replace(image: ImageState | null, rows: CommandOut<'document.open'> | null): void {
    this.image = image
    this.checkFor.open(this.options.project?.())
    this.rows = new ImageRows(image?.id, rows)
    this.arriving = rows?.total ?? 0
    this.nextId = Math.max(rows?.nextId ?? 1, this.nextId)
    this.selection = emptySelection
    if (this.hidden.size > 0) this.hidden = new Set()
    // What could not be saved yet is still what the person sees.
    for (const edit of this.queue.pending) for (const change of edit.changes) this.applyRow(change)
    this.revision++
    this.tell({ kind: 'reset' })
  }

  private applyRows(edit: Edit): void {
    const changes = this.rows.inBulk(edit.changes.length, () =>
      edit.changes.filter((change) => this.applyRow(change)),
    )
    const classes = edit.changes.filter((change) => change.table === 'classes')
    if (classes.length > 0) this.options.onclasses?.(classes)
    if (changes.length === 0) return
    this.pruneSelection()
    this.revision++
    this.tell({ kind: 'changes', changes })
  }

  /** False for a row of another image, or of images or classes. */
  private applyRow(change: Change): boolean {
    const row = this.rows.apply(change)
    if (!row) return false
    this.nextId = Math.max(this.nextId, row.id + 1)
    if (change.table === 'objects') this.touched?.add(row.id)
    return true
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

function kept(ids: ReadonlySet<number>, rows: ReadonlyMap<number, unknown>): Set<number> {
  const left = new Set<number>()
  for (const id of ids) if (rows.has(id)) left.add(id)
  return left
}
