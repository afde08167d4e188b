// Augmentation on one core, by CPU time, beside Keras' ImageDataGenerator and albumentations, in turns, the best of the
// rounds of each:
//   PYTHONPATH=… node test/bench/augment.bench.mjs [--tiles 300] [--rounds 3] [--python python3]
// The peers: pip install keras-preprocessing==1.1.2 albumentations==2.0.8 opencv-python-headless "numpy<2" scipy pillow
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const options = {
  tiles: { type: 'string', default: '300' },
  rounds: { type: 'string', default: '3' },
  python: { type: 'string', default: 'python3' },
}
const { values } = parseArgs({ options })
const outfile = join(here, '../../out/bench/augment.bench.mjs')
mkdirSync(dirname(outfile), { recursive: true })
const common = { bundle: true, packages: 'external', platform: 'node', format: 'esm', logLevel: 'warning' }
await build({ ...common, entryPoints: [join(here, 'augment.bench.ts')], outfile })

const json = (command, args) =>
  JSON.parse(
    execFileSync(command, [...args, values.tiles], { stdio: ['ignore', 'pipe', 'inherit'] })
      .toString()
      .trim()
      .split('\n')
      .at(-1),
  )
const best = {}
const take = (who, speeds) => {
  for (const [name, speed] of Object.entries(speeds)) {
    if (typeof speed === 'number') best[`${who} ${name}`] = Math.max(speed, best[`${who} ${name}`] ?? 0)
  }
}
for (let round = 0; round < Number(values.rounds); round++) {
  take('ours', json(process.execPath, [outfile]))
  take('peer', json(values.python, [join(here, 'augment.bench.py')]))
}
const rows = [
  ['what ImageDataGenerator does (it: picture only; ours: mask and boxes, too)', 'keras'],
  ['the whole chain, against albumentations', 'all'],
  ['the usual preset, against albumentations', 'usual'],
]
console.log(
  'tiles of 256² a second of CPU time'.padEnd(80),
  'peer'.padStart(8),
  'ours'.padStart(8),
  'ratio'.padStart(8),
)
for (const [label, key] of rows) {
  const [peer, ours] = [best[`peer ${key}`], best[`ours ${key}`]]
  console.log(
    label.padEnd(80),
    peer.toFixed(0).padStart(8),
    ours.toFixed(0).padStart(8),
    `${(ours / peer).toFixed(2)} ×`.padStart(8),
  )
}
