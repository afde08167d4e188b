import * as v from 'valibot'
import type { CheckedArea, ImageId } from '../../records/records'
import { unionArea } from '../../geometry/unionArea'
import type { EditLog } from './editLog.node'
import { recordKinds } from '../../records/records'
import type { Sqlite } from '../database/sqlite.node'

export interface ImageCounts {
  readonly objects: number
  readonly checked: number
  /** Square pixels inside of areas that were checked for all classes. */
  readonly covered: number
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const stored = v.object({
  /** What the edits were when it was counted. */
  at: v.string(),
  images: v.array(
    v.tuple([
      count,
      v.object({ objects: count, checked: count, covered: v.pipe(v.number(), v.finite(), v.minValue(0)) }),
    ]),
  ),
  changes: count,
})
type Counted = v.InferOutput<typeof stored>
const none: ImageCounts = { objects: 0, checked: 0, covered: 0 }
const keptText = v.pipe(v.string(), v.parseJson(), stored)

/** Fewer rows are counted in no time. */
const minRows = 20_000

/**
 * What takes a look at every row: counted once after each change, and kept in the file, so that a project of a million
 * objects opens without counting them.
 */
export class Tally {
  private counted: Counted | undefined
  private images: ReadonlyMap<ImageId, ImageCounts> | undefined

  constructor(
    private readonly db: Sqlite,
    private readonly log: EditLog,
  ) {}

  /** Images without annotations are left out. */
  get perImage(): ReadonlyMap<ImageId, ImageCounts> {
    return (this.images ??= new Map(this.known.images))
  }

  /** Rows of images that are no longer as they were when the dataset was built. */
  get changes(): number {
    return this.known.changes
  }

  /** Call it whenever something changes. */
  forget(): void {
    this.counted = this.images = undefined
  }

  /** Writes it to the file, unless it stands there or is known without; `anew`: even if it takes counting. */
  keep(anew = false): void {
    if ((!this.counted && !anew) || this.kept()) return
    if (this.db.number('SELECT count(*) FROM objects') < minRows) return
    this.db.run(`INSERT OR REPLACE INTO meta VALUES ('tally', ?)`, [JSON.stringify(this.known)])
  }

  private get known(): Counted {
    return (this.counted ??= this.kept() ?? this.count())
  }

  private kept(): Counted | undefined {
    const text = this.db.get(`SELECT value FROM meta WHERE key = 'tally'`)?.value
    const kept = v.safeParse(keptText, text)
    return kept.success && kept.output.at === this.state() ? kept.output : undefined
  }

  /** Another one after every edit, undo and redo, and after a dataset was built. */
  private state(): string {
    const undone = this.db.number('SELECT count(*) FROM edits WHERE undone = 1')
    return [this.log.newest(), undone, this.datasetEdit].join()
  }

  private get datasetEdit(): number {
    return this.db.number(`SELECT value FROM meta WHERE key = 'setting.datasetEdit'`)
  }

  private count(): Counted {
    const counts = new Map<ImageId, ImageCounts>()
    for (const row of this.db.all('SELECT image, count(*) AS n FROM objects GROUP BY image'))
      counts.set(Number(row.image), { ...none, objects: Number(row.n) })
    for (const [image, areas] of this.areas()) {
      const whole = areas.flatMap(({ rect, only }) => (only ? [] : rect))
      const checked = { checked: areas.length, covered: unionArea(whole) }
      counts.set(image, { ...(counts.get(image) ?? none), ...checked })
    }
    const changes = this.log.changesSince(this.datasetEdit)
    return { at: this.state(), images: [...counts], changes }
  }

  private areas(): Map<ImageId, CheckedArea[]> {
    const areas = new Map<ImageId, CheckedArea[]>()
    for (const row of this.db.all('SELECT * FROM checked')) {
      const area = recordKinds.checked.decode(row)
      const known = areas.get(area.image)
      if (known) known.push(area)
      else areas.set(area.image, [area])
    }
    return areas
  }
}
