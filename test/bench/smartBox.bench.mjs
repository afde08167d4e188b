// The smart box on real photographs with YOLO boxes: a click on each box's centre, and some beside it, against the box.
// Mean intersection over union, share of at least 0.5, and CPU time a click (other work on the machine does not count); a plain flood fill on the same clicks beside it.
//   node test/bench/smartBox.bench.mjs FOLDER [jittered clicks a box = 2] [part of a file's name]
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import sharp from 'sharp'

const [folder, jitters = '2', part = ''] = process.argv.slice(2)
if (!folder) throw new Error('which folder? See the first lines of this file.')
const here = dirname(fileURLToPath(import.meta.url))
const outfile = join(here, '../../out/bench/smartBox.bench.mjs')
await build({
  stdin: {
    contents: `export { smartBox, atSize, radii, reach } from './smartBox'
      export { floodFill } from './wand'
      export { iou } from '../geometry/rect'`,
    resolveDir: join(here, '../../src/segmentation'),
    loader: 'ts',
  },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  outfile,
  logLevel: 'warning',
})
const code = await import(outfile)

/** Draws from the seed 1 always: the same clicks in every run. */
let state = 1
const random = () => (state = (state * 16807) % 2147483647) / 2147483647

async function clicks(name) {
  const { data, info } = await sharp(join(folder, name))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const lines = readFileSync(join(folder, name.replace(/\.[^.]*$/, '.txt')), 'utf8')
    .trim()
    .split('\n')
  return lines.flatMap((line) => {
    const [, cx, cy, w, h] = line.trim().split(/\s+/).map(Number)
    const box = {
      x: (cx - w / 2) * info.width,
      y: (cy - h / 2) * info.height,
      w: w * info.width,
      h: h * info.height,
    }
    return Array.from({ length: 1 + Number(jitters) }, (_, n) => {
      const off = () => (n === 0 ? 0 : (random() - 0.5) * 0.3)
      const at = { x: box.x + box.w * (0.5 + off()), y: box.y + box.h * (0.5 + off()) }
      return { name, box, ...at, jittered: n > 0, pixels: cut(data, info, at) }
    })
  })
}

/** The part of the picture that the tool reads: a square around the click, cut at the border. */
function cut(data, info, at) {
  const x0 = Math.max(0, Math.floor(at.x - code.reach))
  const y0 = Math.max(0, Math.floor(at.y - code.reach))
  const [x1, y1] = [Math.min(info.width, x0 + 2 * code.reach), Math.min(info.height, y0 + 2 * code.reach)]
  const out = new Uint8Array((x1 - x0) * (y1 - y0) * 4)
  for (let y = y0; y < y1; y++)
    out.set(data.subarray((y * info.width + x0) * 4, (y * info.width + x1) * 4), (y - y0) * (x1 - x0) * 4)
  return { data: out, width: x1 - x0, height: y1 - y0, x: x0, y: y0, step: 1 }
}

const methods = {
  'smart box': ({ pixels, x, y }) => code.smartBox(pixels, x - pixels.x, y - pixels.y)?.box,
  'flood fill': ({ pixels, x, y }) => {
    const mask = code.floodFill(pixels, Math.floor(x - pixels.x), Math.floor(y - pixels.y), 24)
    let [x0, y0, x1, y1] = [Infinity, Infinity, -1, -1]
    mask.data.forEach((value, i) => {
      if (!value) return
      const [px, py] = [i % mask.width, Math.floor(i / mask.width)]
      ;[x0, y0, x1, y1] = [Math.min(x0, px), Math.min(y0, py), Math.max(x1, px + 1), Math.max(y1, py + 1)]
    })
    return { x: x0 + pixels.x, y: y0 + pixels.y, w: x1 - x0, h: y1 - y0 }
  },
}

const names = readdirSync(folder).filter((name) => /\.(jpe?g|png)$/i.test(name) && name.includes(part))
const results = Object.fromEntries(Object.keys(methods).map((method) => [method, []]))
for (const name of names)
  for (const click of await clicks(name))
    for (const [method, run] of Object.entries(methods)) {
      const start = process.cpuUsage().user
      const box = run(click)
      const ms = (process.cpuUsage().user - start) / 1000
      results[method].push({ name, jittered: click.jittered, iou: box ? code.iou(box, click.box) : 0, ms })
    }

const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length
const rows = []
for (const [method, all] of Object.entries(results))
  for (const [what, list] of [
    ['all', all],
    ['centre', all.filter((r) => !r.jittered)],
    ['beside', all.filter((r) => r.jittered)],
    ['DJI', all.filter((r) => r.name.startsWith('DJI'))],
    ['MOS', all.filter((r) => r.name.startsWith('MOS'))],
  ])
    if (list.length > 0)
      rows.push({
        method,
        clicks: `${what} (${list.length})`,
        'mean IoU': mean(list.map((r) => r.iou)).toFixed(3),
        'IoU >= 0.5': `${(100 * mean(list.map((r) => Number(r.iou >= 0.5)))).toFixed(0)} %`,
        'CPU ms a click': mean(list.map((r) => r.ms)).toFixed(0),
        'most CPU ms': Math.max(...list.map((r) => r.ms)).toFixed(0),
      })
console.table(rows)
