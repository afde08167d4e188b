import { AppError } from '../base/errors'
import { gatherRows } from '../hdf5/gatherRows.node'
import { datasetAt } from '../hdf5/h5File.node'
import type { H5Dataset, H5File, OpenH5 } from '../hdf5/h5Module.node'
import { says } from '../messages/says/says'
import { type CheckedSets, type ClassFlags, putBack } from '../tiles/checkedSets'
import { axisTags } from './layout.node'
import { writeArray } from './layoutWriter.node'

// What was checked for some classes alone, which /masks leaves out: /partly/mask u8 [N, H, W], 0 or the number of a set + 1;
// /partly/sets u8 [S, K], 1 where the set's pixels were checked for a class; /partly/background i32 [B], tiles that were cut
// as background and were not checked for all classes. Readers that do not know it lose nothing.

/** Writes it; a file without such ground has none of it. */
export class PartlyWriter {
  private readonly mask: H5Dataset

  constructor(
    private readonly file: H5File,
    private readonly sets: CheckedSets,
    { tiles, size }: { readonly tiles: number; readonly size: number },
  ) {
    file.create_group('partly')
    this.mask = file.create_dataset({
      name: 'partly/mask',
      data: new Uint8Array(size * size),
      shape: [1, size, size],
      maxshape: [null, size, size],
      chunks: [1, size, size],
      compression: 'gzip',
      compression_opts: 4,
    })
    this.mask.resize([tiles, size, size])
    this.mask.create_attribute('axistags', axisTags('tyx'))
  }

  /** Of one tile; those that are not written are 0. */
  write(tile: number, partly: Uint8Array): void {
    this.mask.write_slice([[tile, tile + 1]], partly)
  }

  finish(background: readonly number[]): void {
    const { flags, classes } = this.sets
    writeArray(this.file, 'partly/sets', Uint8Array.from(flags.flatMap((set) => [...set])), [
      flags.length,
      classes,
    ])
    writeArray(this.file, 'partly/background', Int32Array.from(background), [background.length])
  }
}

/** What a dataset file says of ground that was checked for some classes alone. */
export interface PartlyGround {
  readonly sets: ClassFlags
  /** Tiles of background that were not checked for all classes. */
  readonly background: Int32Array
  /** Puts what is known of these tiles into their masks. */
  addTo(masks: Uint8Array, tiles: ArrayLike<number>): void
}

/** Undefined where the file has none. Throws AppError('h5-damaged') where it does not fit the rest. */
export function partlyGround(
  open: OpenH5,
  readRows: <A extends Uint8Array | Int32Array>(
    name: string,
    axes: number,
    type: { new (length: number): A },
  ) => A,
  [length, size, classes]: readonly [number, number, number],
): PartlyGround | undefined {
  const { h5, file } = open
  if (file.get('partly') === null) return undefined
  const mask = datasetAt(h5, file, 'partly/mask', 3)
  const rows = readRows('partly/sets', 2, Uint8Array)
  const background = readRows('partly/background', 1, Int32Array)
  const { type, size: bytes, signed } = mask.metadata
  const fits =
    mask.shape?.join() === [length, size, size].join() &&
    type === 0 &&
    bytes === 1 &&
    !signed &&
    rows.length % Math.max(1, classes) === 0 &&
    background.every((tile) => tile >= 0 && tile < length)
  if (!fits) {
    const what = says.dataset.brokenDoesNotFitThe('/partly')
    throw new AppError('h5-damaged', says.dataset.pathIsNotASound(file.filename, what))
  }
  const sets = Array.from({ length: rows.length / classes }, (_, i) =>
    rows.subarray(i * classes, (i + 1) * classes),
  )
  return {
    sets,
    background,
    addTo(masks, tiles) {
      const partly = new Uint8Array(masks.length)
      gatherRows(open, mask, tiles, partly)
      putBack(masks, partly, sets.length)
    },
  }
}
