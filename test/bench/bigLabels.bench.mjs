// Memory and CPU time of the command line with label files larger than a text can be: a CSV table in, its objects out as one
// COCO file, and that in again.
//   node test/bench/bigLabels.bench.mjs [objects 2000000] [letters of a comment a row 230]
// By Linux's /proc. Two million objects and 230 letters are a table of 560 MB.
import { execFileSync, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { compile } from '../../build/compile.mjs'

const root = resolve(import.meta.dirname, '../..')
const [objects, letters] = [Number(process.argv[2] ?? 2_000_000), Number(process.argv[3] ?? 230)]
const work = mkdtempSync(join(tmpdir(), 'windhover-labels-'))
const at = (name) => join(work, name)
const cli = join(root, 'out/cli.js')
const [side, ticks] = [4000, Number(execFileSync('getconf', ['CLK_TCK']))]

/** Peak of the memory in megabytes, and seconds of CPU, of a process up to now; undefined once it has ended. */
function costOf(pid) {
  try {
    const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    // It has ended, and nobody has asked for it yet.
    if (peak === undefined) return undefined
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
    return {
      megabytes: Math.round(Number(peak) / 1024),
      cpu: (Number(fields[11]) + Number(fields[12])) / ticks,
    }
  } catch {
    return undefined
  }
}

async function measured(what, args) {
  const started = performance.now()
  const child = spawn(process.execPath, [cli, ...args, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] })
  let [text, cost] = ['', { megabytes: 0, cpu: 0 }]
  child.stdout.on('data', (part) => (text += part))
  const timer = setInterval(() => (cost = costOf(child.pid) ?? cost), 50)
  const code = await new Promise((done) => child.once('close', done))
  clearInterval(timer)
  const result = JSON.parse(text.trim().split('\n').at(-1))
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  const { megabytes, cpu } = cost
  console.log(
    `${what}: peak ${megabytes} MB, ${cpu.toFixed(1)} s of CPU, ${seconds} s by the clock, exit ${code}`,
  )
  return result
}

function writeTable(path) {
  const file = openSync(path, 'w')
  const comment = 'x'.repeat(letters)
  writeSync(file, 'image_path,xmin,ymin,xmax,ymax,label,comment\n')
  for (let n = 0; n < objects;) {
    let part = ''
    for (; n < objects && part.length < 1e6; n++) {
      const [x, y] = [(n * 7) % (side - 20), (n * 13) % (side - 20)]
      part += `field.png,${x},${y},${x + 5.5},${y + 8.25},${n % 3 ? 'seal' : 'gull'},${comment}\n`
    }
    writeSync(file, part)
  }
  closeSync(file)
}

try {
  await compile(['code'])
  await sharp({ create: { width: side, height: side, channels: 3, background: '#507040' } })
    .png()
    .toFile(at('field.png'))
  writeTable(at('table.csv'))
  const size = (name) => `${Math.round(statSync(at(name)).size / 1e6)} MB`
  for (const name of ['a', 'b']) execFileSync(process.execPath, [cli, 'init', at(`${name}.windhover`)])
  const [a, b, picture] = [at('a.windhover'), at('b.windhover'), at('field.png')]
  const first = await measured(`CSV of ${size('table.csv')} in`, [
    'import',
    a,
    picture,
    '--labels',
    at('table.csv'),
  ])
  const out = ['export', a, '--format', 'coco', '--out', at('labels.json')]
  const written = await measured('COCO out', out)
  const second = await measured(`COCO of ${size('labels.json')} in`, [
    ...['import', b, picture],
    ...['--labels', at('labels.json')],
  ])
  const counts = [first.images?.[0]?.objects, written.written, second.images?.[0]?.objects]
  console.log(`Objects: ${counts.join(', ')} of ${objects}.`)
  if (counts.some((count) => count !== objects)) process.exitCode = 1
} finally {
  rmSync(work, { recursive: true, force: true })
}
