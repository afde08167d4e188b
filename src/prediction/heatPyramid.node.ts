import type { H5Dataset, H5File } from '../hdf5/h5Module.node'
import { levelCount, levelSize } from '../image/pixels/pixelSource'

/** Side of a tile, which is one HDF5 chunk. */
export const heatTileSize = 256

/** Sizes of all levels, the full grid first, down to the one that fits a tile. */
export function heatLevels(width: number, height: number): { width: number; height: number }[] {
  const count = levelCount(width, height, heatTileSize)
  return Array.from({ length: count }, (_, level) => levelSize(width, height, level))
}

/**
 * Writes heat maps with all their levels as their rows come in, from top to bottom: /heat/0, /heat/1, … u8 [height, width],
 * and /heat_classes/CLASS/0, … of the classes that have one of their own.
 * Every chunk is written once, so memory holds one row of chunks for each level, however high the map is.
 */
export class HeatWriter {
  private readonly all: HeatPyramid
  private readonly byClass: readonly HeatPyramid[]
  private readonly width: number
  private readonly empty: Uint8Array

  constructor(
    file: H5File,
    { width, height }: { readonly width: number; readonly height: number },
    classes = 0,
  ) {
    this.width = width
    this.empty = new Uint8Array(width)
    this.all = new HeatPyramid(file, 'heat', width, height)
    if (classes > 0) file.create_group('heat_classes')
    this.byClass = Array.from(
      { length: classes },
      (_, c) => new HeatPyramid(file, `heat_classes/${c}`, width, height),
    )
  }

  /** Whole rows of the full grid, the next ones: of all classes, and of each that has a map of its own. */
  push(rows: Uint8Array, byClass: readonly Uint8Array[] = []): void {
    // Row by row, so that the file does not depend on how many come at once.
    for (let at = 0; at < rows.length; at += this.width) {
      this.all.push(rows.subarray(at, at + this.width))
      this.byClass.forEach((pyramid, c) => {
        pyramid.push(byClass[c]?.subarray(at, at + this.width) ?? this.empty)
      })
    }
  }
}

class HeatPyramid {
  private readonly levels: HeatLevel[]

  constructor(file: H5File, name: string, width: number, height: number) {
    file.create_group(name)
    this.levels = heatLevels(width, height).map((size, level) => {
      const dataset = file.create_dataset({
        name: `${name}/${level}`,
        data: new Uint8Array(heatTileSize * heatTileSize),
        shape: [heatTileSize, heatTileSize],
        maxshape: [null, null],
        chunks: [heatTileSize, heatTileSize],
        compression: 'gzip',
        compression_opts: 4,
      })
      dataset.resize([size.height, size.width])
      return new HeatLevel(dataset, size.width, size.height)
    })
  }

  /** The next row of a level, the full grid where none is named. */
  push(row: Uint8Array, number = 0): void {
    const halved = this.levels[number]?.push(row)
    if (halved) this.push(halved, number + 1)
  }
}

class HeatLevel {
  private readonly buffer: Uint8Array
  private readonly halved: Uint8Array
  private rows = 0

  constructor(
    private readonly dataset: H5Dataset,
    readonly width: number,
    private readonly height: number,
  ) {
    this.buffer = new Uint8Array(Math.min(heatTileSize, height) * width)
    this.halved = new Uint8Array(Math.ceil(width / 2))
  }

  /** Returns a row of the next level once two rows (or the last one) have made it; it is good until the next call. */
  push(row: Uint8Array): Uint8Array | undefined {
    const inBuffer = this.rows % heatTileSize
    this.buffer.set(row, inBuffer * this.width)
    const first = this.rows++ % 2 === 0
    if (first) this.halved.fill(0)
    for (let x = 0; x < this.width; x++) {
      const value = row[x] as number
      if (value > (this.halved[x >> 1] as number)) this.halved[x >> 1] = value
    }
    const last = this.rows === this.height
    if (last || inBuffer + 1 === heatTileSize) this.flush(inBuffer + 1)
    return last || !first ? this.halved : undefined
  }

  private flush(rows: number): void {
    const range = [this.rows - rows, this.rows] as [number, number]
    this.dataset.write_slice([range, [0, this.width]], this.buffer.subarray(0, rows * this.width))
  }
}
