import type { Shape } from '../document/records'

// A label format is one file that turns text into objects and back; `formats.ts` lists them. Formats know class names only,
// never numbers of the project, and full-size pixels only.

/** The formats, as the command line and the project call them. */
export const formatIds = ['yolo', 'coco', 'geojson', 'voc', 'labelme', 'csv'] as const
export type FormatId = (typeof formatIds)[number]

export interface LabelImage {
  readonly name: string
  readonly width: number
  readonly height: number
}

export interface LabelObject {
  readonly className: string
  readonly shape: Shape
  /** Of a prediction, 0..1. */
  readonly score?: number | undefined
}

/** A label file's text with the name to use in messages. */
export interface LabelFile {
  readonly name: string
  readonly text: string
  /** Class names by number that were found beside the file (classes.txt, data.yaml), for formats without names of their own. */
  readonly namesBeside?: readonly string[] | undefined
}

/** Is given the objects of a file one after the other, so that nobody need hold a million. */
export type TakeObject = (object: LabelObject) => void

export interface ReadReport {
  /** All classes that the file (or what lies beside it) names, in their order there. */
  readonly classNames: readonly string[]
  /** Objects that were left out, and those that lost something (a hole, a second part, a pixel beyond the border). */
  readonly dropped: number
  readonly changed: number
  readonly warnings: readonly string[]
}

/** A label file understood once; it may hold the labels of many images. */
export interface OpenLabels {
  /**
   * Hands on the objects of one image. `projectClasses` may be empty. Throws AppError naming file, line or number, and value,
   * when any label is wrong: then nothing is imported, not even what was handed on before.
   */
  read(image: LabelImage, projectClasses: readonly string[], take: TakeObject): ReadReport
}

/** A label file that comes in pieces, for files too large to be held as one text. */
export interface LabelStream {
  push(piece: string): void
  /** Throws AppError when the file is not of this format, or not whole. */
  end(): OpenLabels
}

/** What found the objects of an image: all of them have at least this score, 0..1. */
export interface FoundBy {
  readonly run: string
  readonly threshold: number
}

/** One image to write: `class` is a class number; `score` and `foundBy` are there for predictions. */
export interface WriteImage {
  readonly image: LabelImage
  /** Written where the format has a place for it. */
  readonly foundBy?: FoundBy | undefined
  readonly objects: readonly {
    readonly class: number
    readonly shape: Shape
    readonly score?: number | undefined
  }[]
}

export interface WriteReport {
  /** What to write: one file, or one for each image; names without folders. */
  readonly files: readonly { readonly name: string; readonly text: string }[]
  readonly written: number
  /** Objects that the format cannot hold at all. */
  readonly dropped: number
  /** Objects that were written with a loss (a polygon as its box). */
  readonly changed: number
}

export interface LabelFormat {
  readonly id: FormatId
  /** For people. */
  readonly label: string
  /** True when an export is a folder of files. */
  readonly folder: boolean
  readonly ending: string
  /** Whether a text looks like this format, by its content alone. */
  recognises(text: string): boolean
  /** Throws AppError when the text is not of this format. */
  open(file: LabelFile): OpenLabels
  /** The same for a file of this name in pieces, where the format can. */
  stream?(file: string): LabelStream
  write(images: readonly WriteImage[], classNames: readonly string[]): WriteReport
}

/** File name without folders and ending: what belongs to `a/field.tif` is called `field`. */
export function stem(name: string): string {
  return baseName(name).replace(/\.[^.]*$/, '')
}

export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}
