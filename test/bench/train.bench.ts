import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { augmentationPresets } from '../../src/augment/augment'
import type { EngineId } from '../../src/engine/engine'
import { selectEngine } from '../../src/engine/engines.node'
import { findModel } from '../../src/models/models'
import { openDataset } from '../../src/dataset/reader.node'
import type { DatasetReader } from '../../src/dataset/dataset'
import { prepareBatch, type BatchSettings } from '../../src/training/prepareBatch'
import { heatmapTask } from '../../src/heads/peaks/task'
import { Trainer } from '../../src/training/trainer'
import { Queue } from '../../src/training/queue.node'
import { Sequence } from '../../src/training/sequence'
import { squares } from '../unit/shared/training.fixture'

const {
  batch,
  size,
  steps,
  engine: wanted,
  mode = 'compiled',
  workers = 0,
  worker = '',
  dataset = '',
} = JSON.parse(process.argv[2] ?? '{}') as {
  batch: number
  size: number
  steps: number
  engine: EngineId | 'auto'
  mode?: 'compiled' | 'eager'
  /** Threads that prepare batches ahead, the compiled worker, and the HDF5 file that it opens. */
  workers?: number
  worker?: string
  dataset?: string
}

interface Speed {
  readonly tilesPerSecond: number
  /** Of all threads: tells more than the clock where others work on the same cores. */
  readonly tilesPerCpuSecond: number
}

/** Medians over `steps` of `work`, after three to warm up. */
function measure(work: () => void): Speed {
  const [seconds, cpuSeconds]: [number[], number[]] = [[], []]
  for (let i = 0; i < steps + 3; i++) {
    const [start, cpu] = [performance.now(), process.cpuUsage()]
    work()
    seconds.push((performance.now() - start) / 1000)
    const { user, system } = process.cpuUsage(cpu)
    cpuSeconds.push((user + system) / 1e6)
  }
  const median = (values: number[]) => values.slice(3).sort((a, b) => a - b)[steps >> 1] ?? Infinity
  return { tilesPerSecond: batch / median(seconds), tilesPerCpuSecond: batch / median(cpuSeconds) }
}

/** Share of the time in which the card computes, 0..1, by its driver; undefined where there is none. */
function watchGpu(): () => number | undefined {
  const shares: number[] = []
  const query = ['--query-gpu=utilization.gpu', '--format=csv,noheader,nounits', '--loop-ms=100']
  const watcher = spawn('nvidia-smi', query, { stdio: ['ignore', 'pipe', 'ignore'] })
  watcher.on('error', () => undefined)
  watcher.stdout.on('data', (text: Buffer) => {
    const [share] = text.toString().trim().split('\n')
    if (Number.isFinite(Number(share))) shares.push(Number(share) / 100)
  })
  return () => {
    watcher.kill()
    return shares.length > 0 ? shares.reduce((a, b) => a + b, 0) / shares.length : undefined
  }
}

/** As a training has it: batches prepared ahead by threads of their own; the wait for them beside the step itself. */
async function measureFed(trainer: Trainer, reader: DatasetReader, settings: BatchSettings) {
  const script = dataset && existsSync(worker) ? pathToFileURL(worker) : undefined
  const queue = new Queue({ ...settings, dataset, reader, size: 4, workers: script ? workers : 0, script })
  queue.restart(new Sequence(reader.split.train, { seed: 1, batch }).batches())
  const [waits, works]: [number[], number[]] = [[], []]
  const busy = watchGpu()
  let tiles = 0
  try {
    for (let i = 0; i < steps + 3; i++) {
      const start = performance.now()
      const prepared = await queue.next()
      if (!prepared) break
      const fed = performance.now()
      trainer.step(prepared.batch, 1e-4)
      queue.recycle(prepared)
      // The thread's messages come only between two turns.
      await setImmediate()
      if (i < 3) continue
      tiles += prepared.plan.numbers.length
      waits.push((fed - start) / 1000)
      works.push((performance.now() - fed) / 1000)
    }
  } finally {
    await queue.close()
  }
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)
  const [waited, stepped] = [sum(waits), sum(works)]
  return {
    tilesPerSecond: tiles / (waited + stepped),
    stepMilliseconds: (1000 * stepped) / works.length,
    waitMilliseconds: (1000 * waited) / waits.length,
    gpuBusy: busy(),
  }
}

const engine = await selectEngine(wanted)
const reader = squares({ tiles: batch, tile: size, val: 0 })
const shape = { size, stride: 4, classes: 1 }
const task = heatmapTask(shape, ['square'], 2)
const trainer = new Trainer(findModel('heatmap').build({ classes: 1, seed: 1 }), task, mode)
const input = { augmentation: augmentationPresets.usual, preprocessing: 'standardise', targets: task.targets }
/** As the training's queue has it. */
const prepare = (epoch: number, spare?: SharedArrayBuffer) =>
  prepareBatch(reader, { seed: 1, ...input }, { numbers: reader.split.train, epoch, position: 0 }, spare)
    .batch
const fixed = prepare(0)
const step = measure(() => trainer.step(fixed, 1e-4))
const memory = fixed.images.buffer as SharedArrayBuffer
let epoch = 0
const withData = measure(() => trainer.step(prepare(epoch++, memory), 1e-4))
/** The network alone, from pixels in memory to its answer in memory. */
const predict = measure(() => trainer.evaluate(fixed))
const megapixelsPerSecond = (predict.tilesPerSecond * size * size) / 1e6
const stored = dataset ? await openDataset(dataset) : undefined
const fed = await measureFed(trainer, stored ?? reader, { seed: 1, ...input })
stored?.close()
const result = {
  ...{ engine: engine.device, memory: engine.memory, parameters: trainer.weights.trainable },
  ...{ step, withData, fed, megapixelsPerSecond },
}
process.stdout.write(`${JSON.stringify({ ...result, cores: availableParallelism() })}\n`)
