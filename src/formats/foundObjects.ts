import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import type { KeyPoint } from '../records/object'
import { bounds, type Shape } from '../records/records'
import { simpleBounds } from '../records/shapeBlob'
import type { Attributes } from './attributes'
import { fitIntoImage } from './fit'
import type { LabelImage, LabelNote, ReadReport, TakeObject } from './format'

interface Found {
  readonly className: string
  readonly shape: Shape
  readonly score?: number | undefined
  readonly locked?: boolean | undefined
  readonly attributes?: Attributes | undefined
  readonly keyPoints?: readonly KeyPoint[] | undefined
  /** How something of it is lost already. */
  readonly changed?: string | undefined
}

interface StoredShape {
  readonly view: DataView
  readonly start: number
  readonly end: number
  /** More is said of it. */
  readonly says: boolean
}

const reasons: Readonly<Record<string, () => string>> = {
  'label-outside': () => says.labels.outsideThePicture,
  'label-class': () => says.labels.ofNoKnownClass,
  'label-value': () => says.labels.notWellFormed,
}

/**
 * The objects of one image as they are read: fitted into it and handed on, with a count of what that cost. One that is odd is
 * left out; a file of nothing but odd ones is refused with the first.
 */
export class FoundObjects {
  taken = 0
  private readonly counts = new Map<string, { note: LabelNote; count: number }>()
  private readonly classNames = new Set<string>()
  private readonly names = new Map<string, string>()
  private readonly rect = new Float64Array(4)
  private odd = 0
  private firstOdd: AppError | undefined

  constructor(
    readonly file: string,
    private readonly image: LabelImage,
    private readonly take: TakeObject,
  ) {}

  /** Runs what reads one object; an AppError says why that one is left out. */
  attempt(read: () => void): void {
    try {
      read()
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      this.odd++
      this.firstOdd ??= error
      this.leave(reasons[error.code]?.() ?? says.labels.notWellFormed, error.message)
    }
  }

  /** `where` names file and line. What has no size is left out. Throws AppError as `fitIntoImage` does. */
  add({ className, shape, score, changed, locked, ...more }: Found, where: string | (() => string)): void {
    const fitted = fitIntoImage(shape, this.image, where)
    if (!hasSize(fitted.shape))
      return this.leave(says.labels.withoutAnySize, typeof where === 'string' ? where : where())
    if (changed) this.change(changed)
    if (fitted.changed) this.change(says.labels.cutAtTheBorder)
    const name = this.nameOf(className)
    this.taken++
    this.take({
      className: name,
      shape: fitted.shape,
      ...(score === undefined ? {} : { score }),
      ...(locked ? { locked } : {}),
      ...(more.attributes ? { attributes: more.attributes } : {}),
      ...(more.keyPoints ? { keyPoints: more.keyPoints } : {}),
    })
  }

  /** Hands on a stored shape as it is; false where it says more, is cut off, has no size, or nobody takes it so. */
  addStored(className: string, { view, start, end, says }: StoredShape): boolean {
    const { take, image, rect } = this
    rect.fill(0)
    if (says || !take.stored || !simpleBounds(view, start, end, rect, 0)) return false
    const [x, y, w, h] = rect as unknown as [number, number, number, number]
    if (!(x >= 0 && y >= 0 && w > 0 && h > 0 && x + w <= image.width && y + h <= image.height)) return false
    take.stored(this.nameOf(className), view, start, end)
    this.taken++
    return true
  }

  private nameOf(className: string): string {
    let name = this.names.get(className)
    if (name === undefined) {
      this.names.set(className, (name = className.normalize('NFC').trim()))
      this.classNames.add(name)
    }
    return name
  }

  leave(what: string, first?: string, count = 1): void {
    this.count('left out', what, count, first)
  }

  change(what: string, count = 1): void {
    this.count('changed', what, count)
  }

  /** What is true of some objects that were taken, or of the file as a whole. */
  say(what: string, count = 1): void {
    this.count('said', what, count)
  }

  /** Without names, those of the objects are all that the file has. Throws where all that there was is odd. */
  report(classNames: readonly string[] = [...this.classNames]): ReadReport {
    if (this.taken === 0 && this.firstOdd) throw this.refusal(this.firstOdd)
    const notes = [...this.counts.values()].map(({ note, count }) => ({ ...note, count }))
    const sum = (kind: LabelNote['kind']) =>
      notes.reduce((total, note) => total + (note.kind === kind ? note.count : 0), 0)
    const names = [...new Set(classNames.map((name) => name.normalize('NFC').trim()))]
    return {
      classNames: names,
      dropped: sum('left out'),
      changed: sum('changed'),
      notes,
      warnings: noteSentences(notes),
    }
  }

  private refusal(first: AppError): AppError {
    if (this.odd === 1) return first
    return new AppError(
      first.code,
      says.labels.fileAllOddLabelsOf(this.file, this.odd, this.image.name, first.message),
      { cause: first },
    )
  }

  private count(kind: LabelNote['kind'], what: string, count: number, first?: string): void {
    if (count === 0) return
    const key = `${kind} ${what}`
    const known = this.counts.get(key)
    if (known) known.count += count
    else this.counts.set(key, { note: { file: this.file, kind, what, count, first }, count })
  }
}

function hasSize(shape: Shape): boolean {
  if (shape.kind === 'point') return true
  const { w, h } = bounds(shape)
  return shape.kind === 'polyline' ? w + h > 0 : w > 0 && h > 0
}

/** A sentence for each kind, over all files. */
export function noteSentences(notes: readonly LabelNote[]): string[] {
  const groups = new Map<string, LabelNote[]>()
  for (const note of notes) {
    const key = `${note.kind} ${note.what}`
    const group = groups.get(key)
    if (group) group.push(note)
    else groups.set(key, [note])
  }
  return [...groups.values()].map(sentence)
}

function sentence(group: readonly LabelNote[]): string {
  const { file, kind, what, first } = group[0] as LabelNote
  const count = group.reduce((sum, note) => sum + note.count, 0)
  const files = new Set(group.map((note) => note.file)).size
  const where = files > 1 ? says.labels.fileAndFilesOtherFiles(file, files - 1) : file
  if (kind === 'said') return `${where}: ${what.replaceAll('#', String(count))}.`
  if (kind === 'changed') return says.labels.whereCountChangedWhat(where, count, what)
  return says.labels.whereCountLeftOutWhat(
    where,
    count,
    what,
    first ? says.labels.theFirstFirst(first.replace(/\.$/, '')) : '',
  )
}
