// How well the default detector finds vehicles in a scene that it never saw, beside a plain net in PyTorch that learns from
// the same pictures for as long: each scene in turn is left out, all others are learned. The vehicles are 25 to 138 pixels
// large: Windhover learns each picture at the level that fits its objects, and finds out itself at which to search the one
// that was left out. --scaled: PyTorch once more, from Windhover's tiles and told at which level to search.
//   node test/bench/scenes.bench.mjs FOLDER [minutes=3] [seed=1] [--torch FOLDER] [--python python3] [--scenes MOS,DJI_0012] [--scaled] [--alone] [--steps 375] [-- OPTION…]
// FOLDER holds MOS155.png … and DJI_0012.JPG … with YOLO boxes beside them (jekhor/aerial-cars-dataset: KIT AIS pictures and
// photographs of Minsk). The six MOS pictures are frames of one scene. --torch names the folder of PyTorch and NumPy (pip
// install --target FOLDER torch), where the Python does not have them itself; --scenes leaves out only these in turn.
// --alone: without PyTorch; --steps: so many of ours instead of the minutes, for a busy machine. What stands after `--` goes to `train` as it is.
// Both sides learn by the clock: other work on the cores falsifies the comparison, and PyTorch's threads suffer more from it.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { basename, extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { compile } from '../../build/compile.mjs'

const root = resolve(import.meta.dirname, '../..')
const dashes = process.argv.indexOf('--')
const trainOptions = dashes < 0 ? [] : process.argv.slice(dashes + 1)
const { values, positionals } = parseArgs({
  args: process.argv.slice(2, dashes < 0 ? undefined : dashes),
  allowPositionals: true,
  options: {
    torch: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    scenes: { type: 'string' },
    scaled: { type: 'boolean', default: false },
    alone: { type: 'boolean', default: false },
    steps: { type: 'string' },
  },
})
const [folder = '.', minutes = '3', seed = '1'] = positionals

await compile(['code'])
const outfile = join(root, 'out/bench/scenes.bench.mjs')
mkdirSync(join(root, 'out/bench'), { recursive: true })
const common = { bundle: true, packages: 'external', platform: 'node', format: 'esm', logLevel: 'warning' }
await build({ ...common, entryPoints: [join(import.meta.dirname, 'scenes.bench.ts')], outfile })
const { answersEach, dumpPicture, dumpTiles, minScore, levelOf, otherThresholds, scoreOurs, scoreTwin } =
  await import(pathToFileURL(outfile))

const work = mkdtempSync(join(tmpdir(), 'windhover-bench-'))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130))
process.on('exit', () => rmSync(work, { recursive: true, force: true }))
const say = (text) => process.stderr.write(`${new Date().toTimeString().slice(0, 8)} ${text}\n`)

function outputOf(command, args, env) {
  const run = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    env: { ...process.env, ...env },
  })
  if (run.status !== 0) throw new Error(`${args.slice(0, 2).join(' ')}: ${run.stderr || run.stdout}`)
  return run.stdout.trim().split('\n')
}

/** A command of Windhover's, and its result. */
function windhover(...args) {
  const env = { TF_CPP_MIN_LOG_LEVEL: '2', MALLOC_ARENA_MAX: '2' }
  const lines = outputOf(process.execPath, [join(root, 'out/cli.js'), ...args, '--json'], env)
  return lines.map((line) => JSON.parse(line)).find(({ event }) => event === 'result')
}

/** Every picture with its labels written anew as one class; `boxes` are [cx, cy, w, h] relative to its size. */
function picturesIn(folder) {
  const files = readdirSync(folder).filter((name) => /\.(png|jpe?g)$/i.test(name))
  return files.sort().map((name) => {
    const stem = basename(name, extname(name))
    const lines = readFileSync(join(folder, `${stem}.txt`), 'utf8')
      .trim()
      .split('\n')
    const boxes = lines.map((line) => line.trim().split(/\s+/).slice(1).map(Number))
    const labels = join(work, `${stem}.txt`)
    writeFileSync(labels, boxes.map((box) => `0 ${box.join(' ')}\n`).join(''))
    return { scene: stem.startsWith('MOS') ? 'MOS' : stem, file: join(folder, name), labels, boxes }
  })
}

/** `sought` pictures come without their labels: the size of what is to be found in them is not known. */
function importAll(project, pictures, sought = false) {
  return pictures.map(({ file, labels }) => {
    const known = sought ? ['--checked', 'none'] : ['--labels', labels, '--checked', 'whole']
    return windhover('import', project, file, ...known).images[0]
  })
}

const truthOf = ({ boxes }, { width, height }) =>
  boxes.map(([cx, cy, w, h]) => [(cx - w / 2) * width, (cy - h / 2) * height, w * width, h * height])

/** Windhover by its command line, each picture at the level that fits its objects. */
async function ours(project, learned, sought) {
  windhover('init', project, '--classes', 'vehicle')
  importAll(project, learned)
  const build = (level) =>
    windhover('build', project, '--seed', seed, '--level', level, '--out', join(project, `${level}.h5`))
  const { dataset } = build('auto')
  const plain = values.alone ? undefined : build('0').dataset
  const limits = values.steps
    ? ['--steps-per-epoch', '25', '--epochs', String(Math.ceil(Number(values.steps) / 25)), '--seed', seed]
    : ['--minutes', minutes, '--epochs', '100000', '--seed', seed]
  const run = windhover('train', project, '--dataset', dataset, ...limits, ...trainOptions)
  const images = importAll(project, sought, true)
  const truths = sought.map((picture, i) => truthOf(picture, images[i]))
  const search = async (level) => {
    const searched = images.map(({ id }, i) => {
      const at = level === undefined ? [] : ['--level', String(level(i))]
      return windhover('predict', project, '--image', String(id), '--run', run.run, ...at).images[0]
    })
    const files = images.map(({ id }) => join(project, 'predictions', run.run, `${id}.h5`))
    return { scores: await scoreOurs(files, truths), levels: searched.map(({ level }) => level) }
  }
  const found = await search()
  const fitting = images.map((image, i) => levelOf(truths[i], { ...image, levels: 9 }))
  const told = fitting.join() === found.levels.join() ? found : await search((i) => fitting[i])
  return { ...found, told, run, dataset, plain, truths }
}

/**
 * The plain net: trained on the train split of a dataset, its threshold from the val split; it searches picture i at
 * levels[i], where it was trained on pictures at their levels.
 */
async function twins(dataset, sought, truths, levels = sought.map(() => 0)) {
  const place = join(work, 'twin')
  mkdirSync(place)
  const { train, val, ...tiles } = await dumpTiles(dataset, place)
  const pictures = []
  for (const [i, { file }] of sought.entries()) {
    const raw = join(place, `${i}.u8`)
    pictures.push({ file: raw, ...(await dumpPicture(file, raw, levels[i])) })
  }
  const settings = {
    ...{ ...tiles, train, val, pictures, folder: place, minutes: Number(minutes), seed: Number(seed) },
    ...{ batch: 16, steps: 0, threads: availableParallelism(), floor: minScore },
    ...{ widths: [16, 32, 64, 128], features: 48 },
  }
  const script = join(import.meta.dirname, 'scenes.bench.py')
  const env = values.torch ? { PYTHONPATH: resolve(values.torch) } : {}
  const {
    val: checked,
    pictures: searched,
    ...run
  } = JSON.parse(outputOf(values.python, [script, JSON.stringify(settings)], env).at(-1))
  rmSync(place, { recursive: true })
  const scaled = truths.map((boxes, i) => boxes.map((box) => box.map((value) => value / 2 ** levels[i])))
  return { ...run, train, val, ...scoreTwin(checked, searched, scaled) }
}

async function fold(scene, pictures) {
  const learned = pictures.filter((picture) => picture.scene !== scene)
  const sought = pictures.filter((picture) => picture.scene === scene)
  const project = join(work, 'fold.windhover')
  say(`${scene} is left out: Windhover learns ${learned.length} pictures`)
  const own = await ours(project, learned, sought)
  say(
    `${own.run.steps} steps, threshold ${shown(own.scores.threshold)}, searched at level ${own.levels.join()}, ` +
      `by the size of the objects it is ${own.told.levels.join()}`,
  )
  const alone = { Windhover: own.scores, 'Windhover, told the level': own.told.scores }
  if (values.alone) {
    rmSync(project, { recursive: true })
    return alone
  }
  const peer = await twins(own.plain, sought, own.truths)
  say(`PyTorch ${peer.version}: ${peer.steps} steps, threshold ${shown(peer.chosen.threshold)}`)
  const scaled = values.scaled ? await twins(own.dataset, sought, own.truths, own.told.levels) : undefined
  rmSync(project, { recursive: true })
  return {
    ...alone,
    PyTorch: peer.chosen,
    'PyTorch, threshold 0.4': peer.fixed,
    'PyTorch, with our suppression': peer.suppressed,
    ...(scaled && { 'PyTorch, our tiles, told the level': scaled.chosen }),
    ...(scaled && { 'the same, with our suppression': scaled.suppressed }),
  }
}

const shown = (value) => value.toFixed(3)
const othersOf = ({ others = [] }) => others.map(shown).join(' ')
/** What no rule can know: the threshold that is best for these pictures, and F1 there. */
const bestOf = ({ best, bestAt }) => (best === undefined ? '' : `${shown(best)} (${shown(bestAt)})`)
const columns = ['precision', 'recall', 'f1', 'ap']
const row = (...cells) => console.log(`| ${cells.join(' | ')} |`)

const pictures = picturesIn(folder)
const [load = 0] = loadavg()
if (load > 0.5) say(`the machine is busy (load ${load.toFixed(1)}): what follows says little about either`)
const scenes = values.scenes?.split(',') ?? [...new Set(pictures.map(({ scene }) => scene))]
console.log(`${minutes} minutes of training each, seed ${seed}, one class, \`--match centre\`\n`)
row(
  'left out',
  'objects',
  'by',
  'precision',
  'recall',
  'F1',
  'AP',
  `F1 at ${otherThresholds.join(', ')}`,
  'best F1 (its threshold)',
  `F1 after ${answersEach} answers a picture`,
)
row(...Array(10).fill('---'))
const folds = []
for (const scene of scenes) {
  const scores = await fold(scene, pictures)
  folds.push(scores)
  for (const [name, side] of Object.entries(scores))
    row(
      scene,
      side.objects,
      name,
      ...columns.map((key) => shown(side[key])),
      othersOf(side),
      bestOf(side),
      side.answered === undefined ? '' : shown(side.answered),
    )
}
const mean = (name, key) => folds.reduce((sum, scores) => sum + scores[name][key], 0) / folds.length
for (const name of Object.keys(folds[0]))
  row(
    'mean',
    '',
    name,
    ...columns.map((key) => shown(mean(name, key))),
    '',
    folds[0][name].best === undefined ? '' : shown(mean(name, 'best')),
    folds[0][name].answered === undefined ? '' : shown(mean(name, 'answered')),
  )
if (values.alone) process.exit(0)
const ratio = (key) => (mean('Windhover', key) / mean('PyTorch', key)).toFixed(2)
console.log(`
Windhover to PyTorch: F1 ${ratio('f1')} ×, AP ${ratio('ap')} ×. PyTorch's threshold is the best on its validation tiles.
In the DJI photographs parked vehicles are not annotated but count as checked: finding one is a false alarm, so precision is understated for all alike.`)
