import { existsSync } from 'node:fs'
import { stringify } from 'yaml'
import { AppError } from '../base/errors'
import type { JobContext } from '../base/job'
import { pathBelow } from '../files/below.node'
import { replaceFile, replaceFileLater } from '../files/replaceFile.node'
import { sharp } from '../image/reading/sharp.node'
import { says } from '../messages/says/says'
import { ignore, splitNames } from '../tiles/tiles'
import type { DatasetReader } from './dataset'
import { openDataset, readTilesOf } from './reader.node'
import type { YoloFolder, YoloKind } from './yoloFolder'
import { cornersIn, type OutlinedImage, segmentIn, TileOutlines, type TileRow } from './tileOutlines'

/** Tiles that are read together. */
const together = 32
/** What Ultralytics fills borders with. */
const grey = 114

export interface YoloJob {
  readonly path: string
  readonly out: string
  readonly kind: YoloKind
  /** The project's objects, by the number of their image, for everything but boxes. */
  readonly images: ReadonlyMap<number, OutlinedImage>
}

/**
 * Writes a dataset's tiles as a folder that YOLO trains on (docs.ultralytics.com/datasets/detect): images and labels of each part,
 * and data.yaml. What nobody has checked is no background: it is made grey. Throws AppError where the dataset has no boxes, or the
 * folder holds pictures already.
 */
export async function writeYolo(
  { path, out, kind, images }: YoloJob,
  { signal, progress }: JobContext,
): Promise<YoloFolder> {
  if (existsSync(pathBelow(out, 'images')))
    throw new AppError('folder-in-use', says.dataset.outHoldsAFolderImages(out))
  const reader = await openDataset(path)
  try {
    if (reader.task !== 'detect') throw new AppError('dataset-task', says.dataset.thisDatasetHasAClass)
    if (reader.split.val.length === 0) throw new AppError('empty-split', says.dataset.thisDatasetHasNoPart)
    const lines = new YoloLines(reader, kind, new TileOutlines(images))
    let [tiles, greyed] = [0, 0]
    const total = splitNames.reduce((sum, part) => sum + reader.split[part].length, 0)
    for (const part of splitNames)
      for (let at = 0; at < reader.split[part].length; at += together) {
        signal.throwIfAborted()
        const numbers = Array.from(reader.split[part].slice(at, at + together))
        const batch = await readTilesOf(reader, numbers)
        for (const [i, number] of numbers.entries()) {
          const name = String(number).padStart(6, '0')
          const pixels = tileOf(batch.images, batch.masks, i, reader.tile)
          if (pixels.greyed) greyed++
          const raw = { width: reader.tile, height: reader.tile, channels: 3 } as const
          const png = await sharp(pixels.data, { raw }).png().toBuffer()
          await replaceFileLater(pathBelow(out, 'images', part, `${name}.png`), png)
          const text = lines.of(batch, i, number)
          await replaceFileLater(pathBelow(out, 'labels', part, `${name}.txt`), text)
        }
        tiles += numbers.length
        progress({ done: tiles, total, unit: 'tiles' })
      }
    replaceFile(pathBelow(out, 'data.yaml'), dataYaml(reader))
    const { written, changed, boxes } = lines
    return { tiles, written, greyed, changed, boxes }
  } finally {
    reader.close()
  }
}

function dataYaml({ split, classNames }: Pick<DatasetReader, 'split' | 'classNames'>): string {
  const used = splitNames.filter((part) => split[part].length > 0)
  const places = Object.fromEntries(used.map((part) => [part, `images/${part}`]))
  // A map's numbers are written as numbers, which not every reader makes of texts.
  const names = new Map(classNames.map((name, i) => [i, name]))
  return stringify({ ...places, nc: classNames.length, names })
}

function tileOf(
  images: Uint8Array,
  masks: Uint8Array,
  tile: number,
  side: number,
): { readonly data: Uint8Array; readonly greyed: boolean } {
  const count = side * side
  const data = images.slice(tile * count * 3, (tile + 1) * count * 3)
  let greyed = false
  for (let i = 0; i < count; i++)
    if (masks[tile * count + i] === ignore) {
      data.fill(grey, i * 3, i * 3 + 3)
      greyed = true
    }
  return { data, greyed }
}

interface Rows {
  readonly offset: ArrayLike<number>
  readonly xywh: Float32Array
  readonly classes: Uint8Array
}

/** The lines of each tile, and what was lost in them. */
class YoloLines {
  written = 0
  changed = 0
  boxes = 0

  constructor(
    private readonly reader: Pick<DatasetReader, 'tile' | 'origin'>,
    private readonly kind: YoloKind,
    private readonly outlines: TileOutlines,
  ) {}

  /** `class x y w h`: middle and size as shares of the tile; or `class x1 y1 x2 y2 …`. Everything is cut at its border. */
  of({ offset, xywh, classes }: Rows, tile: number, number: number): string {
    const side = this.reader.tile
    const lines: string[] = []
    for (let row = offset[tile] as number; row < (offset[tile + 1] as number); row++) {
      const [x = 0, y = 0, w = 0, h = 0] = xywh.subarray(row * 4, row * 4 + 4)
      const [left, right] = [Math.max(0, x), Math.min(side, x + w)]
      const [top, bottom] = [Math.max(0, y), Math.min(side, y + h)]
      if (!(right > left && bottom > top)) continue
      this.written++
      const own = classes[row] as number
      const values =
        this.kind === 'detect'
          ? [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top]
          : (this.outlineOf({ x, y, w, h, class: own }, number) ?? [
              left,
              top,
              right,
              top,
              right,
              bottom,
              left,
              bottom,
            ])
      const share = (value: number) => Number(Math.min(1, Math.max(0, value / side)).toFixed(6))
      lines.push(`${[own, ...values.map(share)].join(' ')}\n`)
    }
    return lines.join('')
  }

  private outlineOf(row: TileRow, number: number): readonly number[] | undefined {
    const { tile, origin } = this.reader
    const shape = this.outlines.find(row, [...origin.subarray(number * 4, number * 4 + 4)], tile)
    const found = shape && (this.kind === 'obb' ? cornersIn(shape, tile) : segmentIn(shape, tile))
    if (!found) this.boxes++
    else if (found.lossy) this.changed++
    return found?.points
  }
}
