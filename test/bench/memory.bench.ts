import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultTraining } from '../../src/runs/config'
import { trainOn } from '../../src/training/train.node'
import { squares } from '../unit/shared/training.fixture'

// Memory of a training process step by step: the engine's, the batches' and the reports' together.
const steps = Number(process.argv[2])
const folder = mkdtempSync(join(tmpdir(), 'windhover-memory-'))
const controller = new AbortController()
const resident: [number, number][] = []
const report = (r: { kind: string; step?: number }) => {
  if (r.kind !== 'step' || r.step === undefined) return
  if (r.step % Math.ceil(steps / 20) === 0) resident.push([r.step, process.memoryUsage.rss() / 1e6])
  if (r.step >= steps) controller.abort()
}
const config = {
  ...defaultTraining,
  dataset: 'squares',
  epochs: 1e6,
  batch: 4,
  stepsPerEpoch: 200,
  validationFrequency: 5,
}
try {
  const job = { id: 'run', runDir: join(folder, 'run'), config, resume: false }
  const context = { signal: controller.signal, progress() {}, warn() {}, report }
  await trainOn(squares({ tiles: 64 }), job, context)
  console.log(JSON.stringify(resident))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
