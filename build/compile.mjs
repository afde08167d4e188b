// Compiles what has changed: `code` (workers, preload, command line) with esbuild and main with vite, as `window`;
// `licences` tells of all that the app is made of then.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readJson, root, writeJson } from './setup/cache.mjs'
import { withLock } from './setup/lock.mjs'
import { packagesOf, reachedPackages } from './shipped/packages.mjs'

const out = join(root, 'out')

/** Tells which TensorFlow was set up. */
const tensorflowStamp = 'node_modules/@tensorflow/tfjs-node-gpu/lib/windhover.json'

const groups = {
  code: { sources: ['src', 'electron', 'build', 'package.json'], compile: compileCode },
  window: { sources: ['src', 'renderer', 'build', 'package.json'], compile: compileWindow },
  licences: {
    sources: ['src', 'electron', 'renderer', 'build', 'package.json', 'package-lock.json', tensorflowStamp],
    compile: writeLicences,
  },
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
 * @param {('code' | 'window' | 'licences')[]} [names] what to bring up to date; what has not changed is left alone
 * @returns {Promise<boolean>} whether anything was compiled
 */
export async function compile(names = ['code', 'window', 'licences']) {
  const stale = names.filter((name) => isStale(name))
  if (stale.length === 0) return false
  await withLock({ say: (text) => process.stderr.write(`${text}\n`) }, async () => {
    for (const name of stale) {
      if (!isStale(name)) continue
      const { sources, compile } = groups[name]
      const state = stateOf(sources)
      writeJson(stampOf(name), { state, ...(await compile()) })
    }
  })
  return true
}

const stampOf = (name) => join(out, `.${name}.json`)

/** What the last compilation wrote, as names in `out`. */
export const compiledFiles = () => Object.keys(groups).flatMap((name) => readJson(stampOf(name))?.files ?? [])

/** Packages whose code lies in what was compiled, as paths below the root. */
export const bundledPackages = () => [
  ...new Set(Object.keys(groups).flatMap((name) => readJson(stampOf(name))?.packages ?? [])),
]

/** What the compiled code loads from node_modules when it runs, as paths below the root. */
export const loadedPackages = () => readJson(stampOf('licences'))?.loaded ?? []

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

const hosts = {
  main: 'electron/main.ts',
  data: 'electron/data.ts',
  trainer: 'electron/trainer.ts',
  store: 'electron/store.ts',
}
const programs = {
  ...hosts,
  cli: 'src/cli/main.node.ts',
  queueWorker: 'src/training/queueWorker.node.ts',
  storeWorker: 'src/cli/storeWorker.node.ts',
}

/** Files that the compiled code reads, where it lies. */
const beside = [
  'src/models/pretrained/lite0.f16',
  'src/compute/driver.py',
  'src/compute/driver_says.py',
  'src/compute/driver_workers.py',
]

async function compileCode() {
  const { build } = await import('esbuild')
  mkdirSync(out, { recursive: true })
  removeOldChunks()
  const { main, ...others } = programs
  const [ofMain, { metafile }] = await Promise.all([
    compileMain(main),
    build({
      ...shared,
      metafile: true,
      // What is imported late is loaded late. The pieces lie beside the entries: paths relative to a module stay true.
      splitting: true,
      chunkNames: 'chunk-[hash]',
      entryPoints: others,
      format: 'esm',
      packages: 'external',
      outdir: 'out',
    }),
  ])
  for (const file of beside) copyFileSync(join(root, file), join(out, basename(file)))
  compileAddons()
  const preload = 'electron/preload.ts'
  // A sandboxed preload script is one CommonJS file and may require nothing but Electron.
  await build({
    ...shared,
    entryPoints: [preload],
    format: 'cjs',
    external: ['electron'],
    outfile: 'out/preload.cjs',
  })
  const files = Object.keys(metafile.outputs).map((file) => file.slice('out/'.length))
  return {
    files: [
      ...ofMain.files,
      ...files,
      'preload.cjs',
      'native',
      ...beside.map((file) => basename(file)),
    ].filter((name) => existsSync(join(out, name))),
    packages: packagesOf([...ofMain.modules, ...Object.keys(metafile.inputs)]),
  }
}

/** The window waits for main: all that main needs at its start is one file, for each takes its time. */
async function compileMain(entry) {
  const { build } = await import('vite')
  const { output } = await build({
    configFile: false,
    logLevel: 'warn',
    root,
    publicDir: false,
    build: {
      ssr: true,
      target: 'node20',
      outDir: out,
      emptyOutDir: false,
      sourcemap: true,
      rolldownOptions: {
        input: { main: join(root, entry) },
        external: isPackage,
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: 'chunk-[hash].js',
          codeSplitting: { groups: [{ name: 'main', test: (id) => id === join(root, entry) }] },
        },
      },
    },
  })
  return {
    files: output.map(({ fileName }) => fileName),
    modules: output.flatMap((chunk) => chunk.moduleIds ?? []),
  }
}

/** What is imported by a name and not by a path. */
const isPackage = (id) => !/^[./\\\0]|^[A-Za-z]:/.test(id)

/** A program that still runs may load a piece of yesterday's code late. */
function removeOldChunks() {
  for (const name of readdirSync(out)) {
    const isOld = () => Date.now() - statSync(join(out, name)).mtimeMs > 24 * 60 * 60 * 1000
    if (name.startsWith('chunk-') && isOld()) rmSync(join(out, name))
  }
}

/** Addons of one file each, for Linux alone, and what is missed without them. */
const addons = {
  ownGlib: 'Images will leak memory in the window',
  pipes: 'Large pictures will take a tenth longer to prepare, and to give up',
}

function compileAddons() {
  if (process.platform !== 'linux') return
  mkdirSync(join(out, 'native'), { recursive: true })
  const headers = join(root, 'node_modules/node-api-headers/include')
  for (const [name, loss] of Object.entries(addons)) {
    const args = ['-O2', '-shared', '-fPIC', '-std=c++17', '-I', headers, `build/native/${name}.cc`]
    const built = spawnSync('g++', [...args, '-o', `out/native/${name}.node`, '-ldl'], {
      cwd: root,
      encoding: 'utf8',
    })
    if (built.status === 0) continue
    const reason = built.error?.message ?? built.stderr.split('\n')[0]
    console.error(`${loss}: the addon ${name} was not built (${reason}).`)
  }
}

async function compileWindow() {
  const { build } = await import('vite')
  const built = await build({ configFile: join(root, 'renderer/vite.config.js'), logLevel: 'warn' })
  const modules = built.output.flatMap((chunk) => chunk.moduleIds ?? [])
  return { files: ['renderer'], packages: packagesOf(modules) }
}

async function writeLicences() {
  const { licencesOf, partsOf } = await import('./shipped/parts.mjs')
  const loaded = await reachedPackages(Object.values(programs))
  writeJson(join(out, 'licences.json'), licencesOf(partsOf({ loaded, bundled: bundledPackages() })))
  return { files: ['licences.json'], loaded }
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
      if (!error.warnings) console.error(error.message)
      process.exitCode = 1
    },
  )
}
