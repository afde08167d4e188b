// Compiles what has changed: `code` (main, workers, preload, command line) with esbuild, `window` with vite.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readJson, root, writeJson } from './setup/cache.mjs'
import { withLock } from './setup/lock.mjs'

const out = join(root, 'out')

const groups = {
  code: { sources: ['src', 'electron', 'build', 'package.json'], compile: compileCode },
  window: { sources: ['src', 'renderer', 'build', 'package.json'], compile: compileWindow },
}

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  logLevel: 'warning',
  absWorkingDir: root,
}

/**
 * @param {('code' | 'window')[]} [names] what to bring up to date; what has not changed is left alone
 * @returns {Promise<boolean>} whether anything was compiled
 */
export async function compile(names = ['code', 'window']) {
  const stale = names.filter((name) => isStale(name))
  if (stale.length === 0) return false
  await withLock({ say: (text) => process.stderr.write(`${text}\n`) }, async () => {
    for (const name of stale) {
      if (!isStale(name)) continue
      const { sources, compile } = groups[name]
      const state = stateOf(sources)
      await compile()
      writeJson(stampOf(name), { state })
    }
  })
  return true
}

const stampOf = (name) => join(out, `.${name}.json`)

const isStale = (name) => readJson(stampOf(name))?.state !== stateOf(groups[name].sources)

/** A hash over every file's name, size and time: a change back to an older file counts, too. */
function stateOf(sources) {
  const hash = createHash('sha256')
  const visit = (path) => {
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat?.isDirectory()) for (const name of readdirSync(path).sort()) visit(join(path, name))
    else if (stat) hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`)
  }
  for (const source of sources) visit(join(root, source))
  return hash.digest('hex')
}

async function compileCode() {
  const { build } = await import('esbuild')
  const entries = { main: 'electron/main.ts', data: 'electron/data.ts', trainer: 'electron/trainer.ts' }
  const esm = { ...entries, cli: 'src/cli/main.node.ts' }
  mkdirSync(out, { recursive: true })
  for (const name of readdirSync(out)) if (name.startsWith('chunk-')) rmSync(join(out, name))
  await build({
    ...shared,
    // What is imported late is loaded late. The pieces lie beside the entries: paths relative to a module stay true.
    splitting: true,
    chunkNames: 'chunk-[hash]',
    entryPoints: Object.fromEntries(Object.entries(esm).filter(([, file]) => existsSync(join(root, file)))),
    format: 'esm',
    packages: 'external',
    outdir: 'out',
  })
  compileAddon()
  const preload = 'electron/preload.ts'
  if (!existsSync(join(root, preload))) return
  // A sandboxed preload script is one CommonJS file and may require nothing but Electron.
  await build({
    ...shared,
    entryPoints: [preload],
    format: 'cjs',
    external: ['electron'],
    outfile: 'out/preload.cjs',
  })
}

/** The addon that src/image/ownGlib.node.ts loads; only Electron on Linux needs it, and runs without it, leaking. */
function compileAddon() {
  if (process.platform !== 'linux') return
  mkdirSync(join(out, 'native'), { recursive: true })
  const headers = join(root, 'node_modules/node-api-headers/include')
  const args = ['-O2', '-shared', '-fPIC', '-std=c++17', '-I', headers, 'build/native/ownGlib.cc']
  const built = spawnSync('g++', [...args, '-o', 'out/native/ownGlib.node', '-ldl'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (built.status !== 0) {
    const reason = built.error?.message ?? built.stderr.split('\n')[0]
    console.error(`Images will leak memory in the window: the addon for sharp was not built (${reason}).`)
  }
}

async function compileWindow() {
  if (!existsSync(join(root, 'renderer/main.ts'))) return
  const { build } = await import('vite')
  await build({ configFile: join(root, 'renderer/vite.config.js'), logLevel: 'warn' })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = performance.now()
  await compile().then(
    (done) =>
      console.error(
        done ? `Compiled in ${((performance.now() - started) / 1000).toFixed(1)} s.` : 'Nothing to compile.',
      ),
    (error) => {
      // esbuild has said what and where already.
      if (!error.errors) console.error(error.message)
      process.exitCode = 1
    },
  )
}
