// Damaged files, per reader: how many are read, refused in a sentence, or end in a raw error, a crash or a hang.
//   node test/bench/mutate.bench.mjs [last file = 1000] [seed = 1] [readers, with commas] [first file = 1]
// The same number and seed give the same file, so that a long run may be done in pieces.
// What ends badly is kept in a folder that is told. WINDHOVER_PYTHON names a Python with h5py.
import { execFileSync, fork } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle } from './bundle.mjs'

/** A file that takes longer is a hang. */
const patience = 10_000
/** So many bad ends of one reader say enough. */
const maxBad = 20

const [count = '1000', seed = '1', only, first = '1'] = process.argv.slice(2)
const work = mkdtempSync(join(tmpdir(), 'windhover-mutate-'))
const kept = join(tmpdir(), 'windhover-damaged')
const script = await bundle('mutate')

/** One process from a number on, until it ends, dies or hangs; returns the number that it got to. */
async function part(name, from, total) {
  const place = mkdtempSync(join(work, `${name}-`))
  const args = [name, place, String(from), count, seed, kept]
  const child = fork(script, args, { stdio: ['ignore', 'inherit', 'pipe', 'ipc'] })
  let [begun, done, path, hung, complaint] = [0, from - 1, '', false, '']
  let timer
  const wait = (ms) => {
    clearTimeout(timer)
    timer = setTimeout(() => (hung = child.kill('SIGKILL')), ms)
  }
  wait(60_000)
  child.stderr.on('data', (data) => (complaint += data))
  child.on('message', (message) => {
    if (message.path) path = message.path
    if (message.rss) total.megabytes = Math.max(total.megabytes, Math.round(message.rss / 1024))
    if (message.begins) {
      begun = message.begins
      wait(patience)
    }
    if (!message.kind) return
    done = message.n
    total.n++
    total[message.kind]++
    total.slowest = Math.max(total.slowest, message.ms)
    if (message.kind !== 'raw') return
    const text = message.message.slice(0, 300).replaceAll('\n', '\\n')
    const known = total.texts.get(text) ?? []
    total.texts.set(text, [...known, done])
  })
  const code = await new Promise((end) => child.once('close', end))
  clearTimeout(timer)
  if (code !== 0) {
    total[hung ? 'hung' : 'died']++
    total.n += begun > done ? 1 : 0
    mkdirSync(kept, { recursive: true })
    if (path && begun) copyFileSync(path, join(kept, `${name}-${seed}-${begun}`))
    const why = hung ? 'hung' : `died (${code}: ${complaint.trim().split('\n').at(-1)})`
    console.log(`${name} ${begun}: ${why}`)
    // It could not even begin.
    if (!begun) return Infinity
  }
  rmSync(place, { recursive: true, force: true })
  return Math.max(begun, done)
}

async function run(name) {
  const total = { n: 0, read: 0, refused: 0, raw: 0, died: 0, hung: 0, slowest: 0, megabytes: 0 }
  const texts = new Map()
  const began = performance.now()
  for (let from = Number(first); from <= Number(count) && total.died + total.hung < maxBad;)
    from = 1 + (await part(name, from, Object.assign(total, { texts })))
  delete total.texts
  for (const [text, numbers] of texts)
    console.log(`${name}: ${numbers.length} × raw: ${text} (${numbers.slice(0, 3)})`)
  return { ...total, seconds: Math.round((performance.now() - began) / 1000) }
}

try {
  const names = JSON.parse(execFileSync(process.execPath, [script, ''], { encoding: 'utf8' }))
  for (const name of only ? only.split(',') : names) {
    const total = await run(name)
    console.log(name, JSON.stringify(total))
    if (total.raw + total.died + total.hung > 0) process.exitCode = 1
  }
  if (process.exitCode) console.log(`The files are in ${kept}.`)
} finally {
  rmSync(work, { recursive: true, force: true })
  rmSync(script, { force: true })
}
