// Memory of a training by the command line that reads from a file larger than most memories.
//   node test/bench/bigFile.bench.mjs [gigabytes 10] [minutes 3]
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { compile } from '../../build/compile.mjs'
import { bundle } from './bundle.mjs'

const root = resolve(import.meta.dirname, '../..')
const [gigabytes = '10', minutes = '3'] = process.argv.slice(2)
const work = mkdtempSync(join(tmpdir(), 'windhover-big-'))
const script = await bundle('read')
const [file, project] = [join(work, 'big.h5'), join(work, 'big.windhover')]
const cli = join(root, 'out/cli.js')

/** Megabytes of all that the process has in memory, and of what is its own, without pages of files. */
function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const of = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024
  return [of('VmRSS'), of('RssAnon')]
}

try {
  await compile(['code'])
  const tiles = Math.ceil((Number(gigabytes) * 1e9) / (256 * 256 * 4) / 16) * 16
  execFileSync(process.execPath, [script, 'make', file, String(tiles)])
  execFileSync(process.execPath, [cli, 'init', project, '--classes', 'noise'])
  const words = ['train', project, '--dataset', file, '--minutes', minutes, '--json']
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' }
  const training = spawn(process.execPath, [cli, ...words], { stdio: ['ignore', 'pipe', 'inherit'], env })
  let text = ''
  training.stdout.on('data', (part) => (text += part))
  const samples = []
  const timer = setInterval(() => samples.push(memoryOf(training.pid)), 1000)
  await new Promise((done) => training.once('exit', () => done(clearInterval(timer))))
  const result = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
  const steps = result.find(({ event }) => event === 'result')?.steps ?? 0
  const most = (which) => Math.max(...samples.map((sample) => sample[which])).toFixed(0)
  const quarter = samples[samples.length >> 2] ?? [0, 0]
  const last = samples.at(-2) ?? quarter
  console.log(`${tiles} tiles of 256² in ${gigabytes} GB, ${steps} steps in ${minutes} min`)
  console.log(`resident memory at most ${most(0)} MB, of that the process's own ${most(1)} MB`)
  console.log(`growth after the first quarter of the time: ${(last[1] - quarter[1]).toFixed(0)} MB`)
} finally {
  rmSync(work, { recursive: true, force: true })
  rmSync(script, { force: true })
}
