// Runs a folder of picture cases against today's code, and prints a table of what each asks for.
//   node test/bench/pictureCases.bench.mjs CASES
// CASES holds scripts, .mjs and .py, each of which makes a picture, opens it and says of each thing it checks `ok` or
// `FAULT`. They find the checkout by WINDHOVER, or as a Python script's argument, and bundle `src/image` under the names
// that its files had when the cases were written. WINDHOVER_PYTHON names a Python with numpy and rasterio.
import { spawnSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { compile } from '../../build/compile.mjs'

const [given] = process.argv.slice(2)
if (!given) throw new Error('Usage: pictureCases.bench.mjs CASES')
const cases = realpathSync(given)
const root = resolve(import.meta.dirname, '../..')
/** Milliseconds that one case may take. */
const patience = 600_000

const work = realpathSync(mkdtempSync(join(tmpdir(), 'windhover-pictures-')))
const checkout = join(work, 'checkout')

/** The checkout under its earlier names, by links and by files that lead to today's. */
function makeCheckout() {
  const image = join(root, 'src/image')
  const from = (name) => JSON.stringify(join(image, name))
  const today = {
    importImage: `export { importImage, preparePicture as prepareImage } from ${from('importImage.node')}`,
    openLevels: `export * from ${from('openLevels.node')}`,
    pixelSource: `export * from ${from('pixelSource.node')}`,
  }
  mkdirSync(join(checkout, 'src/image'), { recursive: true })
  for (const name of ['node_modules', 'out', 'package.json'])
    symlinkSync(join(root, name), join(checkout, name))
  for (const [name, text] of Object.entries(today))
    writeFileSync(join(checkout, `src/image/${name}.node.ts`), `${text}\n`)
  writeFileSync(join(checkout, 'src/image/pixelSource.ts'), `export * from ${from('pixels/pixelSource')}\n`)
}

/** How a case ended, and each of its lines. */
function run(name) {
  const python = extname(name) === '.py'
  const program = python ? (process.env['WINDHOVER_PYTHON'] ?? 'python3') : process.execPath
  const env = {
    ...process.env,
    WINDHOVER: checkout,
    TMP: work,
    TF_CPP_MIN_LOG_LEVEL: '3',
    UV_THREADPOOL_SIZE: '8',
  }
  const options = { cwd: checkout, env, encoding: 'utf8', timeout: patience, maxBuffer: 2 ** 26 }
  const { stdout, stderr } = spawnSync(program, [join(cases, name), ...(python ? [root] : [])], options)
  const lines = stdout.split('\n').filter((line) => /^(ok|FAULT)\b/.test(line))
  return lines.length > 0 ? lines : [`FAULT it ended without a word: ${stderr.trim().split('\n').at(-1)}`]
}

try {
  await compile(['code'])
  makeCheckout()
  const names = readdirSync(cases)
    .filter((name) => /^\d.*\.(mjs|py)$/.test(name))
    .sort()
  const found = names.flatMap((name) => run(name).map((line) => ({ name, line })))
  console.log('| case | | what |\n|---|---|---|')
  for (const { name, line } of found) {
    const [, verdict, what] = /^(ok|FAULT)\s+(.*)$/s.exec(line)
    console.log(
      `| ${name.replace(/\.\w+$/, '')} | ${verdict} | ${what.slice(0, 300).replaceAll('|', '\\|')} |`,
    )
  }
  const faults = found.filter(({ line }) => line.startsWith('FAULT'))
  const faulty = new Set(faults.map(({ name }) => name)).size
  console.log(`${names.length} cases, ${found.length} checks, ${faults.length} faults in ${faulty} cases.`)
  if (faults.length > 0) process.exitCode = 1
} finally {
  rmSync(work, { recursive: true, force: true })
}
