import { splitNames, tileKinds, type SplitName } from '../../../src/tiles/tiles'
import type { DatasetReader } from '../../../src/dataset/dataset'
import { loadH5 } from '../../../src/hdf5/h5Module.node'
import { DatasetWriter } from '../../../src/dataset/writer.node'

/** Writes a dataset in memory as a file of ours. */
export async function writeSquares(path: string, reader: DatasetReader): Promise<void> {
  const h5 = await loadH5()
  const file = new h5.File(path, 'w')
  const { length, spec, classNames, split } = reader
  const partOf = (tile: number): SplitName => splitNames.find((name) => split[name].includes(tile)) ?? 'train'
  const numbers = Array.from({ length }, (_, i) => i)
  const writer = new DatasetWriter(file, {
    ...{ spec, classNames, sources: [{ path: 'noise.png', sha256: '', width: 64, height: 64 }] },
    tiles: numbers.map((i) => ({
      image: 0,
      level: 0,
      x: i * 64,
      y: 0,
      kind: tileKinds[0],
      split: partOf(i),
    })),
  })
  const { images, masks, xywh, classes, offset } = reader.read(numbers)
  const boxes = numbers.map((i) => {
    const [from, to] = [offset[i] as number, offset[i + 1] as number]
    return { xywh: [...xywh.subarray(from * 4, to * 4)], classes: [...classes.subarray(from, to)] }
  })
  writer.write({ count: length, images, masks, boxes })
  writer.finish()
  file.close()
}
