// A COCO or GeoJSON file into a project by the command line's own services, and out again as one COCO file: seconds, and the most
// memory of the process. With corners, objects are polygons of as many.
//   node test/bench/import.bench.mjs [objects = 1000000] [coco|geojson] [corners = 0]
import { spawnSync } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const boxes = Number(process.argv[2] ?? 1_000_000)
const format = process.argv[3] ?? 'coco'
const corners = Number(process.argv[4] ?? 0)
const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const folder = mkdtempSync(join(tmpdir(), 'windhover-import-'))
const picture = join(root, 'build/sample/crossroads.png')
const [width, height] = [1764, 430]

const place = (i) => [(i * 7.25) % (width - 30), (i * 3.5) % (height - 30)]

/** An outline inside its box of 20 x 10.5 pixels. */
function ring(i) {
  const [x, y] = place(i)
  const digits = (value) => Math.round(value * 100) / 100
  return Array.from({ length: corners || 4 }, (_, k) => {
    const angle = (2 * Math.PI * (k + 0.5)) / (corners || 4)
    return [digits(x + 10 + 9.9 * Math.cos(angle)), digits(y + 5 + 4.9 * Math.sin(angle))]
  })
}

/** As COCO's own files are: one line, with the fields that its tools write. */
function annotation(i) {
  const [x, y] = place(i)
  const fields = { id: i, image_id: 7, category_id: 3, bbox: [x, y, 20, 10.5], area: 210, iscrowd: 0 }
  return { ...fields, segmentation: corners ? [ring(i).flat()] : [] }
}

/** As QuPath writes them. */
function feature(i) {
  const points = ring(i)
  const geometry = { type: 'Polygon', coordinates: [[...points, points[0]]] }
  return {
    ...{ type: 'Feature', id: `00000000-0000-0000-0000-${String(i).padStart(12, '0')}`, geometry },
    properties: { objectType: 'annotation', classification: { name: 'vehicle', color: [200, 0, 0] } },
  }
}

const image = { id: 7, file_name: 'crossroads.png', width, height }
const files = {
  coco: {
    head: `{"info":{},"images":[${JSON.stringify(image)}],"categories":[{"id":3,"name":"vehicle"}],"annotations":[`,
    item: annotation,
  },
  geojson: { head: '{"type":"FeatureCollection","features":[', item: feature },
}

async function writeFile(path) {
  const { head, item } = files[format]
  const out = createWriteStream(path)
  out.write(head)
  for (let i = 0; i < boxes; i++)
    if (!out.write(`${i ? ',' : ''}${JSON.stringify(item(i))}`))
      await new Promise((resolve) => out.once('drain', resolve))
  await new Promise((resolve) => out.end(']}', resolve))
}

const run = (...args) => {
  const started = performance.now()
  const windhover = [join(root, 'build/windhover.mjs'), ...args, '--json']
  const { stdout, stderr, status } = spawnSync('/usr/bin/time', ['-v', process.execPath, ...windhover], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (status !== 0) throw new Error(stderr.slice(0, 2000) + stdout.slice(-2000))
  const memory = Number(/Maximum resident set size \(kbytes\): (\d+)/.exec(stderr)?.[1]) / 1024
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const cpu = Number(/User time \(seconds\): ([\d.]+)/.exec(stderr)?.[1])
  return { seconds: (performance.now() - started) / 1000, cpu, memory, lines }
}

try {
  const labels = join(folder, format === 'coco' ? 'labels.json' : 'labels.geojson')
  await writeFile(labels)
  const project = join(folder, 'p.windhover')
  run('init', project, '--classes', 'vehicle')
  const bare = run('import', join(project), picture)
  const { seconds, cpu, memory, lines } = run('import', project, picture, '--labels', labels)
  const result = lines.find((line) => line.event === 'result')
  const out = join(folder, 'out.json')
  const exported = run('export', project, '--format', 'coco', '--out', out)
  console.table([
    {
      boxes,
      'file MB': (statSync(labels).size / 1e6).toFixed(0),
      imported: result.images[0].objects,
      seconds: seconds.toFixed(1),
      'CPU seconds': cpu.toFixed(1),
      'of it start and picture': bare.cpu.toFixed(1),
      'memory MB': memory.toFixed(0),
      'progress lines': lines.filter((line) => line.event === 'progress').length,
      'export MB': (statSync(out).size / 1e6).toFixed(0),
      'export seconds': exported.seconds.toFixed(1),
      'export memory MB': exported.memory.toFixed(0),
    },
  ])
} finally {
  rmSync(folder, { recursive: true, force: true })
}
