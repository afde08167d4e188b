// A COCO file of boxes into a project by the command line's own services: seconds, and the most memory of the process.
//   node test/bench/import.bench.mjs [boxes = 1000000]
import { spawnSync } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const boxes = Number(process.argv[2] ?? 1_000_000)
const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const folder = mkdtempSync(join(tmpdir(), 'windhover-import-'))
const picture = join(root, 'build/sample/crossroads.png')
const [width, height] = [1764, 430]

/** As COCO's own files are: one line, with the fields that its tools write. */
async function writeCoco(path) {
  const out = createWriteStream(path)
  const image = { id: 7, file_name: 'crossroads.png', width, height }
  out.write(
    `{"info":{},"images":[${JSON.stringify(image)}],"categories":[{"id":3,"name":"vehicle"}],"annotations":[`,
  )
  for (let i = 0; i < boxes; i++) {
    const [x, y] = [(i * 7.25) % (width - 30), (i * 3.5) % (height - 30)]
    const annotation = { id: i, image_id: 7, category_id: 3, bbox: [x, y, 20, 10.5], area: 210, iscrowd: 0 }
    if (!out.write(`${i ? ',' : ''}${JSON.stringify({ ...annotation, segmentation: [] })}`))
      await new Promise((resolve) => out.once('drain', resolve))
  }
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
  const labels = join(folder, 'labels.json')
  await writeCoco(labels)
  const project = join(folder, 'p.windhover')
  run('init', project, '--classes', 'vehicle')
  const bare = run('import', join(project), picture)
  const { seconds, cpu, memory, lines } = run('import', project, picture, '--labels', labels)
  const result = lines.find((line) => line.event === 'result')
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
    },
  ])
} finally {
  rmSync(folder, { recursive: true, force: true })
}
