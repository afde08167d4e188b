import { AppError } from '../../base/errors'
import { says } from '../../messages/says/says'
import type {
  CheckedArea,
  ClassRecord,
  ImageId,
  ImageRecord,
  ObjectRecord,
  Rejection,
  TableName,
  Tables,
} from '../../records/records'
import { EditLog, type EditStep } from '../edits/editLog.node'
import { maxClasses, maxImages } from '../edits/editRows.node'
import {
  blockBytesSql,
  blockSql,
  type MoreOfObject,
  moreSql,
  packColumns,
  type StoredBlock,
} from '../../records/objectColumns'
import type { PackedObjects } from '../../records/packedObjects'
import { wrongExtra } from '../../records/object'
import { recordKinds } from '../../records/records'
import { wrongShape } from '../../records/shapeBlob'
import type { Sqlite } from '../database/sqlite.node'
import { type ImageCounts, Tally } from '../edits/tally.node'

export interface StoredImageRows {
  readonly objects: ObjectRecord[]
  readonly checked: CheckedArea[]
  readonly rejections: Rejection[]
}

export interface History {
  /** The label of the edit that undo would take back. */
  readonly canUndo: string | null
  readonly canRedo: string | null
}

/** Bytes of what is said of one image or class. */
const maxRowBytes = 16 * 1024 * 1024
const maxBlockBytes = 16 * 1024 * 1024
/** Objects that are looked at together where all of an image are. */
const passRows = 65_536
/** One outline of four million corners. */
const maxShapeBytes = 64 * 1024 * 1024

/** What stands in a project's file, for whoever shows or exports it. */
export class StoredDocument {
  protected readonly log: EditLog
  protected readonly tally: Tally

  constructor(protected readonly db: Sqlite) {
    this.log = new EditLog(db)
    this.tally = new Tally(db, this.log)
  }

  /** In order of id: a class's place in this list is its number. */
  classes(): ClassRecord[] {
    this.refuseMany('classes', maxClasses)
    return this.db.all('SELECT * FROM classes ORDER BY id').map((row) => recordKinds.classes.decode(row))
  }

  images(): ImageRecord[] {
    this.refuseMany('images', maxImages)
    return this.db.all('SELECT * FROM images ORDER BY id').map((row) => recordKinds.images.decode(row))
  }

  /** Everything small. */
  summary() {
    return {
      classes: this.classes(),
      images: this.images(),
      counts: this.countsPerImage(),
      changes: this.tally.changes,
      ...this.history(),
    }
  }

  /** What `datasetEdit` is set to once a dataset is built from the annotations as they are now. */
  newestEdit = () => this.log.newest()

  /** Whether one of the newest edits came with this token. */
  hasEdit = (token: string): boolean => this.log.has(token)

  history(): History {
    return { canUndo: this.canUndo(), canRedo: this.canRedo() }
  }

  steps = (most: number): EditStep[] => this.log.steps(most)

  canUndo = (): string | null => this.log.label('undo')
  canRedo = (): string | null => this.log.label('redo')

  load(image: ImageId): StoredImageRows {
    return {
      objects: this.rows('objects', image),
      checked: this.rows('checked', image),
      rejections: this.rows('rejections', image),
    }
  }

  /** What an image has beside its objects, and how many of those. */
  loadAreas(image: ImageId): Omit<StoredImageRows, 'objects'> & { readonly objects: number } {
    const objects = this.countsPerImage().get(image)?.objects ?? 0
    return { objects, checked: this.rows('checked', image), rejections: this.rows('rejections', image) }
  }

  /** All objects of an image, in blocks. */
  *eachBlock(image: ImageId): Generator<PackedObjects, void> {
    for (let after = 0; ;) {
      const block = this.loadObjects(image, after, passRows)
      if (block.count === 0) return
      yield block
      after = block.ids.at(-1) as number
    }
  }

  /** The next objects of an image, in order of id, after the id `after`: fewer than `limit` where their outlines are long. */
  loadObjects(image: ImageId, after: number, limit: number): PackedObjects {
    const rows = this.fittingRows(image, after, limit)
    const row = this.db.get(blockSql, [image, after, rows]) as unknown as StoredBlock
    const last = row.last ?? after
    const more = row.more > 0 ? this.db.all(moreSql, [image, after, last]) : []
    const packed = packColumns(image, row, more as unknown as MoreOfObject[], () => this.damaged())
    const wrong = wrongObject(packed, this.classIds())
    if (wrong) throw this.damaged(wrong)
    return packed
  }

  private classIds(): ReadonlySet<number> {
    return new Set(this.db.all('SELECT id FROM classes').map(({ id }) => Number(id)))
  }

  /** Numbers for the lists, without loading what they count. Images without annotations are left out. */
  countsPerImage(): ReadonlyMap<ImageId, ImageCounts> {
    return this.tally.perImage
  }

  setting(key: string): string | null {
    const row = this.db.get('SELECT value FROM meta WHERE key = ?', [`setting.${key}`])
    return row ? String(row.value) : null
  }

  /** How many of the next objects make a block that every process on its way has room for. */
  private fittingRows(image: ImageId, after: number, limit: number): number {
    for (let rows = limit; ;) {
      const bytes = this.db.number(blockBytesSql, [image, after, rows])
      if (bytes > maxShapeBytes && rows === 1) throw this.damaged(says.project.anOutlineOfBytesBytes(bytes))
      if (bytes <= maxBlockBytes || rows === 1) return rows
      rows = Math.max(1, Math.floor((rows * maxBlockBytes) / bytes / 2))
    }
  }

  /** More rows than can ever have been added, or a single one that is larger than any, are nobody's work. */
  private refuseMany(table: 'images' | 'classes', most: number): void {
    const rows = this.db.number(`SELECT count(*) FROM ${table}`)
    if (rows > most) throw this.damaged(says.project.rowsTableAndMostAre(rows, table, most))
    const texts = ['name', 'extra', table === 'images' ? 'path' : 'color']
    const bytes = texts.map((column) => `coalesce(octet_length(${column}), 0)`).join(' + ')
    const longest = this.db.number(`SELECT max(${bytes}) FROM ${table}`)
    if (longest > maxRowBytes) throw this.damaged(says.project.wordsOfLongestBytesAmong(longest, table))
  }

  private damaged(what = says.project.anObjectWithoutAShape): AppError {
    return new AppError('project-damaged', says.project.pathHoldsWhatRestoreThe(this.db.path, what))
  }

  private rows<T extends TableName>(table: T, image: ImageId): Tables[T][] {
    const rows = this.db.all(`SELECT * FROM ${table} WHERE image = ? ORDER BY id`, [image])
    return rows.map((row) => recordKinds[table].decode(row) as Tables[T])
  }
}

/** What cannot be right about objects, in words; undefined where all can be. */
function wrongObject(packed: PackedObjects, classes: ReadonlySet<number>): string | undefined {
  const { count, ids, shapes, offsets, scores, extra } = packed
  const view = new DataView(shapes.buffer, shapes.byteOffset, shapes.byteLength)
  const named = (row: number, what: string) => says.project.anObjectThatCannotBe(String(ids[row]), what)
  for (let row = 0; row < count; row++) {
    const wrong = wrongShape(view, offsets[row] as number, offsets[row + 1] as number)
    if (wrong) return named(row, wrong)
    if (!classes.has(packed.classes[row] as number)) return named(row, says.project.itsClassIsNotThere)
  }
  const score = scores.findIndex((value) => value < 0 || value > 1)
  if (score >= 0) return named(score, says.project.itsScoreIsScores(String(scores[score])))
  for (const [row, text] of extra) {
    const wrong = wrongExtra(text)
    if (wrong) return named(row, wrong)
  }
  return undefined
}
