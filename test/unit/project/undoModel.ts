import { type Random } from '../../../src/base/random'
import type { Change, Edit } from '../../../src/document/edit'
import type {
  ClassRecord,
  ImageRecord,
  ObjectRecord,
  Shape,
  TableName,
  Tables,
} from '../../../src/records/records'
import { packObjects, type PackedObjects } from '../../../src/records/packedObjects'
import { unpackObjects } from '../../../src/records/objectBlock'
import type { ProjectStore } from '../../../src/project/store/store.node'
import { imageRecord, noPause } from '../shared/project.fixture'

type Rows = { [T in TableName]: Map<number, Tables[T]> }
const colors = ['#e69f00', '#56b4e9', '#2fbf8f']

/**
 * A project as plain maps, and random steps of every kind that do the same to it and to a real one: what the real one
 * holds after any way back and forth must be what the maps held.
 */
export class UndoModel {
  readonly rows: Rows = {
    images: new Map(),
    classes: new Map(),
    objects: new Map(),
    checked: new Map(),
    rejections: new Map(),
  }
  private names = 0

  constructor(
    private readonly random: Random,
    public store: ProjectStore,
  ) {
    for (const image of store.images()) this.rows.images.set(image.id, image)
    for (const each of store.classes()) this.rows.classes.set(each.id, each)
  }

  /** One undo step, drawn at random. */
  async step(): Promise<void> {
    const draw = this.random.next()
    if (draw < 0.01) return this.removeImage()
    if (draw < 0.03) return this.importObjects(this.random.next() < 0.02 ? 6000 : this.random.between(1, 60))
    const count = this.random.next() < 0.8 ? 1 : this.random.between(2, 12)
    const changes = Array.from({ length: count }, () => this.change(draw)).flat()
    if (changes.length === 0) return this.step()
    this.apply({ label: `Edit ${this.names++}`, changes })
  }

  /** Everything, in order of id. */
  snapshot(): string {
    const sorted = <T extends { id: number }>(rows: Map<number, T>) =>
      [...rows.values()].sort((a, b) => a.id - b.id)
    return text(Object.values(this.rows).map((rows) => sorted(rows as Map<number, { id: number }>)))
  }

  /** The same of the real project. */
  stored(): string {
    const { store } = this
    const images = store.images()
    const loaded = images.map((image) => store.load(image.id))
    const all = <T extends { id: number }>(rows: T[][]) => rows.flat().sort((a, b) => a.id - b.id)
    return text([
      images,
      store.classes(),
      all(loaded.map((rows) => rows.objects)),
      all(loaded.map((rows) => rows.checked)),
      all(loaded.map((rows) => rows.rejections)),
    ])
  }

  private apply(edit: Edit): void {
    this.store.applyEdit(edit)
  }

  /** Rows are changed here as they are drawn, so that one edit may touch a row twice. */
  private change(draw: number): Change[] {
    if (draw < 0.5) return this.addObject()
    if (draw < 0.72) return this.changeObject()
    if (draw < 0.8) return this.drop('objects')
    if (draw < 0.86) return this.areas()
    if (draw < 0.92) return this.judge()
    if (draw < 0.96) return this.classChange()
    return this.addImage()
  }

  private addObject(): Change[] {
    const [image, kind] = [this.pick('images'), this.pick('classes')]
    if (!image || !kind) return []
    return this.put('objects', this.object(this.store.nextId(), image.id, kind.id))
  }

  private changeObject(): Change[] {
    const [object, kind] = [this.pick('objects'), this.pick('classes')]
    if (!object || !kind) return []
    const other = this.object(object.id, object.image, kind.id)
    return this.put('objects', this.random.next() < 0.5 ? other : { ...object, shape: this.shape() })
  }

  private areas(): Change[] {
    if (this.random.next() < 0.3) return this.drop('checked')
    const image = this.pick('images')
    const area = this.random.next() < 0.5 ? this.pick('checked') : undefined
    const rect = this.rect()
    const kind = this.random.next() < 0.5 ? this.pick('classes') : undefined
    const only = kind && [kind.id]
    if (area) return this.put('checked', { ...area, rect, only })
    return image ? this.put('checked', { id: this.store.nextId(), image: image.id, rect, only }) : []
  }

  private judge(): Change[] {
    if (this.random.next() < 0.3) return this.drop('rejections')
    const [image, kind] = [this.pick('images'), this.pick('classes')]
    if (!image || !kind) return []
    const id = this.store.nextId()
    return this.put('rejections', { id, image: image.id, class: kind.id, rect: this.rect(), run: 'r1' })
  }

  private classChange(): Change[] {
    const kind = this.pick('classes')
    const draw = this.random.next()
    if (!kind || (draw < 0.5 && this.rows.classes.size < 40)) {
      return this.put('classes', this.class(this.store.nextId()))
    }
    if (draw < 0.9) return this.put('classes', this.class(kind.id))
    const used = (['objects', 'rejections'] as const).flatMap((table) =>
      [...this.rows[table].values()]
        .filter((row) => row.class === kind.id)
        .map((row) => [table, row.id] as const),
    )
    return [...used.flatMap(([table, id]) => this.take(table, id)), ...this.take('classes', kind.id)]
  }

  private addImage(): Change[] {
    if (this.rows.images.size > 12) return []
    const id = this.store.nextId()
    const more =
      this.random.next() < 0.3
        ? { display: { channels: [{ channel: 0, color: '#ffffff', min: 0, max: this.random.next() }] } }
        : {}
    return this.put('images', { ...imageRecord(id, `${id}.png`), ...(more as Partial<ImageRecord>) })
  }

  private async removeImage(): Promise<void> {
    const image = this.pick('images')
    if (!image || this.rows.images.size < 2) return this.step()
    await this.store.removeImage(image.id, noPause)
    for (const table of ['objects', 'checked', 'rejections'] as const)
      for (const row of [...this.rows[table].values()])
        if (row.image === image.id) this.rows[table].delete(row.id)
    this.rows.images.delete(image.id)
  }

  private async importObjects(count: number): Promise<void> {
    const [image, kind] = [this.pick('images'), this.pick('classes')]
    if (!image || !kind) return this.step()
    const objects = Array.from({ length: count }, () => this.object(0, image.id, kind.id))
    const packed = packObjects(image.id, objects)
    const area = { id: this.store.nextId(), image: image.id, rect: this.rect() }
    const change = { table: 'checked', before: null, after: area } as const
    await this.store.applyBulk({ label: `Import ${count}`, changes: [change] }, [packed], noPause)
    this.rows.checked.set(area.id, area)
    const ids = Float64Array.from({ length: count }, (_, i) => area.id + 1 + i)
    const numbered: PackedObjects = { ...packed, ids }
    for (const object of unpackObjects(numbered)) this.rows.objects.set(object.id, object)
  }

  private put<T extends TableName>(table: T, after: Tables[T]): Change[] {
    const rows = this.rows[table] as Map<number, Tables[T]>
    const before = rows.get(after.id) ?? null
    rows.set(after.id, after)
    return [{ table, before, after } as Change]
  }

  private take(table: TableName, id: number): Change[] {
    const before = this.rows[table].get(id)
    if (!before) return []
    this.rows[table].delete(id)
    return [{ table, before, after: null } as Change]
  }

  private drop(table: TableName): Change[] {
    const row = this.pick(table)
    return row ? this.take(table, row.id) : []
  }

  private pick<T extends TableName>(table: T): Tables[T] | undefined {
    const keys = [...this.rows[table].keys()]
    return this.rows[table].get(keys[this.random.below(keys.length)] ?? -1) as Tables[T] | undefined
  }

  private object(id: number, image: number, kind: number): ObjectRecord {
    const { random } = this
    const more: Partial<ObjectRecord>[] = [
      {},
      {},
      { locked: true },
      { attributes: { b: `"${random.next()}"`, a: 'x' } },
      { score: random.next() },
    ]
    const origin = (['human', 'import', 'model'] as const)[random.below(3)] ?? 'human'
    return { id, image, class: kind, shape: this.shape(), origin, ...more[random.below(more.length)] }
  }

  private class(id: number): ClassRecord {
    const parent = this.pick('classes')?.id
    const color = colors[this.random.below(3)] ?? '#000000'
    const more = this.random.next() < 0.5 || !parent || parent === id ? {} : { parent, position: 3 }
    return { id, name: `class ${this.names++}`, color, ...more }
  }

  private shape(): Shape {
    const { x, y, w, h } = this.rect()
    const ring = [x, y, x + w, y, x, y + h]
    const shapes: Shape[] = [
      { kind: 'box', x, y, w, h },
      { kind: 'box', x: Math.round(x), y: Math.round(y), w: 8, h: 8 },
      { kind: 'point', x, y },
      { kind: 'polygon', points: ring },
      { kind: 'polygon', points: ring, rings: [[x, y, x + 1, y, x, y + 1]] },
      { kind: 'ellipse', cx: x, cy: y, w, h, angle: 0.3 },
      { kind: 'polyline', points: ring },
    ]
    return shapes[this.random.below(shapes.length)] as Shape
  }

  private rect() {
    const next = () => this.random.next() * 1000
    return { x: next(), y: next(), w: next(), h: next() }
  }
}

/** The order of keys is no difference. */
function text(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}
