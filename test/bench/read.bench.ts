// Run by read.bench.mjs. `make FILE TILES`: a dataset of noise of that size; `read FILE BATCH SECONDS`: shuffled batches from it.
import { Random } from '../../src/base/random'
import { augmentationPresets } from '../../src/augment/augment'
import { writeH5File } from '../../src/hdf5/h5File.node'
import { openDataset } from '../../src/dataset/reader.node'
import { DatasetWriter } from '../../src/dataset/writer.node'
import { prepareBatch } from '../../src/training/prepareBatch'
import { Sequence } from '../../src/training/sequence'

const [what, file = '', size = '', seconds = '3'] = process.argv.slice(2)
const tile = 256

if (what === 'make') {
  const count = Number(size)
  const random = new Random(1)
  const noise = Uint8Array.from({ length: 16 * tile * tile * 3 }, () => random.below(256))
  const spec = { tile, level: 0, split: [1, 0, 0] as const, seed: 1 }
  const plan = { image: 0, level: 0, x: 0, y: 0, kind: 'positive', split: 'train' } as const
  const source = { path: 'noise', sha256: '', width: tile, height: tile }
  const tiles = new Array<typeof plan>(count).fill(plan)
  await writeH5File(
    file,
    (h5) => {
      const writer = new DatasetWriter(h5, { spec, classNames: ['noise'], sources: [source], tiles })
      const masks = new Uint8Array(16 * tile * tile)
      const boxes = Array.from({ length: 16 }, () => ({ xywh: [9, 9, 20, 20], classes: [0] }))
      for (let at = 0; at < count; at += 16) writer.write({ count: 16, images: noise, masks, boxes })
      writer.finish()
      return Promise.resolve()
    },
    () => {},
  )
} else {
  const reader = await openDataset(file)
  const sequence = new Sequence(reader.split.train, { seed: 1, batch: Number(size) })
  const measure = (read: (plan: ReturnType<Sequence['item']>) => unknown) => {
    const plans = sequence.batches()
    const [started, before] = [performance.now(), process.cpuUsage()]
    let done = 0
    while (performance.now() - started < Number(seconds) * 1000) {
      const plan = plans.next().value
      read(plan)
      done += plan.numbers.length
    }
    const { user, system } = process.cpuUsage(before)
    return { clock: (1000 * done) / (performance.now() - started), cpu: (1e6 * done) / (user + system) }
  }
  const settings = { seed: 1, augmentation: augmentationPresets.usual, preprocessing: 'standardise' }
  const read = measure(({ numbers }) => reader.read(numbers))
  const prepared = measure((plan) => prepareBatch(reader, settings, plan))
  console.log(JSON.stringify({ read, prepared }))
}
