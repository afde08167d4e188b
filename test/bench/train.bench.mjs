// Training speed of the heat-map detector beside its twins in PyTorch and Keras, in turns, the best of the rounds of each,
// by the clock and by the CPU time of all threads (which other work on the machine disturbs less). A step of ours takes a
// batch as the training's queue hands it over, from memory, limits the gradient's norm, lets weights decay and averages them.
// The twins do none of this, but for the row "same work":
//   node test/bench/train.bench.mjs [--batch 16] [--size 256] [--steps 10] [--rounds 3] [--python python3]
//     [--torch FOLDER] [--keras FOLDER]
// The folders hold the twins' packages (pip install --target FOLDER torch / tensorflow-cpu==2.15.1), where the Python does
// not have PyTorch itself; without --keras, that twin is left out, with --python none both are.
// With --dataset FILE.h5 (tiles of --size) the row "fed" has threads prepare batches ahead, as a training does; else it
// prepares each when it is asked for. On a machine with an NVIDIA card all of it runs there, PyTorch too where its build knows
// the card, and nvidia-smi is asked ten times a second how busy it is: take --steps 100 or more, --batch 64.
// Open, and to be measured by the same rows once it is there: augmentation on the card ("fed" then waits less and the card is
// busier, while "step" stays) and mixed precision ("step" and "predict" rise; compare F1 after equal epochs, too).
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const options = {
  batch: { type: 'string', default: '16' },
  size: { type: 'string', default: '256' },
  steps: { type: 'string', default: '10' },
  rounds: { type: 'string', default: '3' },
  engine: { type: 'string', default: 'auto' },
  python: { type: 'string', default: 'python3' },
  torch: { type: 'string' },
  dataset: { type: 'string', default: '' },
  workers: { type: 'string', default: '1' },
  keras: { type: 'string' },
}
const { values } = parseArgs({ options })
const settings = {
  batch: Number(values.batch),
  size: Number(values.size),
  steps: Number(values.steps),
  engine: values.engine,
  dataset: values.dataset && resolve(values.dataset),
  workers: Number(values.workers),
  worker: join(here, '../../out/bench/queueWorker.mjs'),
  threads: availableParallelism(),
  widths: [16, 32, 64, 128],
  features: 48,
}
const outfile = join(here, '../../out/bench/train.bench.mjs')
mkdirSync(dirname(outfile), { recursive: true })
const common = { bundle: true, packages: 'external', platform: 'node', format: 'esm', logLevel: 'warning' }
await build({ ...common, entryPoints: [join(here, 'train.bench.ts')], outfile })
const entry = join(here, '../../src/training/queueWorker.node.ts')
await build({ ...common, entryPoints: [entry], outfile: settings.worker })

const json = (command, args, more = {}, packages) => {
  const out = execFileSync(command, [...args, JSON.stringify({ ...settings, ...more })], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: packages ? { ...process.env, PYTHONPATH: packages } : process.env,
  })
  return JSON.parse(out.toString().trim().split('\n').at(-1))
}
const best = new Map()
const more = new Map()
/** What is no speed of a step: one line each, of the last round. */
const tell = (name, text) => more.set(name, text)
const take = (name, { tilesPerSecond, tilesPerCpuSecond }) => {
  const known = best.get(name) ?? { clock: 0, cpu: 0 }
  best.set(name, {
    clock: Math.max(known.clock, tilesPerSecond),
    cpu: Math.max(known.cpu, tilesPerCpuSecond),
  })
}
let ours
const twinOf = (script, packages, more = {}) => {
  const twin = json(values.python, [join(here, script)], more, packages)
  const { parameters } = twin.default ?? twin
  if (parameters !== ours.parameters) throw new Error(`the twin has ${parameters} parameters`)
  return twin
}
for (let round = 0; round < Number(values.rounds); round++) {
  ours = json(process.execPath, [outfile])
  take(`Windhover, ${ours.engine}: step`, ours.step)
  take('Windhover: step with reading and augmentation', ours.withData)
  const { fed } = ours
  const busy = fed.gpuBusy === undefined ? '' : `, card busy ${(100 * fed.gpuBusy).toFixed(0)} %`
  tell(
    'Windhover: fed',
    `${fed.tilesPerSecond.toFixed(1)} tiles/s, step ${fed.stepMilliseconds.toFixed(1)} ms, wait ${fed.waitMilliseconds.toFixed(1)} ms${busy}`,
  )
  tell('Windhover: predict', `${ours.megapixelsPerSecond.toFixed(1)} Mpx/s`)
  take('Windhover: step, operation by operation', json(process.execPath, [outfile], { mode: 'eager' }).step)
  if (values.python === 'none') continue
  const torch = twinOf('train.bench.py', values.torch)
  take(`PyTorch ${torch.version}: step`, torch.default)
  take(`PyTorch ${torch.version}, channels last: step`, torch.channelsLast)
  tell(
    `PyTorch ${torch.version} (${torch.device}): predict`,
    `${Math.max(torch.default.megapixelsPerSecond, torch.channelsLast.megapixelsPerSecond).toFixed(1)} Mpx/s`,
  )
  if (values.keras === undefined) continue
  const keras = twinOf('train.bench.keras.py', values.keras)
  take(`Keras ${keras.version}, graph: step`, keras)
  const sameWork = twinOf('train.bench.keras.py', values.keras, { sameWork: true })
  take(`Keras ${keras.version}, graph, same work: step`, sameWork)
}
console.log(
  `${ours.parameters} parameters, batches of ${settings.batch} tiles of ${settings.size}², ${ours.cores} cores`,
)
const [first] = best.values()
const column = (value, unit, share) =>
  `${value.toFixed(1).padStart(7)} ${unit} ${share.toFixed(2).padStart(5)} ×`
for (const [name, { clock, cpu }] of best) {
  const seconds = column(clock, 'tiles/s', clock / first.clock)
  console.log(`${name.padEnd(48)} ${seconds}  ${column(cpu, 'tiles/CPU s', cpu / first.cpu)}`)
}
for (const [name, text] of more) console.log(`${name.padEnd(48)} ${text}`)
