// Shuffled batches from a big dataset file, ours beside h5py, in turns. We read pictures, masks and boxes; h5py pictures
// alone, as most readers do, and pictures and masks.
//   node test/bench/read.bench.mjs [gigabytes 2] [batch 32] [seconds 3] [turns 3]
// WINDHOVER_PYTHON and PYTHONPATH name a Python with h5py.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle } from './bundle.mjs'

const [gigabytes = '2', batch = '32', seconds = '3', turns = '3'] = process.argv.slice(2)
const work = mkdtempSync(join(tmpdir(), 'windhover-read-'))
const script = await bundle('read')
const file = join(work, 'big.h5')
const run = (command, args) => execFileSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 24 })
try {
  const tiles = Math.ceil((Number(gigabytes) * 1e9) / (256 * 256 * 4) / 16) * 16
  run(process.execPath, [script, 'make', file, String(tiles)])
  console.log(
    `${tiles} tiles of 256², shuffled batches of ${batch}; tiles/s by the clock (a second of CPU time)`,
  )
  const python = process.env.WINDHOVER_PYTHON ?? 'python3'
  const rows = {}
  const note = (name, { clock, cpu }) => (rows[name] ??= []).push(`${clock.toFixed(0)} (${cpu.toFixed(0)})`)
  for (let turn = 0; turn < Number(turns); turn++) {
    const ours = JSON.parse(run(process.execPath, [script, 'read', file, batch, seconds]))
    note('ours, pictures and masks', ours.read)
    note('ours, read and augmented', ours.prepared)
    const peer = JSON.parse(run(python, [join(import.meta.dirname, 'read.bench.py'), file, batch, seconds]))
    for (const [name, rate] of Object.entries(peer)) note(`h5py, ${name}`, rate)
  }
  for (const [name, list] of Object.entries(rows)) console.log(`${name}: ${list.join(', ')}`)
} finally {
  rmSync(work, { recursive: true, force: true })
  rmSync(script, { force: true })
}
