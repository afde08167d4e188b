import type { Change } from '../../src/document/edit'
import type { ClassRecord, ObjectRecord } from '../../src/document/records'
import { addClass, recolorClass, removeClass, renameClass } from '../../src/document/commands/classes'
import { setClass } from '../../src/document/commands/setClass'
import { freeColor } from './classColors'
import type { Host } from './host'

/** The project's classes, in order of their ids, and the one that new objects get. */
export class Classes {
  private wanted = $state<number | null>(null)

  readonly all = $derived.by(() => this.host.project?.classes ?? [])
  readonly active = $derived.by(() => this.all.find((each) => each.id === this.wanted) ?? this.all[0] ?? null)

  constructor(private readonly host: Host) {}

  /** New objects get this class; what is selected gets it too. */
  choose(record: ClassRecord): void {
    this.wanted = record.id
    const { document } = this.host
    document.apply(setClass(document.selectedObjects(), record))
  }

  /** Adds a class and makes it the active one; the sentence that says why not, where it cannot. */
  add(name: string): string | undefined {
    const refusal = this.refusal(name)
    if (refusal) return refusal
    const edit = addClass(this.all, name.trim(), freeColor(this.all))
    this.host.document.apply(edit)
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

  /** All objects of a class, of every image: what goes when the class goes. */
  async objectsOf(record: ClassRecord): Promise<ObjectRecord[]> {
    const { document, bridge, images, image: open } = this.host
    await document.settled()
    const objects: ObjectRecord[] = []
    for (const image of images) {
      if (image.objects === 0) continue
      const rows =
        image.id === open?.id
          ? document.objects.values()
          : (await bridge.call('document.load', { image: image.id })).objects
      for (const row of rows) if (row.class === record.id) objects.push(row)
    }
    return objects
  }

  remove(record: ClassRecord, objects: readonly ObjectRecord[]): void {
    this.host.apply(removeClass(record, objects))
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
    if (!wanted) return 'Give the class a name.'
    const same = this.all.find((each) => each !== renamed && each.name.toLowerCase() === wanted.toLowerCase())
    if (same) return `There is a class named ${same.name} already; choose another name.`
    return !renamed && this.all.length >= 254
      ? 'A project holds at most 254 classes; delete one first.'
      : undefined
  }
}
