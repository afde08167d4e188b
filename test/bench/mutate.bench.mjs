// Damaged files, per reader: how many are read, refused in a sentence, or end in a raw error, a crash or a hang.
//   node test/bench/mutate.bench.mjs [files each 10000] [seed 1] [readers, with commas]
// WINDHOVER_PYTHON names a Python with h5py.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle } from './bundle.mjs'

const [count = '10000', seed = '1', only] = process.argv.slice(2)
const work = mkdtempSync(join(tmpdir(), 'windhover-mutate-'))
const makeSound = await bundle('mutateSound')
const script = await bundle('mutate')

/** A reader's whole run: a process that dies or says nothing for ten seconds a file is counted and started again. */
async function run(reader, sound) {
  const total = { n: 0, read: 0, refused: 0, raw: 0, slowest: 0, died: 0, hung: 0 }
  for (let part = 0; total.n < Number(count) && total.died + total.hung < 20; part++) {
    const place = mkdtempSync(join(work, `${reader}-`))
    const rest = String(Number(count) - total.n)
    const child = spawn(process.execPath, [script, reader, sound, place, rest, String(Number(seed) + part)])
    let [last, hung, text] = [{ n: 0, read: 0, refused: 0, raw: 0, slowest: 0 }, false, '']
    let timer
    const wait = () => {
      clearTimeout(timer)
      timer = setTimeout(() => (hung = child.kill('SIGKILL')), 300_000)
    }
    wait()
    child.stdout.on('data', (data) => {
      wait()
      const lines = (text += data).split('\n')
      text = lines.pop() ?? ''
      for (const line of lines) {
        if (line.startsWith('{')) last = JSON.parse(line)
        else console.log(`${reader}: ${line}`)
      }
    })
    let complaint = ''
    child.stderr.on('data', (data) => (complaint += data))
    const code = await new Promise((done) => child.once('close', done))
    clearTimeout(timer)
    for (const key of ['n', 'read', 'refused', 'raw']) total[key] += last[key]
    total.slowest = Math.max(total.slowest, last.slowest)
    if (hung) total.hung++
    else if (code !== 0) {
      total.died++
      console.log(`${reader} died: ${complaint.trim().split('\n')[0]}`)
    }
    rmSync(place, { recursive: true, force: true })
  }
  return total
}

try {
  const files = JSON.parse(execFileSync(process.execPath, [makeSound, work], { encoding: 'utf8' }))
  const results = {}
  for (const [reader, sound] of Object.entries(files))
    if (!only || only.split(',').includes(reader)) {
      results[reader] = await run(reader, sound)
      console.log(reader, JSON.stringify(results[reader]))
    }
  writeFileSync(join(tmpdir(), 'windhover-mutate.json'), JSON.stringify(results))
  if (Object.values(results).some(({ raw, died, hung }) => raw + died + hung > 0)) process.exitCode = 1
} finally {
  rmSync(work, { recursive: true, force: true })
  for (const each of [script, makeSound]) rmSync(each, { force: true })
}
