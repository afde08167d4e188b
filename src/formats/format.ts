import type { Shape } from '../records/records'
import type { KeyPoint } from '../records/object'
import type { Attributes } from './attributes'
import type { GeoReference } from '../geometry/georeference'
import type { PixelSize } from '../geometry/pixelSize'
import type { ColumnMeanings } from './columnMeanings'
import type { Coordinates } from './coordinates'
import type { MaskValues } from './maskValues'
import type { Geometry } from './wkb'

// A label format is one file that turns text into objects and back; `formats.ts` lists them. Formats know class names only,
// never numbers of the project, and full-size pixels only.

/** The formats that are written, as the command line and the project call them. */
export const writtenFormats = [
  'yolo',
  'coco',
  'geojson',
  'geojson-map',
  'voc',
  'labelme',
  'csv',
  'csv-geometry',
  'dota',
  'mask',
  'mask-tiff',
  'mask-instances',
  'gpkg',
  'shp',
  'cvat',
  'labelstudio',
  'via',
] as const
export type WrittenFormat = (typeof writtenFormats)[number]
/** All that are read. */
export const formatIds = [...writtenFormats, 'vott', 'createml'] as const
export type FormatId = (typeof formatIds)[number]

export interface LabelImage {
  readonly name: string
  readonly width: number
  readonly height: number
  /** The original file, by whose folders it is told from others of its name. */
  readonly path?: string | undefined
  /** Paths of the project's other pictures of that name, with whatever ending. */
  readonly others?: readonly string[] | undefined
  /** True where the label file was given for several pictures: a file of one is then only for that of its name. */
  readonly several?: boolean | undefined
  /** Where it lies on a map. */
  readonly geo?: GeoReference | undefined
  /** What one of its pixels covers, where that is known; written where the format has a place for it. */
  readonly pixelSize?: PixelSize | undefined
}

export interface LabelObject {
  readonly className: string
  readonly shape: Shape
  /** Of a prediction, 0..1. */
  readonly score?: number | undefined
  /** Not to be changed by accident, as QuPath says of its annotations. */
  readonly locked?: boolean | undefined
  readonly attributes?: Attributes | undefined
  readonly keyPoints?: readonly KeyPoint[] | undefined
}

export interface MaskRegions {
  /** All values but 0. */
  readonly numbers: ReadonlySet<number>
  /** Regions of one value; `whole`: all pixels of a value are one. */
  regions(whole?: boolean): Iterable<{ readonly value: number; readonly shape: Shape }>
}

/** A mask, as its regions of one value. */
export interface MaskContents {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly regions: MaskRegions
  /** Where its values are colours (0xrrggbb) and no numbers: of how many samples a pixel. */
  readonly colours?: number | undefined
  readonly palette: boolean
  /** What its values are, as far as the file tells. */
  readonly says?: MaskValues | undefined
  /** Classes by value, out of a table beside a mask of instances. */
  readonly instances?: ReadonlyMap<number, string> | undefined
}

/** A place for bytes of which there are too many to be held. */
export interface Scratch {
  /** Returns where they begin. */
  append(bytes: Uint8Array): number
  read(start: number, length: number): Uint8Array
}

/** A label file's text with the name to use in messages. */
export interface LabelFile {
  readonly name: string
  readonly text: string
  /** Of a large file. */
  readonly scratch?: Scratch | undefined
  /** Of a file that is a picture. */
  readonly mask?: MaskContents | undefined
  /** What the values of a mask are, where a person has said so. */
  readonly maskValues?: MaskValues | undefined
  /** What was found beside the file (classes.txt, data.yaml), for formats without names of their own. */
  readonly beside?: NamesBeside | undefined
  /** What its coordinates are, where a person has said so. */
  readonly coordinates?: Coordinates | undefined
  /** What the columns of a table are, where a person has said so. */
  readonly columns?: ColumnMeanings | undefined
}

/** Class names by number, and the shape of key points: their count, and 2 or 3 values each. */
export interface NamesBeside {
  readonly names: readonly string[]
  readonly keyPoints?: readonly [number, number] | undefined
  /** Of each name its colour in a mask, 0xrrggbb. */
  readonly colours?: readonly number[] | undefined
}

/** Is given the objects of a file one after the other, so that nobody need hold a million. */
export interface TakeObject {
  (object: LabelObject): void
  /** The same of one that is no more than a class and a shape as it is stored, from `start` to `end` of `view`. */
  stored?(className: string, view: DataView, start: number, end: number): void
}

/** What was left out of a label file, changed, or is otherwise to be said, of one kind. */
export interface LabelNote {
  readonly file: string
  readonly kind: 'left out' | 'changed' | 'said'
  /** Why, or how. */
  readonly what: string
  readonly count: number
  /** The first of them. */
  readonly first?: string | undefined
}

export interface ReadReport {
  /** All classes that the file (or what lies beside it) names, in their order there. */
  readonly classNames: readonly string[]
  /** Objects that were left out, and those that lost something (a pixel beyond the border). */
  readonly dropped: number
  readonly changed: number
  /** What was left out, what was changed and what else is to be said, by kind; and each as a sentence. */
  readonly notes: readonly LabelNote[]
  readonly warnings: readonly string[]
}

/** A label file understood once; it may hold the labels of many images. */
export interface OpenLabels {
  /** Of a file of one picture: the picture that it names; `renamed` where the file's own name counts as well. */
  readonly picture?: string | undefined
  readonly renamed?: boolean | undefined
  /** Its objects lie on a map, and belong to every picture that shows their place. */
  readonly onMap?: boolean | undefined
  /**
   * Hands on the objects of one image. `projectClasses` may be empty. What is odd is left out and counted; where everything
   * is, and where the file is not of this image, throws AppError naming file, line or number, and value: then nothing counts
   * of what was handed on. AppError('label-image') where a file of many images has none of this name.
   */
  read(image: LabelImage, projectClasses: readonly string[], take: TakeObject): ReadReport
}

/** A label file that comes in pieces, for files too large to be held as one text. */
export interface LabelStream {
  push(piece: string): void
  /** The same of UTF-8, where the format reads that as it is. */
  pushBytes?(piece: Uint8Array): void
  /** Throws AppError when the file is not of this format, or not whole. */
  end(): OpenLabels
}

/** What found the objects of an image: all of them have at least this score, 0..1. */
export interface FoundBy {
  readonly run: string
  readonly threshold: number
  /** By name of the class, where it is not one for all: then these hold. */
  readonly thresholds?: Readonly<Record<string, number>> | undefined
}

/**
 * One image to write, under the name that it has in this export, which may have folders before it; `class` is a class number;
 * `score` and `foundBy` are there for predictions.
 */
export interface WriteImage {
  readonly image: LabelImage
  /** What its own label file is called, without an ending; absent: as the image. */
  readonly file?: string | undefined
  /** Written where the format has a place for it. */
  readonly foundBy?: FoundBy | undefined
  readonly objects: readonly {
    readonly class: number
    readonly shape: Shape
    readonly score?: number | undefined
    readonly attributes?: Attributes | undefined
    readonly keyPoints?: readonly KeyPoint[] | undefined
  }[]
}

/** A picture of values, 0 where there is none; later objects cover earlier ones. */
export interface LabelMask {
  /** Its ending says whether it is a PNG or a TIFF. */
  readonly name: string
  /** Of its values; 8 with a palette. */
  readonly bits?: 8 | 16 | 32 | undefined
  readonly geo?: GeoReference | undefined
  /** Written into a TIFF. */
  readonly pixelSize?: PixelSize | undefined
  readonly width: number
  readonly height: number
  readonly objects: readonly { readonly value: number; readonly shape: Shape }[]
}

/** What lies on the map of one picture, in its coordinates. */
export interface MapLayer {
  readonly name: string
  readonly epsg: number
  /** Of what is said of each feature beside its class and score. */
  readonly columns?: readonly { readonly name: string; readonly type: 'INTEGER' | 'REAL' | 'TEXT' }[]
  /** For people. */
  readonly about?: string | undefined
  readonly features: readonly {
    readonly geometry: Geometry
    readonly className: string
    readonly score?: number | undefined
    /** One for each of the columns. */
    readonly values?: readonly (number | string | undefined)[]
  }[]
}

export interface WriteReport {
  /** What to write: one file, or one for each image, in the image's folder. */
  readonly files: readonly {
    readonly name: string
    readonly text: string
    /** Its text piece by piece, where that may be longer than one text can be. */
    readonly pieces?: () => Iterable<string>
  }[]
  /** Pictures to draw beside them. */
  readonly masks?: readonly LabelMask[]
  /** Files that are no text, in the order in which they are written; one without bytes must not be there from before. */
  readonly binaries?: readonly { readonly name: string; readonly bytes: Uint8Array | undefined }[]
  /** Sentences about the export as a whole. */
  readonly notes?: readonly string[]
  /** Of a GeoPackage, in place of files. */
  readonly layers?: readonly MapLayer[]
  readonly written: number
  /** Objects that the format cannot hold at all. */
  readonly dropped: number
  /** Key points are in it, which the format holds only where every object has as many. */
  readonly keyPointsKept?: boolean
  /** Objects that were written with a loss (a polygon as its box). */
  readonly changed: number
}

export interface ReadFormat {
  readonly id: FormatId
  /** For people. */
  readonly label: string
  /** True where a file holds the labels of one image. */
  readonly single: boolean
  /** Whether a text looks like this format, by its content alone. */
  recognises(text: string): boolean
  /** Throws AppError when the text is not of this format. */
  open(file: LabelFile): OpenLabels
  /** Opens a file in pieces, where the format can; `text` is empty then. */
  stream?(file: LabelFile): LabelStream
}

export interface LabelFormat extends ReadFormat {
  readonly id: WrittenFormat
  /** True when an export is a folder of files. */
  readonly folder: boolean
  readonly ending: string
  /** What it keeps of an object beside class, shape and score: all attributes or those named, and key points. */
  readonly holds?: { readonly attributes?: 'all' | readonly string[]; readonly keyPoints?: boolean }
  write(images: readonly WriteImage[], classNames: readonly string[]): WriteReport
}

/** File name without its ending, folders and all: what belongs to `a/field.tif` is called `a/field`. */
export function withoutEnding(name: string): string {
  return name.replace(/\.[^./\\]*$/, '')
}

export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

/** What an image's own label file is called in an export, without an ending. */
export function fileOf({ image, file }: WriteImage): string {
  return file ?? withoutEnding(image.name)
}
