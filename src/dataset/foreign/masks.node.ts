import { AppError } from '../../base/errors'
import { ignore } from '../../tiles/tiles'
import { gatherRows } from '../../hdf5/gatherRows.node'
import type { H5Dataset, H5File, OpenH5 } from '../../hdf5/h5Module.node'
import { says } from '../../messages/says/says'
import { nameNumbers, storedClassNames } from './classNames.node'
import { boxesOfMask } from './maskBoxes'
import { decodeNumbers, numberTypeOf } from './numbers'

/** What the values of another program's masks stand for. */
export interface MaskClasses {
  readonly classNames: readonly string[]
  /** Our mask value (0 background, number + 1 of a class, 255 ignored) by the stored one. */
  readonly values: readonly (readonly [stored: number, ours: number])[]
  readonly notes: readonly string[]
}

/** Objects of some pictures, one after the other: picture i owns rows offset[i] .. offset[i + 1]. */
export interface BoxTable {
  readonly offset: Float64Array
  readonly xywh: Float32Array
  readonly classes: Uint8Array
}

/** A file of masks of `side` × `side` pixels. */
export interface MaskFile extends OpenH5 {
  readonly side: number
}

/** Pictures whose masks are read together. */
const atOnce = 64

/** Throws AppError('bad-masks') where a mask does not belong to a picture of `side` pixels. */
export function checkMasks(file: H5File, masks: H5Dataset, rows: number, side: number): void {
  const shape = masks.shape ?? []
  const own = shape.slice(1).filter((n) => n !== 1)
  if (shape[0] !== rows || own.join() !== [side, side].join() || shape.length > 4)
    throw badMasks(file, masks, says.foreign.haveTheShapeShapeAndMust(shape.join(' × '), rows, side, side))
  if (!numberTypeOf(masks.metadata)) throw badMasks(file, masks, says.foreign.areNoNumbers)
}

/** u8 [rows.length, side, side] in our values. Throws AppError('bad-masks') on a value that is not among `values`. */
export function readMasks(
  foreign: MaskFile,
  masks: H5Dataset,
  values: ReadonlyMap<number, number>,
  rows: ArrayLike<number>,
): Uint8Array {
  const stored = storedMasks(foreign, masks, rows)
  const out = new Uint8Array(stored.length)
  let [last, ours] = [NaN, 0]
  for (let i = 0; i < stored.length; i++) {
    const value = stored[i] as number
    if (value !== last) {
      const found = values.get(value)
      if (found === undefined) throw badMasks(foreign.file, masks, says.foreign.holdValueWhichNoClass(value))
      ;[last, ours] = [value, found]
    }
    out[i] = ours
  }
  return out
}

function storedMasks(foreign: MaskFile, masks: H5Dataset, rows: ArrayLike<number>) {
  const { file, side } = foreign
  const type = numberTypeOf(masks.metadata)
  if (!type) throw badMasks(file, masks, says.foreign.areNoNumbers)
  const bytes = new Uint8Array(rows.length * side * side * type.bytes)
  gatherRows(foreign, masks, rows, bytes)
  return decodeNumbers(bytes, type)
}

/** Looks at every mask for the values that there are. `look` is awaited between reads and may throw to end it. */
export async function maskClasses(
  foreign: MaskFile,
  parts: readonly H5Dataset[],
  given: readonly string[] | undefined,
  look: (done: number) => Promise<void>,
): Promise<MaskClasses> {
  const { h5, file } = foreign
  const [first] = parts
  if (!first) throw new Error('no masks')
  const distinct = new Set<number>()
  let done = 0
  for (const masks of parts)
    for (const rows of inPieces(masks.shape?.[0] ?? 0)) {
      let last = NaN
      for (const value of storedMasks(foreign, masks, rows)) {
        if (value === last) continue
        last = value
        if (!Number.isInteger(value) || value < 0 || value > ignore)
          throw badMasks(file, masks, says.foreign.holdValueAndMustHold(value))
        distinct.add(value)
      }
      await look((done += rows.length))
    }
  const numbers = [...distinct].sort((a, b) => a - b).filter((value) => value !== 0)
  // Of two values alone, 255 is white paint on black; beside classes it is what nobody looked at.
  const painted = numbers.length === 1
  const classes = numbers.filter((value) => painted || value !== ignore)
  if (classes.length === 0) throw badMasks(file, first, says.foreign.holdNothingButBackgroundNothing)
  const own = storedClassNames(h5, file, first)
  // A list of names may begin with the background.
  const named = own?.length === classes.length + 1 ? own.slice(1) : own
  const { classNames, numberOf } = nameNumbers(
    classes.map((value) => (painted ? 1 : value)),
    given,
    named,
    file.filename,
  )
  const values = [...distinct].map((value): [number, number] => {
    if (value === 0) return [0, 0]
    if (!painted && value === ignore) return [value, ignore]
    return [value, 1 + (numberOf.get(painted ? 1 : value) as number)]
  })
  const notes = [
    ...(painted && numbers[0] === ignore ? [says.foreign.theMasksHold0And(String(classNames[0]))] : []),
    ...(!painted && distinct.has(ignore) ? [says.foreign.theValue255OfThe] : []),
  ]
  return { classNames, values, notes }
}

/** The objects that the masks of one part show. */
export async function boxesOf(
  foreign: MaskFile,
  masks: H5Dataset,
  values: ReadonlyMap<number, number>,
  look: (done: number) => Promise<void>,
): Promise<BoxTable> {
  const { side } = foreign
  const [offset, xywh, classes]: [number[], number[], number[]] = [[0], [], []]
  let done = 0
  for (const rows of inPieces(masks.shape?.[0] ?? 0)) {
    const read = readMasks(foreign, masks, values, rows)
    for (let i = 0; i < rows.length; i++) {
      const found = boxesOfMask(read.subarray(i * side * side, (i + 1) * side * side), side)
      for (const value of found.xywh) xywh.push(value)
      for (const value of found.classes) classes.push(value)
      offset.push(classes.length)
    }
    await look((done += rows.length))
  }
  return {
    offset: Float64Array.from(offset),
    xywh: Float32Array.from(xywh),
    classes: Uint8Array.from(classes),
  }
}

function* inPieces(rows: number): Generator<Int32Array> {
  for (let at = 0; at < rows; at += atOnce)
    yield Int32Array.from({ length: Math.min(atOnce, rows - at) }, (_, i) => at + i)
}

function badMasks(file: H5File, { path }: H5Dataset, what: string): AppError {
  return new AppError('bad-masks', says.foreign.inFileTheMasksOf(file.filename, path, what))
}
