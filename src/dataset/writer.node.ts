import type { CheckedSets } from '../tiles/checkedSets'
import { ignore, tileKinds, type DatasetSpec, type TilePlan } from '../tiles/tiles'
import { ChannelStatistics } from './channelStatistics'
import type { H5Dataset, H5File } from '../hdf5/h5Module.node'
import {
  growing,
  writeArray,
  writeAbout,
  writeSources,
  writeSplit,
  type DatasetSource,
} from './layoutWriter.node'
import { axisTags } from './layout.node'
import { PartlyWriter } from './partly.node'

const kindValues = tileKinds.map((kind, i) => `${i} ${kind}`).join(', ')

export interface DatasetHeader {
  readonly spec: DatasetSpec
  readonly classNames: readonly string[]
  readonly sources: readonly DatasetSource[]
  /** Every tile that will be written, in the order of writing. */
  readonly tiles: readonly TilePlan[]
  readonly partly?: PartlyTiles | undefined
}

/** What is known of ground that was checked for some classes alone. */
export interface PartlyTiles {
  readonly sets: CheckedSets
  /** Numbers of the tiles of background that were not checked for all classes. */
  readonly background: readonly number[]
}

/** Tiles that follow one another, ready to be written. */
export interface WrittenTiles {
  readonly count: number
  /** u8 [count, size, size, 3] */
  readonly images: Uint8Array
  /** u8 [count, size, size] */
  readonly masks: Uint8Array
  /** u8 [size, size] of each tile, where it has ground that was checked for some classes alone. */
  readonly partly?: readonly (Uint8Array | undefined)[] | undefined
  /** Boxes of each tile: x, y, w, h in tile pixels, flat, and their class numbers */
  readonly boxes: readonly { readonly xywh: readonly number[]; readonly classes: readonly number[] }[]
}

/** Box rows are few bytes each: chunks of this many. */
const boxChunk = 4096

/** Writes the table of src/docs/dataset-file.md, batch by batch, so that memory stays the same however many tiles there are. */
export class DatasetWriter {
  private readonly statistics = new ChannelStatistics()
  private readonly offset: BigInt64Array
  private readonly images: H5Dataset
  private readonly masks: H5Dataset
  private readonly labels: H5Dataset
  private readonly xywh: H5Dataset
  private readonly boxClass: H5Dataset
  private readonly partly: PartlyWriter | undefined
  private written = 0
  private boxes = 0

  constructor(
    private readonly file: H5File,
    private readonly header: DatasetHeader,
  ) {
    const n = header.tiles.length
    const size = header.spec.tile
    const classes = header.classNames.length
    this.offset = new BigInt64Array(n + 1)
    file.create_group('boxes')
    file.create_group('split')
    file.create_group('sources')
    this.images = growing(
      file,
      'images',
      { data: new Uint8Array(size * size * 3), shape: [1, size, size, 3] },
      n,
    )
    this.masks = growing(file, 'masks', { data: new Uint8Array(size * size), shape: [1, size, size] }, n)
    this.labels = growing(file, 'labels', { data: new Uint8Array(classes), shape: [1, classes] }, n)
    this.xywh = growing(file, 'boxes/xywh', { data: new Float32Array(boxChunk * 4), shape: [boxChunk, 4] })
    this.boxClass = growing(file, 'boxes/class', { data: new Uint8Array(boxChunk), shape: [boxChunk] })
    const { partly } = header
    this.partly = partly && new PartlyWriter(file, partly.sets, { tiles: n, size })
    this.describe()
  }

  write(tiles: WrittenTiles): void {
    const from = this.written
    const to = from + tiles.count
    const classes = this.header.classNames.length
    const labels = new Uint8Array(tiles.count * classes)
    const xywh: number[] = []
    const boxClasses: number[] = []
    tiles.boxes.forEach((tile, i) => {
      for (const value of tile.xywh) xywh.push(value)
      for (const c of tile.classes) {
        boxClasses.push(c)
        labels[i * classes + c] = 1
      }
      this.offset[from + i + 1] = BigInt(this.boxes + boxClasses.length)
    })
    this.images.write_slice([[from, to]], tiles.images)
    this.masks.write_slice([[from, to]], tiles.masks)
    tiles.partly?.forEach((mask, i) => mask && this.partly?.write(from + i, mask))
    this.labels.write_slice([[from, to]], labels)
    this.appendBoxes(Float32Array.from(xywh), Uint8Array.from(boxClasses))
    const tileBytes = tiles.images.length / tiles.count
    for (let i = 0; i < tiles.count; i++)
      if (this.header.tiles[from + i]?.split === 'train')
        this.statistics.add(tiles.images.subarray(i * tileBytes, (i + 1) * tileBytes))
    this.written = to
  }

  /** Writes what is known only at the end. Throws when tiles are missing. */
  finish(): void {
    const { tiles, spec, classNames, sources } = this.header
    if (this.written !== tiles.length)
      throw new Error(`${this.written} of ${tiles.length} tiles were written`)
    this.xywh.resize([this.boxes, 4])
    this.boxClass.resize([this.boxes])
    writeArray(this.file, 'boxes/offset', this.offset, [this.offset.length])
    const origin = Int32Array.from(tiles.flatMap((t) => [t.image, t.level, t.x, t.y]))
    const kind = Uint8Array.from(tiles, (t) => tileKinds.indexOf(t.kind))
    const written = writeArray(this.file, 'origin', origin, [tiles.length, 4])
    written.create_attribute('columns', 'image, level, x, y in tile pixels: those of 1 : 2^level')
    writeArray(this.file, 'kind', kind, [tiles.length]).create_attribute('values', kindValues)
    writeSplit(this.file, (split) => Int32Array.from(tiles.keys()).filter((i) => tiles[i]?.split === split))
    this.partly?.finish(this.header.partly?.background ?? [])
    writeSources(this.file, sources)
    writeAbout(this.file, { spec, classNames, mean: this.statistics.mean, std: this.statistics.std })
  }

  private describe(): void {
    this.images.create_attribute('axistags', axisTags('tyxc'))
    this.masks.create_attribute('axistags', axisTags('tyx'))
    this.masks.create_attribute('values', `0 background, class number + 1, ${ignore} ignore (not checked)`)
    this.labels.create_attribute('columns', 'class numbers, 0-based, in the order of class_names')
    this.boxClass.create_attribute('values', 'class numbers, 0-based, in the order of class_names')
    this.xywh.create_attribute('columns', 'x, y, w, h in tile pixels, cut off at the border of the tile')
  }

  private appendBoxes(xywh: Float32Array, classes: Uint8Array): void {
    if (!classes.length) return
    const to = this.boxes + classes.length
    if (to > (this.boxClass.shape?.[0] ?? 0)) {
      const room = Math.ceil(to / boxChunk) * boxChunk
      this.xywh.resize([room, 4])
      this.boxClass.resize([room])
    }
    this.xywh.write_slice([[this.boxes, to]], xywh)
    this.boxClass.write_slice([[this.boxes, to]], classes)
    this.boxes = to
  }
}
