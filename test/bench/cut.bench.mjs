// Cutting tiles out of core: ours beside sharp's extract from the same pyramid, in turns.
//   node test/bench/cut.bench.mjs [side 16000] [tiles 3000] [turns 3]
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { bundle } from './bundle.mjs'

const root = resolve(import.meta.dirname, '../..')
const [side = '16000', tiles = '3000', turns = '3'] = process.argv.slice(2)
const work = mkdtempSync(join(tmpdir(), 'windhover-cut-'))
const script = await bundle('cut')
try {
  const picture = join(work, 'field.jpg')
  // A real photograph, repeated: noise or one colour would decode at another speed.
  const sample = await sharp(join(root, 'build/sample/crossroads.png')).toBuffer()
  await sharp({
    create: { width: +side, height: +side, channels: 3, background: '#888' },
    limitInputPixels: false,
  })
    .composite([{ input: sample, tile: true }])
    .jpeg({ quality: 92 })
    .toFile(picture)
  const run = spawnSync(process.execPath, [script, picture, join(work, 'field.pyramid'), tiles, turns], {
    stdio: 'inherit',
    env: { ...process.env, MALLOC_ARENA_MAX: '2', UV_THREADPOOL_SIZE: '2' },
  })
  process.exitCode = run.status ?? 1
} finally {
  rmSync(work, { recursive: true, force: true })
  rmSync(script, { force: true })
}
