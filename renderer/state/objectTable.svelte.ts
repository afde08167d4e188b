import type { ObjectRecord } from '../../src/records/records'
import type { Rect } from '../../src/geometry/rect'
import type { DocumentChange } from '../document/openDocument.svelte'
import { select } from '../document/selection'
import type { Classes } from './classes.svelte'
import type { Host } from './host'
import { filtered, noFilter, sorted } from './objectOrder'
import type { ObjectFilter, Sort, SortColumn } from './objectOrder'
import { ObjectRows } from './objectRows'
import { objectCsv } from './objectCsv'
import { Pauses } from './pauses'

/** Milliseconds without an edit before the order is made anew. */
const patience = 60

/** The objects of the shown image as a list: sorted, filtered, and the order in which Tab goes through them. */
export class ObjectTable {
  sort = $state.raw<Sort>({ column: 'place', down: false })
  filter = $state.raw<ObjectFilter>(noFilter)
  /** Rows in order. Values behind them change with `revision`. */
  order = $state.raw(new Uint32Array(0))
  revision = $state(0)
  busy = $state(false)
  /** Place in `order` of the row that keys start from; −1 for none. */
  current = $state(-1)
  rows = new ObjectRows()

  /** Place from which Shift extends. */
  private anchor = -1
  /** The rows must be built anew. */
  private stale = true
  /** Something changed since the order was made. */
  private outdated = true
  private edits = 0
  private followed = false
  private work: AbortController | undefined
  private done: Promise<void> = Promise.resolve()
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly host: Host,
    private readonly classes: Classes,
    /** Shows a place of the image. */
    private readonly show: (rect: Rect) => void,
    /** Image pixels in the middle of the view. */
    private readonly middle: () => { readonly x: number; readonly y: number } | undefined,
  ) {
    host.document.listen((change) => this.changed(change))
  }

  get total(): number {
    return this.host.document.objects.size
  }

  /** Begins to keep the order; costs nothing while nobody asks for it. */
  follow(): void {
    this.followed = true
    if (this.host.document.arriving > 0) this.soon()
    else if (this.outdated) this.again()
  }

  unfollow(): void {
    this.followed = false
    clearTimeout(this.timer)
    this.timer = undefined
  }

  sortBy(column: SortColumn): void {
    this.sort = { column, down: this.sort.column === column && !this.sort.down }
    this.again()
  }

  narrow(change: Partial<ObjectFilter>): void {
    this.filter = { ...this.filter, ...change }
    this.again()
  }

  /** Puts the rows in order anew; the returned promise ends when that, or what replaced it, is done. */
  refresh(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    this.work?.abort()
    const work = (this.work = new AbortController())
    this.busy = true
    this.done = this.arrange(new Pauses(work.signal)).then(
      () => {
        this.busy = false
      },
      (error: unknown) => (work.signal.aborted ? this.done : Promise.reject(error as Error)),
    )
    return this.done
  }

  objectAt(place: number): ObjectRecord | undefined {
    const row = this.order[place]
    return row === undefined ? undefined : this.host.document.objects.get(this.rows.ids[row] ?? -1)
  }

  /** A click or key on a row: `range` from the last one to here, `toggle` this one in or out. */
  pick(place: number, how: 'only' | 'range' | 'toggle'): void {
    const object = this.objectAt(place)
    if (!object) return
    const { document } = this.host
    this.current = place
    if (how === 'range' && this.anchor >= 0) {
      const [from, to] = this.anchor < place ? [this.anchor, place] : [place, this.anchor]
      document.selection = select(this.idsOf(from, to + 1))
    } else if (how === 'toggle') {
      const ids = new Set(document.selection.objects)
      if (!ids.delete(object.id)) ids.add(object.id)
      document.selection = select(ids, document.selection.areas)
      this.anchor = place
    } else {
      document.selection = select([object.id])
      this.anchor = place
    }
    if (how !== 'toggle') this.show(this.rows.rectOf(this.order[place] ?? 0))
  }

  pickAll(): void {
    this.host.document.selection = select(this.idsOf(0, this.order.length))
  }

  /** Selects and shows the next or previous object, round again at the ends. */
  async step(by: 1 | -1): Promise<void> {
    if (this.busy) await this.done
    if (this.outdated) await this.refresh()
    const { length } = this.order
    const from = this.from(by) + length
    for (let i = 0; i < length; i++) {
      const place = (from + i * by + length) % length
      if (this.isHidden(this.order[place] ?? 0)) continue
      return this.pick(place, 'only')
    }
  }

  private isHidden(row: number): boolean {
    const { classes, rows, host } = this
    return classes.hidden.has(rows.of.class[row] ?? -1) || host.document.hidden.has(rows.ids[row] ?? -1)
  }

  csv(): Promise<string> {
    const names = new Map(this.classes.all.map((each) => [each.id, each.name]))
    const pauses = new Pauses(new AbortController().signal)
    return objectCsv(
      this.order,
      { rows: this.rows, objects: this.host.document.objects, classNames: names },
      pauses,
    )
  }

  /** The place to go to: beside what is selected, else where that stood, else the object nearest to the middle. */
  private from(by: 1 | -1): number {
    const { objects } = this.host.document.selection
    if (objects.size > 0) {
      const at = this.placeOf([...objects].at(by > 0 ? -1 : 0) ?? -1)
      if (at >= 0) return at + by
    }
    const held = this.order[this.current]
    if (this.current >= 0 && held !== undefined && objects.size === 0) return this.current + (by > 0 ? 0 : -1)
    return this.nearest()
  }

  private placeOf(id: number): number {
    const row = this.rows.rowOf(id)
    return row < 0 ? -1 : this.order.indexOf(row)
  }

  private nearest(): number {
    const middle = this.middle()
    if (!middle) return 0
    let [best, least] = [0, Infinity]
    this.order.forEach((row, place) => {
      const { x, y, w, h } = this.rows.rectOf(row)
      const distance = (x + w / 2 - middle.x) ** 2 + (y + h / 2 - middle.y) ** 2
      if (distance < least) [best, least] = [place, distance]
    })
    return best
  }

  private *idsOf(from: number, to: number): Generator<number> {
    for (let place = from; place < to; place++) {
      const row = this.order[place]
      if (row !== undefined) yield this.rows.ids[row] as number
    }
  }

  private again(): void {
    void this.host.notices.attempt(this.refresh())
  }

  private changed(change: DocumentChange): void {
    this.outdated = true
    this.edits++
    if (change.kind === 'reset') {
      this.stale = true
      this.rows = new ObjectRows()
      this.order = new Uint32Array(0)
      this.current = this.anchor = -1
    } else if (change.kind === 'arrived') this.stale = true
    else if (!this.stale) {
      const image = this.host.document.image?.id ?? -1
      this.stale = !this.rows.apply(change.changes, image)
      this.revision++
    }
    if (this.followed) this.soon()
  }

  /** Edits in quick succession are one new order, and so are objects that are still being loaded. */
  private soon(): void {
    this.busy = true
    this.timer ??= setTimeout(() => {
      this.timer = undefined
      if (this.host.document.arriving > 0) this.soon()
      else this.again()
    }, patience)
  }

  private async arrange(pauses: Pauses): Promise<void> {
    const { document } = this.host
    const { edits } = this
    if (this.stale) {
      this.rows = await ObjectRows.build(document.objects, pauses)
      // Rows that changed meanwhile may be missing: then they are built once more.
      this.stale = edits !== this.edits
    }
    const { rows } = this
    const says = (id: number, text: string) =>
      Object.values(document.objects.get(id)?.attributes ?? {}).some((value) =>
        value.toLowerCase().includes(text),
      )
    const places = new Map(this.classes.rows.map(({ record }, place) => [record.id, place]))
    const kept = await filtered(rows, this.filter, says, pauses)
    const lineHeight = Math.max(256, (document.image?.height ?? 0) / 16)
    const order = await sorted(
      rows,
      kept,
      { ...this.sort, classPlace: (id) => places.get(id) ?? places.size, lineHeight },
      pauses,
    )
    if (rows !== this.rows) return
    this.order = order
    this.outdated = edits !== this.edits
    this.revision++
    const only = document.selection.objects.size === 1 ? [...document.selection.objects][0] : undefined
    const at = only === undefined ? -1 : this.placeOf(only)
    if (at >= 0) this.current = this.anchor = at
    else this.current = Math.min(this.current, order.length - 1)
  }
}
