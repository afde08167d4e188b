import { AppError } from '../base/errors'
import { bounds, type Shape } from '../document/records'

/** A picture as label files name it. */
export interface LabelledImage {
  readonly name: string
  readonly width: number
  readonly height: number
}

export interface LabelObject {
  readonly className: string
  readonly shape: Shape
}

export interface ReadRequest {
  readonly text: string
  /** For error sentences. */
  readonly file: string
  readonly image: LabelledImage
  /** Names by class number, for formats that hold numbers only; may be empty. */
  readonly classNames: readonly string[]
}

export interface ReadResult {
  readonly objects: LabelObject[]
  /** The file's own classes, in its order. */
  readonly classNames: readonly string[]
  readonly warnings: readonly string[]
}

export interface WriteImage {
  readonly image: LabelledImage
  /** `class` is a class number; `score` is there for predictions. */
  readonly objects: readonly { readonly class: number; readonly shape: Shape; readonly score?: number | undefined }[]
}

export interface WriteResult {
  readonly files: readonly { readonly name: string; readonly text: string }[]
  /** Objects in the files, and how many of them had to change their shape; `dropped` could not be expressed. */
  readonly written: number
  readonly changed: number
  readonly dropped: number
}

/** One exchange format: text ↔ records. Adding one is a file with this and a line in formats.ts. */
export interface Format {
  readonly id: string
  /** True when a file of this name and beginning looks like this format. */
  detect(file: string, text: string): boolean
  /** Throws AppError('bad-labels') with the place and the value; nothing is half read. */
  read(request: ReadRequest): ReadResult
  /** True when an export is a folder of files. */
  readonly folder: boolean
  readonly ending: string
  write(images: readonly WriteImage[], classNames: readonly string[]): WriteResult
}

export function badLabels(file: string, sentence: string): AppError {
  return new AppError('bad-labels', `${file}: ${sentence}`)
}

const inside = (value: number, limit: number) => Math.min(limit, Math.max(0, value))

/**
 * A shape as it lies in the picture: what reaches over the border is cut off, what lies outside is refused.
 * @returns the shape and whether it was cut
 */
export function clipToImage(shape: Shape, image: LabelledImage, place: string, file: string): { shape: Shape; cut: boolean } {
  const { x, y, w, h } = bounds(shape)
  const [cx, cy] = [x + w / 2, y + h / 2]
  const { width, height } = image
  if (!(cx >= 0 && cy >= 0 && cx <= width && cy <= height)) {
    const at = `${Math.round(cx)}, ${Math.round(cy)}`
    throw badLabels(file, `${place} lies outside ${image.name} (its centre is ${at}, the picture ${width} × ${height} pixels); use the labels that belong to this picture.`)
  }
  // A few hundredths of a pixel are rounding, not an object at the border.
  const slack = 0.02
  const cut = x < -slack || y < -slack || x + w > width + slack || y + h > height + slack
  if (x >= 0 && y >= 0 && x + w <= width && y + h <= height) return { shape, cut: false }
  if (shape.kind === 'point') return { shape: { ...shape, x: inside(shape.x, width), y: inside(shape.y, height) }, cut }
  if (shape.kind === 'polygon') {
    const points = shape.points.map((value, i) => inside(value, i % 2 === 0 ? width : height))
    return { shape: { kind: 'polygon', points }, cut }
  }
  const [left, top] = [inside(x, width), inside(y, height)]
  return { shape: { kind: 'box', x: left, y: top, w: inside(x + w, width) - left, h: inside(y + h, height) - top }, cut }
}

/** Collects objects, clipped, and says once how many were cut. */
export class ObjectList {
  readonly objects: LabelObject[] = []
  private cut = 0

  constructor(
    private readonly image: LabelledImage,
    private readonly file: string,
  ) {}

  add(className: string, shape: Shape, place: string): void {
    const clipped = clipToImage(shape, this.image, place, this.file)
    if (clipped.cut) this.cut++
    this.objects.push({ className, shape: clipped.shape })
  }

  warnings(): string[] {
    if (this.cut === 0) return []
    return [`${this.file}: ${this.cut} objects reached over the border of ${this.image.name} and were cut there.`]
  }
}

/** Four corners of an upright rectangle, in either direction and from any start, as a box; otherwise undefined. */
export function asBox(points: readonly number[]): Shape | undefined {
  if (points.length !== 8) return undefined
  const { x, y, w, h } = bounds({ kind: 'polygon', points })
  const corners = new Set<string>()
  for (let i = 0; i < 8; i += 2) {
    const [px, py] = [points[i] as number, points[i + 1] as number]
    const previous = (i + 6) % 8
    const moved = Number(px !== points[previous]) + Number(py !== points[previous + 1])
    const onCorner = (px === x || px === x + w) && (py === y || py === y + h)
    if (!onCorner || moved !== 1) return undefined
    corners.add(`${px === x},${py === y}`)
  }
  return corners.size === 4 && w > 0 && h > 0 ? { kind: 'box', x, y, w, h } : undefined
}

/** A name out of a file, shortened to something that fits into a sentence. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
