// A search from coarse to fine beside one of all, in turns, of a sparse picture that is made of photographs with YOLO boxes: parts
// without objects fill it, three whole photographs lie in it, and one of them is marked and checked. Seconds, recall of all boxes.
//   node test/bench/coarse.bench.mjs FOLDER [part of a file's name = MOS] [smooth = 1] [minutes of training = 4] [model heatmap]
// smooth: the share of the empty parts that is used, the smoothest first; 0.15 is like fields, 1 as hard as can be.
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { compile } from '../../build/compile.mjs'

const [folder, named = 'MOS', smooth = '1', minutes = '4', model = 'heatmap'] = process.argv.slice(2)
const root = resolve(import.meta.dirname, '../..')
const work = mkdtempSync(join(tmpdir(), 'windhover-coarse-'))
const at = (name) => join(work, name)
const [side, part] = [9216, 128]

function windhover(...args) {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' }
  const options = { encoding: 'utf8', maxBuffer: 1 << 28, env, stdio: ['ignore', 'pipe', 'inherit'] }
  const out = execFileSync(process.execPath, [join(root, 'out/cli.js'), ...args, '--json'], options)
  const lines = out.trim().split('\n')
  return lines.map((line) => JSON.parse(line)).find(({ event }) => event === 'result')
}

let state = 7
const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32

async function photograph(name) {
  const { data, info } = await sharp(join(folder, name))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const text = readFileSync(join(folder, name.replace(/\.\w+$/, '.txt')), 'utf8')
  const boxes = text
    .trim()
    .split('\n')
    .map((line) => {
      const [, x, y, w, h] = line.split(' ').map(Number)
      return { x: (x - w / 2) * width, y: (y - h / 2) * height, w: w * width, h: h * height }
    })
  return { name, data, width, height, boxes }
}

/** Squares without objects, the smoothest first: [photograph, x, y]. */
function emptyParts(photographs) {
  const parts = []
  for (const photo of photographs)
    for (let y = 0; y + part <= photo.height; y += 32)
      for (let x = 0; x + part <= photo.width; x += 32) {
        const near = (b) => b.x < x + part + 6 && b.x + b.w > x - 6 && b.y < y + part + 6 && b.y + b.h > y - 6
        if (photo.boxes.some(near)) continue
        let [sum, squares] = [0, 0]
        for (let j = 0; j < part; j++)
          for (let i = 0; i < part; i++) {
            const value = photo.data[((y + j) * photo.width + x + i) * 3 + 1]
            sum += value
            squares += value ** 2
          }
        parts.push({ photo, x, y, rough: squares / part ** 2 - (sum / part ** 2) ** 2 })
      }
  parts.sort((a, b) => a.rough - b.rough)
  return parts.slice(0, Math.ceil(parts.length * Number(smooth)))
}

function put(to, { data, width }, from, place) {
  for (let j = 0; j < from.h; j++)
    data.copy(
      to,
      ((place.y + j) * side + place.x) * 3,
      ((from.y + j) * width + from.x) * 3,
      ((from.y + j) * width + from.x + from.w) * 3,
    )
}

async function makePicture(photographs) {
  const parts = emptyParts(photographs)
  const pixels = Buffer.alloc(side * side * 3)
  for (let y = 0; y < side; y += part)
    for (let x = 0; x < side; x += part) {
      const one = parts[Math.floor(random() * parts.length)]
      put(pixels, one.photo, { x: one.x, y: one.y, w: part, h: part }, { x, y })
    }
  const places = [
    [0, 900, 1100],
    [3, 5200, 6300],
    [1, 6000, 2000],
  ]
  const all = places.map(([number, x, y]) => {
    const photo = photographs[number]
    put(pixels, photo, { x: 0, y: 0, w: photo.width, h: photo.height }, { x, y })
    return photo.boxes.map((box) => ({ ...box, x: box.x + x, y: box.y + y }))
  })
  const raw = { width: side, height: side, channels: 3 }
  await sharp(pixels, { raw, limitInputPixels: false }).jpeg({ quality: 92 }).toFile(at('sparse.jpg'))
  const line = ({ x, y, w, h }) => `0 ${(x + w / 2) / side} ${(y + h / 2) / side} ${w / side} ${h / side}`
  writeFileSync(at('sparse.txt'), all[0].map(line).join('\n'))
  return all.flat()
}

/** Share of the boxes in which the middle of a detection lies. */
function recall(project, boxes) {
  rmSync(at('found'), { recursive: true, force: true })
  windhover('export', project, '--format', 'geojson', '--what', 'predictions', '--out', at('found'))
  // One image is a file, several are a folder.
  const file = statSync(at('found')).isDirectory() ? join(at('found'), 'sparse.geojson') : at('found')
  const { features } = JSON.parse(readFileSync(file, 'utf8'))
  const middles = features.map(({ geometry }) => {
    const ring = geometry.coordinates[0]
    const middle = (axis) =>
      (Math.min(...ring.map((p) => p[axis])) + Math.max(...ring.map((p) => p[axis]))) / 2
    return [middle(0), Math.abs(middle(1))]
  })
  const hit = ({ x, y, w, h }) => middles.some(([mx, my]) => mx >= x && mx <= x + w && my >= y && my <= y + h)
  return boxes.filter(hit).length / boxes.length
}

try {
  await compile(['code'])
  const names = readdirSync(folder).filter((name) => name.includes(named) && /\.(png|jpe?g)$/i.test(name))
  const photographs = await Promise.all(names.sort().map(photograph))
  const boxes = await makePicture(photographs)
  const project = at('bench.windhover')
  windhover('init', project, '--classes', 'vehicle')
  for (const { name } of photographs.filter((_, i) => ![0, 3].includes(i))) {
    copyFileSync(join(folder, name), at(name))
    const text = readFileSync(join(folder, name.replace(/\.\w+$/, '.txt')), 'utf8').replace(/^\d+/gm, '0')
    writeFileSync(at(name.replace(/\.\w+$/, '.txt')), text)
    windhover(
      'import',
      project,
      at(name),
      '--labels',
      at(name.replace(/\.\w+$/, '.txt')),
      '--checked',
      'whole',
    )
  }
  const [large] = windhover(
    'import',
    project,
    at('sparse.jpg'),
    '--labels',
    at('sparse.txt'),
    '--checked',
    '800,1000,2000,700',
  ).images
  windhover('build', project)
  windhover('train', project, '--model', model, '--minutes', minutes)
  console.log(
    `| ${model}, ${side} × ${side}, load ${loadavg()[0].toFixed(1)} | s | recall | skipped, missed |\n|---|---|---|---|`,
  )
  for (const how of [[], ['--coarse-to-fine']]) {
    const [{ seconds, coarse }] = windhover(
      'predict',
      project,
      '--image',
      String(large.id),
      '--level',
      '0',
      ...how,
    ).images
    const said = coarse
      ? `${(100 * coarse.skipped).toFixed(0)} %, ${coarse.missed} of ${coarse.objects}`
      : '–'
    console.log(
      `| ${how.length ? 'coarse to fine' : 'all of it'} | ${seconds.toFixed(1)} | ${recall(project, boxes).toFixed(3)} | ${said} |`,
    )
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}
