// Runs a folder of label cases by today's command line, and writes what came of each beside what is right.
//   node test/bench/labelCases.bench.mjs CASES REPORT.json [EARLIER.json]
// CASES holds a folder a case: `cmd.sh`, which calls `npm run -s windhover -- …`, and `right.txt`, which says in words
// what must come out. A person judges once; with EARLIER, a report that was judged, only what differs from it is shown.
// It needs sh and curl.
import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { bundle } from './bundle.mjs'

const [given, report, earlier] = process.argv.slice(2)
if (!given || !report) throw new Error('Usage: labelCases.bench.mjs CASES REPORT.json [EARLIER.json]')
const cases = realpathSync(given)
/** What one case may take, in milliseconds; letters of its output that are kept. */
const [patience, mostText] = [1_200_000, 20_000]

const work = realpathSync(mkdtempSync(join(tmpdir(), 'windhover-cases-')))
const socket = join(work, 'socket')
const script = await bundle('labelCases')
const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', UV_THREADPOOL_SIZE: '8' }
const server = fork(script, [socket], { env })
await once(server, 'message')

// In the cases' eyes this is npm.
const bin = join(work, 'bin')
mkdirSync(bin)
const shim = `#!/bin/sh
shift 4
answer=$(mktemp)
code=$(printf '%s\\0' "$@" | curl -s --unix-socket '${socket}' --data-binary @- -o "$answer" -w '%header{x-code}' http://here/)
cat "$answer"
exit "$code"
`
writeFileSync(join(bin, 'npm'), shim, { mode: 0o755 })

/** What one case printed and how it ended, without what differs from run to run. */
async function run(name) {
  const folder = join(cases, name)
  const scratch = mkdtempSync(join(work, 'case-'))
  const options = {
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, TMPDIR: scratch },
    timeout: patience,
    maxBuffer: 2 ** 26,
  }
  const { code, text } = await new Promise((done) => {
    const ended = (error, out, complaint) =>
      done({ code: error ? (error.code ?? error.signal) : 0, text: out + complaint })
    execFile('sh', [join(folder, 'cmd.sh')], options, ended)
  })
  rmSync(scratch, { recursive: true, force: true })
  const place = new RegExp(`${scratch}/tmp\\.\\w+`, 'g')
  const plain = text
    .replaceAll(place, 'WORK')
    .replaceAll(folder, 'CASE')
    .replaceAll(/\d+(\.\d+)? (ms|s)\b/g, 'N s')
  return {
    right: readFileSync(join(folder, 'right.txt'), 'utf8').trim(),
    code,
    text: plain.slice(0, mostText),
  }
}

const results = {}
const names = readdirSync(cases).filter((name) => existsSync(join(cases, name, 'cmd.sh')))
for (const name of names) {
  results[name] = await run(name)
  process.stderr.write(`\r${Object.keys(results).length} of ${names.length} `)
}
server.kill()
rmSync(script)
rmSync(work, { recursive: true, force: true })
writeFileSync(report, JSON.stringify(results, undefined, 1))

const before = earlier ? JSON.parse(readFileSync(earlier, 'utf8')) : {}
const changed = names.filter((name) => before[name]?.text !== results[name].text)
for (const name of changed) {
  const { right, code, text } = results[name]
  console.log(`=== ${name} (exit ${code})\nright: ${right}\n${text}`)
}
console.log(`${names.length} cases, ${changed.length} to judge.`)
