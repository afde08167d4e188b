import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import { areInOrder, bare, byNumber, type ColumnMeanings } from './columnMeanings'
import { isPictureName } from './pictureNames'

/** What the coordinates of a row are: edges, a corner with a size, a middle with a size, a point, or a text of geometry. */
export type Places =
  | { readonly kind: 'edges' | 'corner' | 'middle' | 'point'; readonly at: readonly number[] }
  | { readonly kind: 'wkt'; readonly at: readonly [number] }

export interface Columns {
  /** -1 where there is none. */
  readonly image: number
  readonly label: number
  readonly score: number
  readonly places: Places
  /** By the name of a column, they are of a map. */
  readonly lonLat: boolean
  readonly names: readonly string[]
}

/** Names of columns, without case, blanks and signs. */
export const synonyms = {
  image: [
    ...[
      'imagepath',
      'image',
      'filename',
      'file',
      'imagename',
      'path',
      'filepath',
      'imgpath',
      'img',
      'imgname',
      'imagefile',
    ],
    ...['imageid', 'imgid', 'patientid', 'picture', 'photo', 'imagefilename', 'externalid'],
  ],
  label: [
    'label',
    'class',
    'classname',
    'name',
    'category',
    'labelname',
    'classlabel',
    'categoryname',
    'labels',
  ],
  score: ['score', 'confidence', 'probability', 'conf'],
} as const

const edges = [
  ['xmin', 'ymin', 'xmax', 'ymax'],
  ['minx', 'miny', 'maxx', 'maxy'],
  ['x1', 'y1', 'x2', 'y2'],
  ['x0', 'y0', 'x1', 'y1'],
  ['left', 'top', 'right', 'bottom'],
  ['xtl', 'ytl', 'xbr', 'ybr'],
  ['bboxxmin', 'bboxymin', 'bboxxmax', 'bboxymax'],
  ['bboxx1', 'bboxy1', 'bboxx2', 'bboxy2'],
] as const
const corners = [
  ['x', 'y', 'width', 'height'],
  ['x', 'y', 'w', 'h'],
  ['left', 'top', 'width', 'height'],
  ['xmin', 'ymin', 'width', 'height'],
  ['bboxx', 'bboxy', 'bboxwidth', 'bboxheight'],
  ['bboxx', 'bboxy', 'bboxw', 'bboxh'],
] as const
const middles = [
  ['xcenter', 'ycenter', 'width', 'height'],
  ['cx', 'cy', 'w', 'h'],
  ['cx', 'cy', 'width', 'height'],
  ['xcentre', 'ycentre', 'width', 'height'],
] as const
/** What the four columns of a box are called, by what they are. */
export const namesOfBoxes = [
  ['edges', edges],
  ['corner', corners],
  ['middle', middles],
] as const
const points = [
  ['x', 'y'],
  ['xpos', 'ypos'],
  ['lon', 'lat'],
  ['longitude', 'latitude'],
] as const

function placesOf(names: readonly string[]): Places | undefined {
  const find = (wanted: readonly (readonly string[])[]) =>
    wanted.map((four) => four.map((name) => names.indexOf(name))).find((at) => at.every((i) => i >= 0))
  for (const [kind, wanted] of namesOfBoxes) {
    const at = find(wanted)
    if (at) return { kind, at }
  }
  const geometry = ['geometry', 'wkt', 'geom'].map((name) => names.indexOf(name)).find((at) => at >= 0)
  if (geometry !== undefined) return { kind: 'wkt', at: [geometry] }
  const at = find(points)
  return at && { kind: 'point', at }
}

/** Whether a first line names coordinates. */
export function namesPlaces(fields: readonly string[]): boolean {
  return placesOf(fields.map(bare)) !== undefined
}

/** Whether a line is a row of labels of its own, as keras-retinanet's and makesense's are, under no names. */
export function isHeadless(fields: readonly string[]): boolean {
  const numbers = fields.filter((field) => field.trim() !== '' && Number.isFinite(Number(field))).length
  return (
    fields.some((field) => isPictureName(field.trim())) &&
    (numbers >= 4 || (fields.length >= 6 && numbers === 0))
  )
}

/** Whether the first line of a table whose columns a person has told is a row, and has no names. */
export function startsWithRow(said: ColumnMeanings, fields: readonly string[]): boolean {
  return areInOrder(said) ? !said.named : byNumber(said) && isHeadless(fields)
}

/** Throws AppError('label-csv') naming what a first line lacks. */
export function columnsOf(fields: readonly string[], file: string): Columns {
  const names = fields.map(bare)
  const shown = fields
    .map((name) => name.trim())
    .join(', ')
    .slice(0, 120)
  const places = placesOf(names)
  if (!places && isHeadless(fields))
    throw new AppError('label-csv', says.tables.fileLine1ShownIs(file, shown))
  if (!places) throw new AppError('label-csv', says.tables.fileLine1ShownNames(file, shown))
  const radius = ['radius', 'r', 'diameter', 'angle', 'theta', 'rotation'].find((name) =>
    names.includes(name),
  )
  const size = ['width', 'height', 'w', 'h'].find((name) => names.includes(name))
  if (places.kind === 'point' && (size ?? radius))
    throw new AppError('label-csv', says.tables.fileLine1BesideX(file, String(size ?? radius)))
  const find = (wanted: readonly string[]) => {
    const used = places.at as readonly number[]
    return (
      wanted
        .map((name) => names.findIndex((each, i) => each === name && !used.includes(i)))
        .find((at) => at >= 0) ?? -1
    )
  }
  return {
    image: find(synonyms.image),
    label: find(synonyms.label),
    score: find(synonyms.score),
    places,
    lonLat: places.kind === 'point' && /^lon/.test(names[places.at[0] as number] ?? ''),
    names: fields.map((name) => name.trim()),
  }
}
