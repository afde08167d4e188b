import { AppError } from '../base/errors'
import type { Shape } from '../records/records'
import { shapeOfRing } from '../document/ringShape'
import { mapPoints } from '../document/shapes'
import { isSettled } from '../records/shapeBlob'
import { says } from '../messages/says/says'
import { AnnotationRows } from './annotationRows'
import { ignored } from './columnMeanings'
import type { Columns } from './csvColumns'
import type { LabelFile, LabelImage, OpenLabels, ReadReport } from './format'
import { FoundObjects } from './foundObjects'
import { lonLat, pixelsFrom, type ToPixels } from './mapCoordinates'
import { isPictureName, PictureIndex } from './pictureNames'
import { shapeOfWkt } from './wkt'

/** Shares that go a little beyond the border are above 1. */
const maxOfShares = 1.5

/** Takes the rows of a table one by one; whether its numbers are pixels is known when all are read. */
export class TableReader {
  private readonly byImage = new Map<string, AnnotationRows>()
  private columns: Columns
  private first = true
  private highest = 0
  private fractions = false
  private rows = 0

  /** `decimalComma` where the comma is not the separator. */
  constructor(
    private readonly file: LabelFile,
    columns: Columns,
    private readonly decimalComma: boolean,
  ) {
    this.columns = columns
  }

  add(fields: readonly string[], line: number): void {
    if (this.first) this.findPictures(fields)
    this.first = false
    const where = says.tables.nameLineLine(this.file.name, line)
    const { columns } = this
    const name = columns.image < 0 ? '' : (fields[columns.image] ?? '').trim()
    let rows = this.byImage.get(name)
    if (!rows) this.byImage.set(name, (rows = new AnnotationRows(this.file.scratch)))
    const cells = columns.places.at.map((at) => (fields[at] ?? '').trim())
    // Empty cells and zeros say that nothing is in the image.
    if (
      cells.every((cell) => cell === '' || /^nan$/i.test(cell)) ||
      (cells.length === 4 && cells.every((cell) => Number(cell) === 0))
    )
      return
    this.rows++
    try {
      rows.add({ ...this.row(fields, cells, where), number: line })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      rows.odd.push(error)
    }
  }

  /** A column that nobody names like a picture's may still hold nothing else. */
  private findPictures(fields: readonly string[]): void {
    if (this.columns.image >= 0) return
    const image = fields.findIndex(
      (field, i) => this.columns.names[i] !== ignored && isPictureName(field.trim()),
    )
    this.columns = { ...this.columns, image, label: image === this.columns.label ? -1 : this.columns.label }
  }

  private row(fields: readonly string[], cells: readonly string[], where: string) {
    const { columns } = this
    const label = columns.label < 0 ? undefined : (fields[columns.label] ?? '').trim()
    if (label === '')
      throw new AppError(
        'label-class',
        says.tables.whereItHasNoLabel(where, String(columns.names[columns.label])),
      )
    const text = columns.score < 0 ? '' : (fields[columns.score] ?? '').trim()
    return {
      category: label,
      shape: this.shapeOf(cells, where),
      score: text === '' ? undefined : this.number(text, where),
    }
  }

  private shapeOf(cells: readonly string[], where: string): Shape {
    const { kind } = this.columns.places
    if (kind === 'wkt') return shapeOfWkt(cells[0] ?? '', where)
    const values = cells.map((cell) => this.number(cell, where))
    for (const value of values) {
      this.highest = Math.max(this.highest, Math.abs(value))
      if (!Number.isInteger(value)) this.fractions = true
    }
    const [x, y, a, b] = values as [number, number, number, number]
    if (kind === 'point') return { kind: 'point', x, y }
    const [w, h] = kind === 'edges' ? [a - x, b - y] : [a, b]
    if (w < 0 || h < 0) throw new AppError('label-value', says.tables.whereTheSizeWH(where, w, h))
    // A box without any size is a point.
    if (w === 0 && h === 0) return { kind: 'point', x, y }
    return kind === 'middle' ? { kind: 'box', x: x - w / 2, y: y - h / 2, w, h } : { kind: 'box', x, y, w, h }
  }

  private number(cell: string, where: string): number {
    const text = this.decimalComma ? cell.replace(',', '.') : cell
    const value = text === '' ? NaN : Number(text)
    if (Number.isFinite(value)) return value
    throw new AppError('label-value', says.tables.whereCellIsNotA(where, cell.slice(0, 40)))
  }

  /** Whether its numbers are small enough for shares, and nothing says that they are none. */
  get couldBeShares(): boolean {
    const { lonLat, places } = this.columns
    return this.rows > 0 && this.highest <= maxOfShares && !lonLat && places.kind !== 'wkt'
  }

  /** One scale for the whole file: where no number is above 1, and not all are whole, they are shares. */
  get areShares(): boolean {
    const { coordinates } = this.file
    if (coordinates) return coordinates === 'share'
    return (
      this.rows > 0 &&
      this.fractions &&
      this.highest <= 1 &&
      !this.columns.lonLat &&
      this.columns.places.kind !== 'wkt'
    )
  }

  finish(): OpenLabels {
    const { file, columns, byImage } = this
    const index = new PictureIndex<AnnotationRows>(file.name)
    if (columns.image >= 0) for (const [name, rows] of byImage) if (name !== '') index.add(name, rows)
    const nameless = byImage.get('')
    return {
      read: (image, projectClasses, take) => {
        const found = new FoundObjects(file.name, image, take)
        if (columns.image < 0) this.requireOnePicture(image)
        const own = columns.image < 0 || byImage.size === 0 ? [...byImage.values()] : index.find(image).values
        if (columns.image >= 0) found.say(says.tables.rowsNameNoPicture, nameless?.size ?? 0)
        const className = this.onlyClass(projectClasses)
        const toPixels = this.toPixels(image, found)
        for (const rows of own) this.readRows(rows, className, toPixels, found)
        return this.report(found, className)
      },
    }
  }

  private report(found: FoundObjects, className: string | undefined): ReadReport {
    if (className !== undefined && found.taken > 0) found.say(says.tables.noColumnNamesAClass(className))
    return found.report()
  }

  private readRows(
    rows: AnnotationRows,
    only: string | undefined,
    toPixels: ToPixels | undefined,
    found: FoundObjects,
  ): void {
    rows.addTo(found)
    for (const stored of rows.stored()) {
      const { view, start, end } = stored
      const settled = !toPixels && isSettled(view, start, end)
      if (settled && found.addStored(only ?? String(stored.category), stored)) continue
      const { category, shape, score, number } = rows.whole(stored)
      found.attempt(() =>
        found.add({ className: only ?? String(category), shape: placed(shape, toPixels), score }, () =>
          says.tables.nameLineLine(found.file, number),
        ),
      )
    }
  }

  private requireOnePicture(image: LabelImage): void {
    if (!image.several) return
    throw new AppError(
      'label-csv',
      says.tables.nameDoesNotSayWhich(this.file.name, this.columns.names.join(', ')),
    )
  }

  /** The class of all rows where there is no column for it. Throws AppError('label-class') where that could be several. */
  private onlyClass(projectClasses: readonly string[]): string | undefined {
    if (this.columns.label >= 0 || this.rows === 0) return undefined
    const [only] = projectClasses
    if (only !== undefined && projectClasses.length === 1) return only
    throw new AppError(
      'label-class',
      says.tables.nameLine1NoColumn(this.file.name, this.columns.names.join(', ')),
    )
  }

  private toPixels(image: LabelImage, found: FoundObjects): ToPixels | undefined {
    const { coordinates, name } = this.file
    if (this.areShares) {
      if (!coordinates) found.say(says.tables.noneOfItsNumbersIs)
      return (x, y) => [x * image.width, y * image.height]
    }
    if (coordinates === 'pixel') return undefined
    if (coordinates !== 'lonlat' && coordinates !== 'map' && !this.columns.lonLat) return undefined
    if (!image.geo) throw new AppError('label-map', says.tables.nameHoldsPlacesOnA(name, image.name))
    const epsg = coordinates === 'map' ? (image.geo.epsg ?? lonLat) : lonLat
    const geo = coordinates === 'map' ? { ...image.geo, epsg } : image.geo
    const { toPixels, rough } = pixelsFrom(epsg, geo, image, name)
    if (rough) found.say(says.tables.itsCoordinatesWereMovedTo)
    return toPixels
  }
}

function placed(shape: Shape, toPixels: ToPixels | undefined): Shape {
  const there = toPixels ? moved(shape, toPixels) : shape
  return there.kind === 'polygon' && !there.rings ? shapeOfRing(there.points) : there
}

function moved(shape: Shape, toPixels: ToPixels): Shape {
  if (shape.kind === 'point') {
    const [x, y] = toPixels(shape.x, shape.y)
    return { kind: 'point', x, y }
  }
  if (shape.kind === 'box') {
    const corners = [
      [shape.x, shape.y],
      [shape.x + shape.w, shape.y],
      [shape.x + shape.w, shape.y + shape.h],
      [shape.x, shape.y + shape.h],
    ] as const
    return shapeOfRing(corners.flatMap(([x, y]) => [...toPixels(x, y)]))
  }
  if (!('points' in shape)) return shape
  return mapPoints(shape, (ring) => {
    const there: number[] = []
    for (let i = 0; i + 1 < ring.length; i += 2)
      there.push(...toPixels(ring[i] as number, ring[i + 1] as number))
    return there
  })
}
