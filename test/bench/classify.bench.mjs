// The same pictures, the same weights: AlexNet (227 of 256, centre crop and ten crops, mean subtraction) and InceptionV3 (299),
// both of full size, on the command line and in Keras: the largest difference of a probability, and the time.
//   node test/bench/classify.bench.mjs [pictures 48] [FOLDER]
// Without a folder of JPEG and PNG pictures it draws some. Our time is the whole command, its start included; Keras' is that of
// reading and answering alone, network and TensorFlow loaded. The command line must be compiled (npm test -- --only compile).
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { testKeras } from '../../build/setup/testKeras.mjs'
import { bundle } from './bundle.mjs'

const [count = '48', folder] = process.argv.slice(2)
const root = resolve(import.meta.dirname, '../..')
const work = mkdtempSync(join(tmpdir(), 'windhover-classify-'))
const at = (...names) => join(work, ...names)
const run = (command, args, env = {}) =>
  execFileSync(command, args, { cwd: root, encoding: 'utf8', env: { ...process.env, ...env } })
const windhover = (...args) => run(process.execPath, ['out/cli.js', ...args], { TF_CPP_MIN_LOG_LEVEL: '2' })

const given = folder && readdirSync(folder).filter((name) => /\.(jpe?g|png)$/i.test(name))
const pictures = given
  ? given.slice(0, Number(count)).map((name) => resolve(folder, name))
  : Array.from({ length: Number(count) }, (_, i) => at(`p${i}.${i % 5 === 3 || i % 2 ? 'png' : 'jpg'}`))
const alexnet = { net: 'alexnet', side: 227, tile: 256, mean: [123.7, 116.8, 103.9], std: [1, 1, 1] }
const cases = [
  { name: 'alexnet', ...alexnet, crop: 'centre' },
  { name: 'alexnet-ten', ...alexnet, crop: 'ten-crop' },
  {
    ...{ name: 'inception', net: at('inception.h5'), side: 299, tile: 299, crop: 'centre' },
    ...{ mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] },
  },
].map((each) => ({ ...each, resize: 'stretch', width: 1, classes: 10 }))

const script = await bundle('classify')
try {
  writeFileSync(at('cases.json'), JSON.stringify({ pictures, draw: !given, cases }))
  writeFileSync(at('names.txt'), `${pictures.join('\n')}\n`)
  const project = at('bench.windhover')
  windhover('init', project, '--classes', 'a,b')
  run(process.execPath, [script, project, work, 'inception'])
  const env = await testKeras()
  run(env.WINDHOVER_PYTHON, [join(root, 'test/fixtures/kerasPictures.py'), work], env)
  run(process.execPath, [script, project, work, 'alexnet'])
  const answers = JSON.parse(readFileSync(at('answers.json'), 'utf8'))
  for (const { name, crop } of cases) {
    const started = performance.now()
    const which = ['--run', name.split('-')[0], '--from', at('names.txt'), '--out', at('table.csv')]
    windhover('predict', project, ...which, ...(crop === 'ten-crop' ? ['--tta', 'ten-crop'] : []))
    const seconds = (performance.now() - started) / 1000
    const rows = readFileSync(at('table.csv'), 'utf8').trim().split('\n').slice(1)
    const { answers: wanted, seconds: peer, cpu } = answers[name]
    const furthest = Math.max(
      ...rows.flatMap((row, i) =>
        row
          .split(',')
          .slice(-10)
          .map((p, c) => Math.abs(Number(p) - wanted[i][c])),
      ),
    )
    const spread = Math.max(
      ...wanted[0].map((_, c) => {
        const all = wanted.map((row) => row[c])
        return Math.max(...all) - Math.min(...all)
      }),
    )
    const ratio = `${(seconds / peer).toFixed(2)} ×`
    console.log(
      `${name}: ${rows.length} pictures, largest difference ${furthest.toExponential(1)} (a class varies by ${spread.toFixed(2)} from picture to picture); ${seconds.toFixed(1)} s, Keras ${peer.toFixed(1)} s (${ratio}; ${cpu.toFixed(1)} s of CPU)`,
    )
  }
} finally {
  rmSync(work, { recursive: true, force: true })
  rmSync(script, { force: true })
}
