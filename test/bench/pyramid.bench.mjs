// Building a pyramid from a flat picture, beside libvips alone (`tiffsave` with the same tiles, through sharp), in turns, each
// turn a process of its own. Ours also takes the checksum, can be looked at meanwhile, stopped and taken up again.
//   node test/bench/pyramid.bench.mjs [side, or width×height as 100000x4000] [turns] [jpg|png|tif]
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import sharp from 'sharp'
import { compile } from '../../build/compile.mjs'

const root = resolve(import.meta.dirname, '../..')
const [size = '20000', turns = '5', format = 'jpg'] = process.argv.slice(2)
const [width, height = width] = size.split('x').map(Number)
const folder = mkdtempSync(join(tmpdir(), 'windhover-bench-'))
// Beside the app's own code, which finds its addons from there.
const script = join(root, 'out', `pyramid-${process.pid}.bench.mjs`)

try {
  await compile(['code'])
  await build({
    entryPoints: [join(root, 'test/bench/pyramid.bench.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['sharp'],
    logLevel: 'error',
  })
  const picture = join(folder, `flat.${format}`)
  await makePicture(picture)
  const turn = (who) => {
    const out = join(folder, `${who}.tif`)
    // As the app starts its workers.
    const env = { ...process.env, MALLOC_ARENA_MAX: '2', UV_THREADPOOL_SIZE: '8' }
    const { stdout, stderr } = spawnSync(process.execPath, [script, who, picture, out], {
      encoding: 'utf8',
      env,
    })
    if (!stdout) throw new Error(stderr)
    const found = { ...JSON.parse(stdout), megabytes: statSync(out).size / 1e6 }
    rmSync(out)
    return found
  }
  // libvips refuses JPEG in a TIFF above 65,535 pixels a side.
  const results = Math.max(width, height) > 65_535 ? { ours: [] } : { libvips: [], ours: [] }
  for (let i = 0; i < turns; i++) for (const who of Object.keys(results)) results[who].push(turn(who))
  report(results)
} finally {
  rmSync(folder, { recursive: true, force: true })
  rmSync(script, { force: true })
}

/** A real photograph, repeated. */
async function makePicture(path) {
  const part = [Math.min(width, 3000), Math.min(height, 3000)]
  const photograph = sharp(join(root, 'build/sample/crossroads.png')).resize(...part, { fit: 'fill' })
  const whole = sharp(await photograph.png().toBuffer(), { limitInputPixels: false }).extend({
    right: width - part[0],
    bottom: height - part[1],
    extendWith: 'repeat',
  })
  const encoded = {
    jpg: () => whole.jpeg({ quality: 90 }),
    png: () => whole.png({ compressionLevel: 3 }),
    tif: () => whole.tiff({ compression: 'lzw', bigtiff: width * height > 9e8 }),
  }
  await encoded[format]().toFile(path)
}

function report(results) {
  const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
  const pixels = (width * height) / 1e6
  console.log(`${width} × ${height} ${format}, ${turns} turns, load ${loadavg()[0].toFixed(1)}`)
  console.log('| who | seconds | Mpx/s | CPU seconds | peak memory | file |\n|---|---|---|---|---|---|')
  for (const [who, found] of Object.entries(results)) {
    const [seconds, cpu, peak, size] = ['seconds', 'cpu', 'peak', 'megabytes'].map((key) =>
      median(found.map((each) => each[key])),
    )
    console.log(
      `| ${who} | ${seconds.toFixed(2)} | ${(pixels / seconds).toFixed(0)} | ${cpu.toFixed(2)} | ${peak.toFixed(0)} MB | ${size.toFixed(0)} MB |`,
    )
  }
  if (!results.libvips) return
  const ratio = (key) => results.ours.map((each, i) => results.libvips[i][key] / each[key])
  const text = (values) =>
    `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)})`
  console.log(`ours ÷ libvips, speed: ${text(ratio('seconds'))}; by CPU time: ${text(ratio('cpu'))}`)
}
