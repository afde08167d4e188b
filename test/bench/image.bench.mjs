// Looking at huge pictures, without a window: from the drop of a tiled TIFF of 39,000 × 29,000 pixels to the tiles of a full
// view at full size; tiles from the disk to pixels at random; and the memory of the process that serves tiles while one pans
// through a picture of 100,000 × 100,000 pixels. A window adds its own memory: test/e2e/huge.test.ts looks at that.
//   node test/bench/image.bench.mjs
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import sharp from 'sharp'

const root = resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'windhover-bench-'))
const compiled = (name) => join(root, 'test-results', `${name}-${process.pid}.mjs`)
const photograph = join(root, 'build/sample/crossroads.png')
const [script, writer] = [compiled('image'), compiled('sparse')]

try {
  mkdirSync(join(root, 'test-results'), { recursive: true })
  for (const [name, out] of [
    ['image', script],
    ['sparse', writer],
  ])
    await build({
      entryPoints: [join(root, `test/bench/${name}.bench.ts`)],
      outfile: out,
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['sharp'],
      logLevel: 'error',
    })
  const run = (file, ...args) => {
    const { stdout, stderr } = spawnSync(process.execPath, [file, ...args], { encoding: 'utf8' })
    if (!stdout) throw new Error(stderr)
    return JSON.parse(stdout)
  }
  const region = join(folder, 'region.tif')
  await makeTiled(region, 39_000, 29_000)
  const drops = Array.from({ length: 3 }, () => run(script, 'drop', region, join(folder, 'none.tif')).seconds)
  console.log(
    `39,000 × 29,000 tiled TIFF, from drop to a full view's tiles decoded: ${text(drops)} s (goal 2)`,
  )
  const huge = join(folder, 'huge.tif')
  const { levels } = run(writer, huge, '100000', photograph)
  const tiles = run(script, 'tiles', huge, join(folder, 'none.tif'), String(levels))
  const ms = (value) => `${value.toFixed(2)} ms`
  console.log(
    `100,000 × 100,000, 2,000 tiles at random: from the disk ${ms(tiles.p50)}, 95th percentile ${ms(tiles.p95)}; decoded ${ms(tiles.d50)}, ${ms(tiles.d95)} (goal 5)`,
  )
  const pan = run(script, 'pan', huge, join(folder, 'none.tif'), String(levels))
  console.log(
    `${pan.tiles} tiles while panning, memory of the process each 500 steps: ${pan.megabytes.join(', ')} MB`,
  )
  console.log(`load ${loadavg()[0].toFixed(1)}`)
} finally {
  rmSync(folder, { recursive: true, force: true })
  rmSync(script, { force: true })
  rmSync(writer, { force: true })
}

/** A real photograph, repeated: a few hundred megabytes. */
async function makeTiled(path, width, height) {
  const part = await sharp(photograph).resize(3000, 3000, { fit: 'fill' }).png().toBuffer()
  await sharp(part, { limitInputPixels: false })
    .extend({ right: width - 3000, bottom: height - 3000, extendWith: 'repeat' })
    .tiff({ tile: true, tileWidth: 256, tileHeight: 256, compression: 'jpeg', quality: 80 })
    .toFile(path)
}

function text(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return `${sorted[Math.floor(values.length / 2)].toFixed(2)} (${sorted[0].toFixed(2)} to ${sorted.at(-1).toFixed(2)})`
}
