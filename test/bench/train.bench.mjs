// Training speed of the heat-map detector beside its PyTorch twin, in turns, the best of the rounds of each:
//   node test/bench/train.bench.mjs [--batch 16] [--size 256] [--steps 10] [--rounds 3] [--python python3]
// The twin needs a Python with PyTorch (PYTHONPATH may point at one).
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
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
}
const { values } = parseArgs({ options })
const settings = {
  batch: Number(values.batch),
  size: Number(values.size),
  steps: Number(values.steps),
  engine: values.engine,
  threads: availableParallelism(),
  widths: [16, 32, 64, 128],
  features: 48,
}
const outfile = join(here, '../../out/bench/train.bench.mjs')
mkdirSync(dirname(outfile), { recursive: true })
const common = { bundle: true, packages: 'external', platform: 'node', format: 'esm', logLevel: 'warning' }
await build({ ...common, entryPoints: [join(here, 'train.bench.ts')], outfile })

const json = (command, args) => {
  const out = execFileSync(command, [...args, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return JSON.parse(out.toString().trim().split('\n').at(-1))
}
const best = new Map()
const take = (name, speed) => best.set(name, Math.max(speed, best.get(name) ?? 0))
let ours
for (let round = 0; round < Number(values.rounds); round++) {
  ours = json(process.execPath, [outfile])
  take(`Windhover, ${ours.engine}: step`, ours.step)
  take('Windhover: step with reading and augmentation', ours.withData)
  const twin = json(values.python, [join(here, 'train.bench.py')])
  take(`PyTorch ${twin.version}: step`, twin.default.tilesPerSecond)
  take(`PyTorch ${twin.version}, channels last: step`, twin.channelsLast.tilesPerSecond)
  if (twin.default.parameters !== ours.parameters)
    throw new Error(`the twin has ${twin.default.parameters} parameters`)
}
console.log(
  `${ours.parameters} parameters, batches of ${settings.batch} tiles of ${settings.size}², ${ours.cores} cores`,
)
const [first] = best.values()
for (const [name, speed] of best) {
  console.log(
    `${name.padEnd(58)} ${speed.toFixed(1).padStart(7)} tiles/s ${(speed / first).toFixed(2).padStart(6)} ×`,
  )
}
