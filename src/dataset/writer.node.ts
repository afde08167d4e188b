import { ignore, schema, splitNames, tileKinds, type DatasetSpec, type TilePlan } from './dataset'
import { ChannelStatistics } from './channelStatistics'
import type { H5Dataset, H5File } from './h5Module.node'
import { axisTags } from './layout.node'

export interface DatasetSource {
  readonly path: string
  readonly sha256: string
  readonly width: number
  readonly height: number
}

export interface DatasetHeader {
  readonly spec: DatasetSpec
  readonly classNames: readonly string[]
  readonly sources: readonly DatasetSource[]
  /** Every tile that will be written, in the order of writing. */
  readonly tiles: readonly TilePlan[]
}

/** Tiles that follow one another, ready to be written. */
export interface WrittenTiles {
  readonly count: number
  /** u8 [count, size, size, 3] */
  readonly images: Uint8Array
  /** u8 [count, size, size] */
  readonly masks: Uint8Array
  /** Boxes of each tile: x, y, w, h in tile pixels, flat, and their class numbers */
  readonly boxes: readonly { readonly xywh: readonly number[]; readonly classes: readonly number[] }[]
}

/** Box rows are few bytes each: chunks of this many. */
const boxChunk = 4096

/** Writes the table of DESIGN section 6, batch by batch, so that memory stays the same however many tiles there are. */
export class DatasetWriter {
  private readonly statistics = new ChannelStatistics()
  private readonly offset: BigInt64Array
  private readonly images: H5Dataset
  private readonly masks: H5Dataset
  private readonly labels: H5Dataset
  private readonly xywh: H5Dataset
  private readonly boxClass: H5Dataset
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
    this.images = this.growing('images', new Uint8Array(size * size * 3), [1, size, size, 3], n)
    this.masks = this.growing('masks', new Uint8Array(size * size), [1, size, size], n)
    this.labels = this.growing('labels', new Uint8Array(classes), [1, classes], n)
    this.xywh = this.growing('boxes/xywh', new Float32Array(boxChunk * 4), [boxChunk, 4])
    this.boxClass = this.growing('boxes/class', new Uint8Array(boxChunk), [boxChunk])
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
    this.whole('boxes/offset', this.offset, [this.offset.length])
    this.whole('origin', Int32Array.from(tiles.flatMap((t) => [t.image, t.level, t.x, t.y])), [
      tiles.length,
      4,
    ])
    this.whole(
      'kind',
      Uint8Array.from(tiles, (t) => tileKinds.indexOf(t.kind)),
      [tiles.length],
    )
    for (const split of splitNames) {
      const numbers = Int32Array.from(tiles.keys()).filter((i) => tiles[i]?.split === split)
      this.whole(`split/${split}`, numbers, [numbers.length])
    }
    this.texts(
      'sources/path',
      sources.map((s) => s.path),
    )
    this.texts(
      'sources/sha256',
      sources.map((s) => s.sha256),
    )
    this.whole(
      'sources/width',
      Int32Array.from(sources, (s) => s.width),
      [sources.length],
    )
    this.whole(
      'sources/height',
      Int32Array.from(sources, (s) => s.height),
      [sources.length],
    )
    this.file.create_attribute('schema', schema)
    this.file.create_attribute('spec', JSON.stringify(spec))
    this.file.create_attribute('class_names', [...classNames])
    this.file.create_attribute('mean', Float64Array.from(this.statistics.mean))
    this.file.create_attribute('std', Float64Array.from(this.statistics.std))
    this.file.create_attribute('seed', BigInt64Array.of(BigInt(spec.seed)), [], '<q')
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

  /** A dataset of one chunk that can grow; with `rows`, as long as it will ever be. */
  private growing(name: string, first: Uint8Array | Float32Array, shape: number[], rows?: number): H5Dataset {
    const dataset = this.file.create_dataset({
      name,
      data: first,
      shape,
      maxshape: [null, ...shape.slice(1)],
      chunks: shape,
    })
    if (rows !== undefined) dataset.resize([rows, ...shape.slice(1)])
    return dataset
  }

  private whole(name: string, data: Int32Array | BigInt64Array | Uint8Array, shape: number[]): void {
    this.file.create_dataset({ name, data, shape })
  }

  /** Fixed-length UTF-8: variable-length strings are what other readers stumble over. */
  private texts(name: string, texts: readonly string[]): void {
    const length = Math.max(1, ...texts.map((text) => Buffer.byteLength(text)))
    this.file.create_dataset({ name, data: [...texts], shape: [texts.length], dtype: `S${length}` })
  }
}
