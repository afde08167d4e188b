// Public pictures against the programs that the field reads them with: every level, and a tally.
//   node test/bench/publicPictures.bench.mjs FOLDER… (any files; those that end like pictures are taken)
// WINDHOVER_PYTHON names a Python with numpy, Pillow, tifffile, imagecodecs and rasterio. Collections lie in the source
// archives of Pillow, rasterio, scikit-image and imagecodecs (pip download --no-deps --no-binary :all: NAME), and in Debian's of tiff,
// vips, libpng1.6, leptonlib, libgd2, graphicsmagick, imagemagick, exiv2 and others (apt-get source --download-only NAME).
import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { bundle } from './bundle.mjs'

const endings = '.tif .tiff .btf .png .jpg .jpeg .webp .gif .jp2 .svs .ndpi .bmp .ppm .pgm'.split(' ')
const files = process.argv
  .slice(2)
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && endings.includes(extname(entry.name).toLowerCase()))
      .map((entry) => resolve(entry.parentPath, entry.name)),
  )
  .sort()
const out = mkdtempSync(join(tmpdir(), 'windhover-public-'))
const script = await bundle('publicPictures')
/** One process for so many: one that dies takes no others with it. */
const atOnce = 40
try {
  for (let from = 0; from < files.length;) {
    const part = files.slice(from, from + atOnce)
    const { stdout } = spawnSync(process.execPath, [script, out, String(from), ...part], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    })
    const rows = stdout.split('\n').flatMap((line) => {
      try {
        return [JSON.parse(line)]
      } catch {
        return []
      }
    })
    const done = rows.filter((row) => 'number' in row)
    for (const row of done) appendFileSync(join(out, 'seen.jsonl'), `${JSON.stringify(row)}\n`)
    const died = done.length < part.length ? part[done.length] : undefined
    if (died)
      appendFileSync(
        join(out, 'seen.jsonl'),
        `${JSON.stringify({ file: died, died: 'the process ended' })}\n`,
      )
    from += done.length + (died ? 1 : 0)
    process.stderr.write(`\r${from} of ${files.length} `)
  }
  const python = process.env['WINDHOVER_PYTHON'] ?? 'python3'
  const compare = join(import.meta.dirname, 'publicPictures.bench.py')
  console.log(execFileSync(python, [compare, out], { encoding: 'utf8', maxBuffer: 2 ** 28 }))
} finally {
  rmSync(script, { force: true })
  rmSync(out, { recursive: true, force: true })
}
