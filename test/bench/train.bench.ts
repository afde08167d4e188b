import { availableParallelism } from 'node:os'
import { augmentationPresets } from '../../src/augment/augment'
import type { EngineId } from '../../src/engine/engine'
import { selectEngine } from '../../src/engine/engines.node'
import { findModel } from '../../src/models/models'
import { prepareBatch } from '../../src/training/prepareBatch'
import { heatmapTask } from '../../src/training/tasks/heatmap'
import { Trainer } from '../../src/training/trainer'
import { squares } from '../unit/training.fixture'

const {
  batch,
  size,
  steps,
  engine: wanted,
  mode = 'compiled',
} = JSON.parse(process.argv[2] ?? '{}') as {
  batch: number
  size: number
  steps: number
  engine: EngineId | 'auto'
  mode?: 'compiled' | 'eager'
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
const predict = measure(() => trainer.evaluate(fixed))
const result = { engine: engine.device, parameters: trainer.weights.trainable, step, withData, predict }
process.stdout.write(`${JSON.stringify({ ...result, cores: availableParallelism() })}\n`)
