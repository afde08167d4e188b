import { gatherRows, readWhole } from '../../hdf5/gatherRows.node'
import type { H5, H5Dataset, H5File } from '../../hdf5/h5Module.node'
import type { ForeignFile, ForeignPart } from './foreignFile.node'
import { readMasks } from './masks.node'
import { decodeNumbers, numberTypeOf } from './numbers'
import { isByteScale, type PixelScale, type StoredStatistics } from '../../tiles/pixelScale'

// What an opened file of another program holds: its pictures, masks and statistics.

/** Mean and deviation that the file holds under these names, one value each or one a channel. */
export function storedStatistics(h5: H5, file: H5File, images: H5Dataset): StoredStatistics | undefined {
  const of = (pattern: RegExp): number[] | undefined => {
    for (const { attrs } of [images, file])
      for (const name of Object.keys(attrs)) {
        const value = pattern.test(name) ? numbersIn(attrs[name]?.value) : undefined
        if (value) return value
      }
    const path = file.paths().find((each) => pattern.test(each.split('/').pop() ?? ''))
    const dataset = path === undefined ? undefined : file.get(path)
    const type = dataset instanceof h5.Dataset ? numberTypeOf(dataset.metadata) : undefined
    return dataset instanceof h5.Dataset && type && (dataset.shape?.length ?? 0) === 1
      ? numbersIn(decodeNumbers(readWhole({ h5, file }, dataset), type))
      : undefined
  }
  const [mean, std] = [of(/^(train_)?mean$/i), of(/^(train_)?(std|stdev|stddev)$/i)]
  return mean && std ? { mean, std } : undefined
}

function numbersIn(value: unknown): number[] | undefined {
  const list =
    typeof value === 'number' ? [value] : ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : []
  return (list.length === 1 || list.length === 3) && list.every(Number.isFinite) ? list : undefined
}

/** The values of some pictures as they are stored, whatever their type and the order of their axes. */
export function storedPictures(foreign: ForeignFile, part: ForeignPart, rows: ArrayLike<number>) {
  const { side, channels } = foreign
  const bytes = new Uint8Array(rows.length * side * side * channels * part.type.bytes)
  gatherRows(foreign, part.images, rows, bytes)
  return decodeNumbers(bytes, part.type)
}

/** Pictures of one part as u8 [n, side, side, 3], whatever their type, by the one scale of the file; what goes beyond is cut. */
export function readPictures(
  foreign: ForeignFile,
  { part, scale }: { readonly part: ForeignPart; readonly scale: PixelScale },
  rows: ArrayLike<number>,
  out: Uint8Array,
): void {
  const { side, channels, channelsFirst } = foreign
  const plane = side * side
  const asStored = part.type.bytes === 1 && part.type.kind === 'unsigned' && isByteScale(scale)
  if (asStored && channels === 3 && !channelsFirst) return gatherRows(foreign, part.images, rows, out)
  const values = storedPictures(foreign, part, rows)
  const [pixelStep, channelStep] = channelsFirst ? [1, plane] : [channels, 1]
  for (let c = 0; c < 3; c++) {
    const [gain, shift] = [scale.gain[c] as number, scale.shift[c] as number]
    for (let n = 0; n < rows.length; n++) {
      const from = n * plane * channels + Math.min(c, channels - 1) * channelStep
      for (let k = 0; k < plane; k++) {
        const value = Math.round((values[from + k * pixelStep] as number) * gain + shift)
        out[(n * plane + k) * 3 + c] = value < 0 ? 0 : value > 255 ? 255 : value
      }
    }
  }
}

/** Masks of one part as u8 [n, side, side] in our values. */
export function readPartMasks(
  foreign: ForeignFile,
  { masks }: ForeignPart,
  values: ReadonlyMap<number, number>,
  rows: ArrayLike<number>,
): Uint8Array {
  return masks ? readMasks(foreign, masks, values, rows) : new Uint8Array(0)
}
