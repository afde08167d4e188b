// A whole search of one large picture on the command line (reading, network, merging, writing) beside the bare network in
// Keras, in turns: megapixels of the picture a second. Keras gets random numbers that are in memory, without margins.
//   node test/bench/search.bench.mjs [width 8960] [height 6240] [rounds 3] [model heatmap]
// The picture is the sample again and again; the network has learned for a few steps, which does not matter for the time.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { compile } from '../../build/compile.mjs'
import { testKeras } from '../../build/setup/testKeras.mjs'

const [width = 8960, height = 6240, rounds = 3] = process.argv.slice(2, 5).map(Number)
const model = process.argv[5] ?? 'heatmap'
const root = resolve(import.meta.dirname, '../..')
const work = mkdtempSync(join(tmpdir(), 'windhover-search-'))
const at = (name) => join(work, name)

/** Reads the exported network and says, for each line that comes in, how many Mpx/s it does. */
const twin = `
import sys, time
import numpy as np, tensorflow as tf
net = tf.keras.models.load_model(sys.argv[1], compile=False)
ask = tf.function(lambda x: net(x, training=False))
side = 2048
x = tf.constant(np.random.default_rng(0).standard_normal((1, side, side, 3), "f4"))
ask(x), ask(x)
started = time.perf_counter()
for _ in range(6):
    ask(x).numpy()
print(6 * side * side / 1e6 / (time.perf_counter() - started))
`

function windhover(...args) {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' }
  const options = { encoding: 'utf8', maxBuffer: 1 << 28, env }
  const lines = execFileSync(process.execPath, [join(root, 'out/cli.js'), ...args, '--json'], options)
  return lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .find(({ event }) => event === 'result')
}

try {
  await compile(['code'])
  const sample = join(root, 'build/sample/crossroads.png')
  await sharp(sample)
    .resize(896, 624, { fit: 'fill' })
    .extend({ right: width - 896, bottom: height - 624, extendWith: 'repeat' })
    .jpeg({ quality: 90 })
    .toFile(at('large.jpg'))
  copyFileSync(sample, at('small.png'))
  writeFileSync(at('small.txt'), '0 0.5 0.5 0.02 0.05\n0 0.3 0.4 0.02 0.05\n0 0.7 0.6 0.02 0.05\n')
  const project = at('bench.windhover')
  windhover('init', project, '--classes', 'vehicle')
  windhover('import', project, at('small.png'), '--labels', at('small.txt'), '--checked', 'whole')
  const [large] = windhover('import', project, at('large.jpg')).images
  windhover('build', project)
  windhover('train', project, '--model', model, '--epochs', '1', '--steps-per-epoch', '4', '--batch', '4')
  windhover('export', project, '--what', 'model', '--format', 'keras', '--out', at('net.keras'))
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', ...(await testKeras()) }
  const rates = { ours: [], keras: [] }
  for (let i = 0; i < rounds; i++) {
    const found = windhover('predict', project, '--image', String(large.id), '--level', '0').images[0]
    rates.ours.push(found.megapixelsPerSecond)
    const options = { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'ignore'] }
    rates.keras.push(Number(execFileSync(env.WINDHOVER_PYTHON, ['-c', twin, at('net.keras')], options)))
  }
  const middle = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]
  const [ours, keras] = [middle(rates.ours), middle(rates.keras)]
  console.log(
    `| ${model}, ${width} × ${height}, median of ${rounds}, load ${loadavg()[0].toFixed(1)} | Mpx/s |\n|---|---|`,
  )
  console.log(`| whole search | ${ours.toFixed(1)} |\n| bare network in Keras | ${keras.toFixed(1)} |`)
  console.log(`| ratio | ${(ours / keras).toFixed(2)} × |`)
} finally {
  rmSync(work, { recursive: true, force: true })
}
