// Native TensorFlow for @tensorflow/tfjs-node-gpu: the library out of TensorFlow's wheel, or TensorFlow.js's own, with
// the binding compiled here: all of it is pinned. Kept in the cache folder and linked into node_modules.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheFolder, readJson, recentFailure, rememberFailure, root, writeJson } from './cache.mjs'
import { command } from './command.mjs'
import { fetchWheel } from './packages.mjs'
import { libraries, libraryBase, takeLibrary } from './tensorflowLibrary.mjs'
import { cudaWheels, tensorflowWheels } from './tensorflowWheels.mjs'
import { unzip } from './unzip.mjs'

const tfjs = join(root, 'node_modules', '@tensorflow', 'tfjs-node-gpu')
const linked = ['lib', 'deps']
const stampName = 'windhover.json'

/** Sets up the native engine; without it wasm is used, so a failure is said, not thrown. */
export async function tensorflow({ report, exclusive, retry }) {
  const device = wantedDevice()
  if (device === 'none')
    return report.ready('TensorFlow: not wanted (WINDHOVER_TENSORFLOW=none), the wasm engine is used.')
  const key = `tensorflow ${device}`
  const done = () =>
    describe(readJson(join(tfjs, 'lib', stampName)), device) ?? (!retry && unavailable(recentFailure(key)))
  if (done()) return report.ready(done())
  await exclusive(async () => {
    if (done()) return
    const problems = []
    for (const way of [fromCache, fromWheel, fromLibrary]) {
      const problem = await way({ device, report })
      if (!problem) return report.say(done())
      problems.push(problem)
    }
    rememberFailure(key, problems.filter((problem) => problem !== true).join('; '))
    report.say(unavailable(recentFailure(key)))
  })
}

const unavailable = (reason) =>
  reason &&
  `TensorFlow: not there, the wasm engine is used (${reason}). "npm run setup -- --retry" tries again.`

function describe(stamp, device) {
  if (stamp?.wanted !== device || stamp.tfjs !== tfjsVersion()) return undefined
  const build = stamp.build === 'gpu' ? 'GPU build' : 'CPU build'
  const origin = stamp.origin === 'wheel' ? "from TensorFlow's wheel" : "from TensorFlow.js's own library"
  const hint =
    stamp.build === 'gpu' && !stamp.device.includes('GPU') ? ': no GPU answered, see nvidia-smi' : ''
  return `TensorFlow: ${build} ${origin} (${stamp.version}), computing on ${stamp.device}${hint}.`
}

const tfjsVersion = () => readJson(join(tfjs, 'package.json'))?.version

/** `WINDHOVER_TENSORFLOW` (cpu, gpu, none), else gpu where an NVIDIA driver is loaded. */
function wantedDevice() {
  const choice = process.env.WINDHOVER_TENSORFLOW
  if (['cpu', 'gpu', 'none'].includes(choice)) return choice
  if (choice) throw new Error(`WINDHOVER_TENSORFLOW is "${choice}": give cpu, gpu or none.`)
  const signs = ['/proc/driver/nvidia/version', '/dev/nvidiactl', '/usr/lib/wsl/lib/libcuda.so.1']
  return signs.some((file) => existsSync(file)) ? 'gpu' : 'cpu'
}

// Each way resolves with undefined when TensorFlow works, else with the problem (true: nothing to tell).

async function fromCache({ device }) {
  for (const origin of ['wheel', 'library']) {
    const folder = home(origin, device)
    const stamp = readJson(join(folder, 'lib', stampName))
    if (stamp?.tfjs !== tfjsVersion() || !isPinned(join(folder, 'deps'))) continue
    link(folder)
    return undefined
  }
  return true
}

/** Whether all that was unpacked here is what is pinned today. */
function isPinned(deps) {
  const pins = [tensorflowWheels, cudaWheels, libraries].flatMap((table) => Object.values(table))
  const stamps = readdirSync(deps).filter((name) => name.endsWith('.json'))
  return (
    stamps.length > 0 &&
    stamps.every((name) => pins.some(({ sha256 }) => sha256 === readJson(join(deps, name))?.sha256))
  )
}

const home = (origin, device) => join(cacheFolder(), `tensorflow-${origin}-${device}`)

async function fromLibrary({ device, report }) {
  const key = `${process.platform}-${process.arch}${device === 'gpu' ? '-gpu' : ''}`
  const library = libraries[key]
  if (!library) return `no library for ${key} whose checksum is known`
  const folder = home('library', device)
  report.say("TensorFlow: taking TensorFlow.js's own library …")
  try {
    await takeLibrary({ library, base: libraryBase(tfjs), folder: join(folder, 'deps'), report })
    await compileBinding(folder, report)
  } catch (error) {
    report.say(`TensorFlow: the library did not work (${error.message}).`)
    return `library: ${error.message}`
  }
  return adopt(folder, { origin: 'library', build: device, wanted: device })
}

async function fromWheel({ device, report }) {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'the wheel way is for Linux on x64'
  const folder = home('wheel', device)
  const wheels = [tensorflowWheels[device], ...(device === 'gpu' ? cudaWheels : [])]
  report.say(`TensorFlow: taking the ${device.toUpperCase()} library from TensorFlow's wheel …`)
  try {
    for (const wheel of wheels) await unpackWheel(wheel, folder, report)
    await compileBinding(folder, report)
  } catch (error) {
    report.say(`TensorFlow: the wheel did not work (${error.message}).`)
    return `wheel: ${error.message}`
  }
  return adopt(folder, { origin: 'wheel', build: device, wanted: device })
}

/** Takes what lies in the cache, if it computes. */
async function adopt(folder, about) {
  link(folder)
  const checked = await check()
  if (checked.problem) {
    unlink()
    return `${about.origin}: ${checked.problem}`
  }
  writeJson(join(folder, 'lib', stampName), { ...about, tfjs: tfjsVersion(), ...checked })
  return undefined
}

/** Takes the libraries (and of TensorFlow the few headers that the binding includes) out of one wheel. */
async function unpackWheel(wheel, folder, report) {
  const stamp = join(folder, 'deps', `${wheel.name}.json`)
  if (readJson(stamp)?.sha256 === wheel.sha256) return
  const file = await fetchWheel(wheel, report)
  const partial = join(folder, `${wheel.name}.partial`)
  rmSync(partial, { recursive: true, force: true })
  await unzip(file, partial, wheel.take, report.progress(`  unpacking ${wheel.name}`))
  moveAll(partial, join(folder, 'deps'))
  rmSync(partial, { recursive: true, force: true })
  writeJson(stamp, { version: wheel.version, sha256: wheel.sha256 })
  rmSync(file)
}

function moveAll(from, to) {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) moveAll(source, target)
    else renameSync(source, target)
  }
}

/** The package's binding, compiled against Node-API alone: one file for every Node and Electron. */
async function compileBinding(folder, report) {
  report.say('TensorFlow: compiling the binding …')
  const out = join(folder, 'lib', 'napi-v8', 'tfjs_binding.node')
  mkdirSync(dirname(out), { recursive: true })
  const sources = join(tfjs, 'binding')
  const files = readdirSync(sources).filter((name) => name.endsWith('.cc'))
  const { ok, reason } = await command(
    process.env.CXX || 'g++',
    [
      ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8'],
      ...['-I', tfjs, '-I', join(folder, 'deps', 'include')],
      ...['-I', join(root, 'node_modules', 'node-api-headers', 'include')],
      ...files.map((name) => join(sources, name)),
      ...linkTo(join(folder, 'deps', 'lib')),
      ...['-o', `${out}.partial`],
    ],
    { seconds: 300 },
  )
  if (!ok) throw new Error(`compiling the binding failed: ${reason}`)
  renameSync(`${out}.partial`, out)
}

/** The run path is relative, so that the folder may move into a packaged app. */
function linkTo(folder) {
  if (process.platform === 'darwin')
    return [
      ...['-L', folder, '-ltensorflow', '-ltensorflow_framework'],
      ...['-undefined', 'dynamic_lookup', '-Wl,-rpath,@loader_path/../../deps/lib'],
    ]
  const names = readdirSync(folder).filter((name) => /^libtensorflow\w*\.so\.2$/.test(name))
  return ['-L', folder, ...names.map((name) => `-l:${name}`), '-Wl,-rpath,$ORIGIN/../../deps/lib']
}

/** Loads the package in a process of its own and lets it multiply. */
async function check() {
  const script = fileURLToPath(new URL('tensorflowCheck.mjs', import.meta.url))
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' }
  const { ok, out, reason } = await command(process.execPath, [script], { cwd: root, env, seconds: 180 })
  if (!ok) return { problem: `it did not load: ${reason}` }
  return JSON.parse(out.trim().split('\n').at(-1))
}

function link(folder) {
  unlink()
  for (const name of linked) symlinkSync(join(folder, name), join(tfjs, name), 'junction')
}

function unlink() {
  // A link goes, not what it points to.
  for (const name of linked) rmSync(join(tfjs, name), { recursive: true, force: true })
}
