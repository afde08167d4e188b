// The project's store at a million objects: load, edit, import, undo, each beside SQLite alone in the same run.
//   node test/bench/store.bench.mjs [objects] [turns]
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'

const root = resolve(import.meta.dirname, '../..')
// Beside the packages, so that the compiled file finds them.
const folder = mkdtempSync(join(root, 'node_modules/.store-bench-'))
const outfile = join(folder, 'store.bench.mjs')
await build({
  entryPoints: [join(root, 'test/bench/store.bench.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'error',
})
const { status } = spawnSync(process.execPath, ['--expose-gc', outfile, ...process.argv.slice(2)], {
  stdio: 'inherit',
})
rmSync(folder, { recursive: true, force: true })
process.exitCode = status ?? 1
