// Resident memory of the training process over many steps:
//   node test/bench/memory.bench.mjs [steps, usually 10000]
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const outfile = join(here, '../../out/bench/memory.bench.mjs')
mkdirSync(dirname(outfile), { recursive: true })
const common = { bundle: true, packages: 'external', platform: 'node', format: 'esm', logLevel: 'warning' }
await build({ ...common, entryPoints: [join(here, 'memory.bench.ts')], outfile })
const out = execFileSync(process.execPath, [outfile, process.argv[2] ?? '10000'], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const resident = JSON.parse(out.toString().trim().split('\n').at(-1))
for (const [step, megabytes] of resident)
  console.log(String(step).padStart(8), 'steps', megabytes.toFixed(0).padStart(6), 'MB')
// What is set up in the first twentieth is not growth.
const [first, last] = [resident[0][1], resident.at(-1)[1]]
console.log(`growth after the first ${resident[0][0]} steps: ${(last - first).toFixed(0)} MB`)
