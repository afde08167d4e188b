// How well the default detector finds what it was never shown, by the command line alone.
//   node test/bench/detection.bench.mjs FOLDER [frames|halves|left|right|both] [minutes | 550steps] [seeds] [split]
// FOLDER holds MOS155.png … with YOLO boxes beside them and classes.txt (KIT AIS pictures, as annotated by
// jekhor/aerial-cars-dataset). `frames`: learn four frames, find in two others of the same scene. `halves`: learn the
// left half of MOS155 as one class, find in its right half, and the other way round; `left`, `right`: learn that half only. Without a split, the number of objects
// decides. What stands after `--` goes to `train` as it is, such as `-- --keep-best steady`.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { compile } from '../../build/compile.mjs'

const root = resolve(import.meta.dirname, '../..')
const dashes = process.argv.indexOf('--')
const given = process.argv.slice(2, dashes < 0 ? undefined : dashes)
const trainOptions = dashes < 0 ? [] : process.argv.slice(dashes + 1)
const [folder = '.', what = 'both', minutes = '3', seeds = '1,2,3', split] = given
const work = mkdtempSync(join(tmpdir(), 'windhover-bench-'))
await compile(['code'])

function windhover(...args) {
  const run = spawnSync(process.execPath, [join(root, 'out/cli.js'), ...args, '--json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', MALLOC_ARENA_MAX: '2' },
  })
  const events = run.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
  const result = events.find((event) => event.event === 'result')
  if (!result) throw new Error(`${args.join(' ')}: ${run.stderr || run.stdout}`)
  return result
}

const shown = (value) => value.toFixed(3)
function row(name, run, scores, others) {
  const { precision, recall, f1, ap, threshold, expected } = scores
  // What validation said beforehand, where anything was held back.
  const promised = expected ? shown(expected.precision) : '–'
  const numbers = [precision, recall, f1, ap, threshold].map(shown).join(' | ')
  console.log(
    `| ${name} | ${run.steps} | ${run.tilesPerSecond.toFixed(1)} | ${numbers} | ${others} | ${promised} |`,
  )
}

/** Trains on what the project holds, then imports the pictures to search and scores them. */
function learnAndFind(name, project, seed, targets) {
  windhover('build', project, '--seed', seed, ...(split ? ['--split', split] : []))
  const steps = /^(\d+)steps$/.exec(minutes)?.[1]
  const limits = steps
    ? ['--steps-per-epoch', '25', '--epochs', String(Math.ceil(Number(steps) / 25)), '--seed', seed]
    : ['--minutes', minutes, '--epochs', '100000', '--seed', seed]
  const run = windhover('train', project, ...limits, ...trainOptions)
  const ids = targets.flatMap(({ file, labels }) =>
    windhover('import', project, file, '--labels', labels, '--checked', 'whole').images.map(
      (image) => image.id,
    ),
  )
  for (const id of ids) windhover('predict', project, '--image', String(id), '--run', run.run)
  const evaluate = (...more) =>
    windhover('evaluate', project, '--image', 'all', '--run', run.run, '--match', 'centre', ...more)
  const scores = evaluate()
  // What the threshold costs.
  const others = [0.3, 0.4, 0.5, 0.6, 0.7].map((at) => shown(evaluate('--threshold', String(at)).f1))
  row(name, run, scores, others.join(' '))
  return scores
}

function frames(seed) {
  const project = join(work, `frames-${seed}.windhover`)
  const classes = readFileSync(join(folder, 'classes.txt'), 'utf8').trim().split('\n').join(',')
  windhover('init', project, '--classes', classes)
  const file = (name) => ({ file: join(folder, `${name}.png`), labels: join(folder, `${name}.txt`) })
  for (const name of ['MOS155', 'MOS157', 'MOS159', 'MOS161']) {
    const { file: image, labels } = file(name)
    windhover('import', project, image, '--labels', labels, '--checked', 'whole')
  }
  return learnAndFind(`frames, seed ${seed}`, project, seed, [file('MOS163'), file('MOS165')])
}

async function cutHalves() {
  const picture = join(folder, 'MOS155.png')
  const { width, height } = await sharp(picture).metadata()
  const half = Math.floor(width / 2)
  const lines = readFileSync(join(folder, 'MOS155.txt'), 'utf8').trim().split('\n')
  const boxes = lines.map((line) => line.split(' ').map(Number))
  const cut = async (name, left, w) => {
    await sharp(picture)
      .extract({ left, top: 0, width: w, height })
      .png()
      .toFile(join(work, `${name}.png`))
    const inside = boxes.filter(([, cx]) => cx * width >= left && cx * width < left + w)
    const text = inside.map(
      ([, cx, cy, bw, bh]) => `0 ${(cx * width - left) / w} ${cy} ${(bw * width) / w} ${bh}\n`,
    )
    writeFileSync(join(work, `${name}.txt`), text.join(''))
    return inside.length
  }
  return { left: await cut('left', 0, half), right: await cut('right', half, width - half) }
}

function halves(seed, learned, sought) {
  const project = join(work, `${learned}-${seed}.windhover`)
  windhover('init', project, '--classes', 'vehicle')
  const file = (name) => ({ file: join(work, `${name}.png`), labels: join(work, `${name}.txt`) })
  const { file: image, labels } = file(learned)
  windhover('import', project, image, '--labels', labels, '--checked', 'whole')
  return learnAndFind(`${learned} to ${sought}, seed ${seed}`, project, seed, [file(sought)])
}

try {
  mkdirSync(work, { recursive: true })
  console.log(
    `${/steps/.test(minutes) ? minutes : `${minutes} minutes`} of training each, split ${split ?? 'by the number of objects'}\n`,
  )
  console.log(
    '| experiment | steps | tiles/s | precision | recall | F1 | AP | threshold | F1 at 0.3, 0.4 … 0.7 | precision expected |\n|---|---|---|---|---|---|---|---|---|---|',
  )
  if (what === 'frames' || what === 'both') frames('1')
  if (what !== 'frames') {
    const vehicles = await cutHalves()
    for (const [learned, sought] of [
      ['left', 'right'],
      ['right', 'left'],
    ]) {
      if (['left', 'right'].includes(what) && what !== learned) continue
      const found = seeds.split(',').map((seed) => halves(seed, learned, sought))
      const mean = (name) => shown(found.reduce((sum, scores) => sum + scores[name], 0) / found.length)
      console.log(
        `| ${vehicles[learned]} vehicles to learn from, ${vehicles[sought]} to find | | | | | ${mean('f1')} | ${mean('ap')} | | | |`,
      )
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}
