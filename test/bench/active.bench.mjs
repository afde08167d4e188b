// How much a person's answers bring: some objects are marked, a run is trained, it asks, the labels answer, and it is
// trained anew. For the order in which the window asks (the most doubtful first), for a random one, and for the highest score
// first. Judged in another picture, in which nothing is ever marked.
//   node test/bench/active.bench.mjs FOLDER [steps=200] [seed=1] [--marked 3,10,40] [--rounds 3] [--orders doubt,random,confident] [--learn MOS155] [--judge MOS161] [-- OPTION…]
// FOLDER holds those pictures with YOLO boxes beside them (jekhor/aerial-cars-dataset). What stands after `--` goes to
// `train` as it is, such as `-- --model lite0-linear`. A marked object comes with 48 pixels of checked ground around it, and
// what else lies there is marked, too; an answer is what Y and X write down. No network of another program is beside it yet.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { compile } from '../../build/compile.mjs'
import { bundle } from './bundle.mjs'

const root = resolve(import.meta.dirname, '../..')
const dashes = process.argv.indexOf('--')
const trainOptions = dashes < 0 ? [] : process.argv.slice(dashes + 1)
const { values, positionals } = parseArgs({
  args: process.argv.slice(2, dashes < 0 ? undefined : dashes),
  allowPositionals: true,
  options: {
    marked: { type: 'string', default: '3,10,40' },
    rounds: { type: 'string', default: '3' },
    orders: { type: 'string', default: 'doubt,random,confident' },
    learn: { type: 'string', default: 'MOS155' },
    judge: { type: 'string', default: 'MOS161' },
  },
})
const [folder = '.', steps = '200', seed = '1'] = positionals
const answersARound = 20

await compile(['code'])
const bundled = await bundle('active')
const { answer, judge, markSome, objectsOf } = await import(pathToFileURL(bundled))
const work = mkdtempSync(join(tmpdir(), 'windhover-bench-'))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130))
process.on('exit', () => {
  rmSync(work, { recursive: true, force: true })
  rmSync(bundled, { force: true })
})

function windhover(...args) {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', MALLOC_ARENA_MAX: '2' }
  const options = { encoding: 'utf8', maxBuffer: 1 << 28, env }
  const run = spawnSync(process.execPath, [join(root, 'out/cli.js'), ...args, '--json'], options)
  const lines = run.stdout.split('\n').filter(Boolean)
  const result = lines.map((line) => JSON.parse(line)).find(({ event }) => event === 'result')
  if (!result) throw new Error(`${args.join(' ')}: ${run.stderr || run.stdout}`)
  return result
}

const pictureOf = (name) =>
  ['png', 'jpg', 'JPG'].map((end) => join(folder, `${name}.${end}`)).find(existsSync)
const row = (...cells) => console.log(`| ${cells.join(' | ')} |`)

/** One row before any answer and one after each round. */
async function follow(marked, order) {
  const project = join(work, `${marked}-${order}.windhover`)
  windhover('init', project, '--classes', 'vehicle')
  const take = (name) => windhover('import', project, pictureOf(name), '--checked', 'none').images[0]
  const [learned, judged] = [take(values.learn), take(values.judge)]
  const objects = objectsOf(join(folder, `${values.learn}.txt`), learned.width, learned.height)
  const sought = objectsOf(join(folder, `${values.judge}.txt`), judged.width, judged.height)
  const said = { yes: await markSome(project, learned, objects, marked, Number(seed)), no: [] }
  let answered = 0
  for (let round = 0; round <= Number(values.rounds); round++) {
    const { dataset } = windhover('build', project, '--seed', seed)
    const limits = [
      '--steps-per-epoch',
      '25',
      '--epochs',
      String(Math.ceil(Number(steps) / 25)),
      '--seed',
      seed,
    ]
    const { run } = windhover('train', project, '--dataset', dataset, ...limits, ...trainOptions)
    const search = ({ id }) => {
      windhover('predict', project, '--image', String(id), '--run', run, '--level', '0')
      return join(project, 'predictions', run, `${id}.h5`)
    }
    const scores = await judge(search(judged), sought, (judged.width * judged.height) / 1e6)
    const shown = ['f1', 'ap', 'recall'].map((key) => scores[key].toFixed(3))
    row(marked, order, answered, said.yes.length, said.no.length, ...shown)
    if (round === Number(values.rounds)) break
    const asking = { objects, said, order, count: answersARound, seed: Number(seed) + round }
    answered += await answer(project, learned.id, search(learned), asking)
  }
  rmSync(project, { recursive: true })
}

const [load = 0] = loadavg()
if (load > 0.5)
  process.stderr.write(`the machine is busy (load ${load.toFixed(1)}): steps count, the clock does not\n`)
console.log(
  `Learned in ${values.learn}, judged in ${values.judge}; ${steps} steps a round, seed ${seed} ${trainOptions.join(' ')}\n`,
)
row('marked', 'order', 'answers', 'objects', 'rejected', 'F1', 'AP', 'recall at one false alarm a megapixel')
row(...Array(8).fill('---'))
for (const marked of values.marked.split(',').map(Number))
  for (const order of values.orders.split(',')) await follow(marked, order)
