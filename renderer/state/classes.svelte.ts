import type { Change, Edit } from '../../src/document/edit'
import { classRows } from '../../src/document/classTree'
import type {
  AttributeDefinition,
  CheckedArea,
  ClassRecord,
  ObjectRecord,
  Rejection,
} from '../../src/records/records'
import {
  addClass,
  changeClass,
  mergeClass,
  moveClass,
  recolorClass,
  removeClass,
  renameClass,
  setParent,
} from '../../src/document/commands/classes'
import type { ClassRows } from '../../src/document/commands/classes'
import { setClass } from '../../src/document/commands/setClass'
import { t } from '../../src/messages/messages'
import { freeColor } from './classColors'
import type { Host } from './host'

/** The project's classes, and the one that new objects get. */
export class Classes {
  private wanted = $state<number | null>(null)
  /** Classes whose objects are not shown, by id. */
  hidden = $state.raw<ReadonlySet<number>>(new Set())

  /** In order of id: a class's place here is its number in datasets and predictions. */
  readonly all = $derived.by(() => this.host.project?.classes ?? [])
  /** As the person sees them: in an order of their own, each followed by its kinds. */
  readonly rows = $derived.by(() => classRows(this.all))
  readonly active = $derived.by(
    () => this.all.find((each) => each.id === this.wanted) ?? this.rows[0]?.record ?? null,
  )

  constructor(private readonly host: Host) {}

  /** The class at a place of the list, as the digit keys count. */
  at(place: number): ClassRecord | undefined {
    return this.rows[place]?.record
  }

  /** New objects get this class; what is selected gets it too, unless the person is drawing: what was drawn last stays as it is. */
  choose(record: ClassRecord, drawing = false): void {
    this.wanted = record.id
    if (drawing) return
    const { document } = this.host
    document.apply(setClass(document.selectedObjects(), record))
  }

  /** Adds a class and makes it the active one; the sentence that says why not, where it cannot. */
  add(name: string, parent?: number): string | undefined {
    const refusal = this.refusal(name)
    if (refusal) return refusal
    this.host.document.apply(addClass(this.all, name.trim(), freeColor(this.all), parent))
    this.wanted = this.all.at(-1)?.id ?? null
    return undefined
  }

  rename(record: ClassRecord, name: string): string | undefined {
    if (name.trim() === record.name) return undefined
    const refusal = this.refusal(name, record)
    if (!refusal) this.host.document.apply(renameClass(record, name.trim()))
    return refusal
  }

  recolor(record: ClassRecord, color: string): void {
    if (record.color !== color) this.host.document.apply(recolorClass(record, color))
  }

  /** What the properties of a class ask; the sentence that says why not, where it cannot. */
  change(
    record: ClassRecord,
    to: {
      readonly name: string
      readonly color: string
      readonly parent: number | undefined
      readonly attributes: readonly AttributeDefinition[]
    },
  ): string | undefined {
    const name = to.name.trim()
    const refusal = name === record.name ? undefined : this.refusal(name, record)
    if (refusal) return refusal
    const names = to.attributes.map((each) => each.name)
    if (names.includes('')) return t.state.giveEveryAttributeAName
    const twice = names.find((each, i) => names.indexOf(each) < i)
    if (twice !== undefined) return t.state.thereAreTwoAttributesNamed(twice)
    const attributes = to.attributes.length > 0 ? to.attributes : undefined
    this.host.document.apply(changeClass(record, { ...to, name, attributes }))
    return undefined
  }

  move(record: ClassRecord, by: number): void {
    this.host.document.apply(moveClass(this.all, record, by))
  }

  /** Makes a class a kind of another one, or of none. */
  nest(record: ClassRecord, parent: number | undefined): void {
    this.host.document.apply(setParent(this.all, record, parent))
  }

  /** Shows or hides the objects of a class and of its kinds. */
  toggle(record: ClassRecord): void {
    const hidden = new Set(this.hidden)
    const hide = !hidden.has(record.id)
    const own = this.rows.findIndex((row) => row.record.id === record.id)
    const depth = this.rows[own]?.depth ?? 0
    for (const [i, row] of this.rows.entries()) {
      if (i > own && row.depth <= depth) break
      if (i < own) continue
      if (hide) hidden.add(row.record.id)
      else hidden.delete(row.record.id)
    }
    this.hidden = hidden
  }

  /** Shows only this class; all of them where it is the only one shown. */
  solo(record: ClassRecord): void {
    const others = this.all.filter((each) => each.id !== record.id).map((each) => each.id)
    const already = !this.hidden.has(record.id) && others.every((id) => this.hidden.has(id))
    this.hidden = new Set(already ? [] : others)
  }

  showAll(): void {
    this.hidden = new Set()
  }

  /** Everything of a class, of every image: what goes when the class goes. */
  async rowsOf(record: ClassRecord): Promise<ClassRows> {
    const { document, bridge, images, image: open } = this.host
    await document.settled()
    const rows = { objects: [], rejections: [], areas: [] } as {
      objects: ObjectRecord[]
      rejections: Rejection[]
      areas: CheckedArea[]
    }
    for (const image of images) {
      const held =
        image.id === open?.id
          ? {
              objects: document.objects.values(),
              rejections: document.rejections.values(),
              checked: document.checked.values(),
            }
          : await bridge.call('document.load', { image: image.id })
      for (const row of held.objects) if (row.class === record.id) rows.objects.push(row)
      for (const row of held.rejections) if (row.class === record.id) rows.rejections.push(row)
      rows.areas.push(...held.checked)
    }
    return rows
  }

  remove(record: ClassRecord, rows: ClassRows): void {
    this.finish(record, removeClass(this.all, record, rows))
  }

  merge(record: ClassRecord, into: ClassRecord, rows: ClassRows): void {
    this.finish(record, mergeClass(this.all, record, into, rows))
    this.wanted = into.id
  }

  private finish(gone: ClassRecord, edit: Edit): void {
    this.host.apply(edit)
    this.host.document.checkFor.drop(gone.id)
    this.hidden = new Set([...this.hidden].filter((id) => id !== gone.id))
  }

  /** The classes after changes to them. */
  after(changes: readonly Extract<Change, { table: 'classes' }>[]): ClassRecord[] {
    const byId = new Map(this.all.map((each) => [each.id, each]))
    for (const { before, after } of changes) {
      if (before) byId.delete(before.id)
      if (after) byId.set(after.id, after)
    }
    return [...byId.values()].sort((a, b) => a.id - b.id)
  }

  private refusal(name: string, renamed?: ClassRecord): string | undefined {
    const wanted = name.trim()
    if (!wanted) return t.state.giveTheClassAName
    const same = this.all.find((each) => each !== renamed && each.name.toLowerCase() === wanted.toLowerCase())
    if (same) return t.state.thereIsAClassNamed(same.name)
    return !renamed && this.all.length >= 254 ? t.state.aProjectHoldsAtMost : undefined
  }
}
