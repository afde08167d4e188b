// Finding objects as the tools do: index of a million, a click, a lasso around 100,000 of them.
//   node test/bench/select.bench.mjs [rounds = 5]
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { build } from 'esbuild'

const rounds = Number(process.argv[2] ?? 5)
const here = dirname(fileURLToPath(import.meta.url))
const outfile = join(here, '../../out/bench/select.bench.mjs')
await build({
  stdin: {
    contents: `export { SpatialIndex } from './document/spatialIndex'
      export { bounds } from './records/records'
      export { hits, ringSelects } from './document/shapes'
      export { RingIndex } from './geometry/ringIndex'
      export { insideRings } from './geometry/rings'`,
    resolveDir: join(here, '../../src'),
    loader: 'ts',
  },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  outfile,
  logLevel: 'warning',
})
const { SpatialIndex, bounds, hits, insideRings, ringSelects, RingIndex } = await import(outfile)

let state = 7
const random = () => (state = (state * 16807) % 2147483647) / 2147483647
const side = 100_000

/** Seven boxes in ten, the rest turned boxes and polygons. */
const objects = Array.from({ length: 1_000_000 }, (_, id) => {
  const [x, y, w, h] = [random() * side, random() * side, 10 + random() * 60, 10 + random() * 60]
  if (id % 10 < 7) return { id, shape: { kind: 'box', x, y, w, h } }
  if (id % 10 < 9) return { id, shape: { kind: 'rotatedBox', cx: x, cy: y, w, h, angle: random() * 3 } }
  const points = Array.from({ length: 8 }, (__, i) => {
    const turn = (Math.PI * i) / 4
    return [x + w * Math.cos(turn), y + h * Math.sin(turn)]
  }).flat()
  return { id, shape: { kind: 'polygon', points } }
})
const byId = new Map(objects.map((object) => [object.id, object]))

/** CPU milliseconds: other work on the machine does not count. */
const cost = (run) => {
  const start = process.cpuUsage().user
  const result = run()
  return [(process.cpuUsage().user - start) / 1000, result]
}

/** A wavy ring of 300 corners around about a tenth of the picture. */
const ring = Array.from({ length: 300 }, (_, i) => {
  const turn = (2 * Math.PI * i) / 300
  const radius = side * (0.178 + 0.01 * Math.sin(9 * turn))
  return [side / 2 + radius * Math.cos(turn), side / 2 + radius * Math.sin(turn)]
}).flat()

const middle = (list) => [...list].sort((a, b) => a - b)[list.length >> 1]
const times = { index: [], blocks: [], click: [], lasso: [], plain: [] }
let selected = 0
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')
for (let round = 0; round < rounds; round++) {
  // What was left behind before is not the index's to collect.
  collect()
  const [indexed] = cost(() => new SpatialIndex(objects))
  times.index.push(indexed)
}
for (let round = 0; round < rounds; round++) {
  const index = new SpatialIndex()
  const [appended] = cost(() => {
    for (let at = 0; at < objects.length; at += 8192) index.append(objects.slice(at, at + 8192))
  })
  times.blocks.push(appended)
  const clicks = 2000
  const [clicked] = cost(() => {
    for (let i = 0; i < clicks; i++) {
      const [x, y] = [random() * side, random() * side]
      for (const id of index.search({ x: x - 9, y: y - 9, w: 18, h: 18 })) hits(byId.get(id).shape, x, y, 3)
    }
  })
  times.click.push(clicked / clicks)
  const [lasso, ids] = cost(() => {
    const quick = new RingIndex(ring)
    const { inside, unsure } = index.searchRing(quick)
    return new Set([...inside, ...unsure.filter((id) => ringSelects(quick, byId.get(id).shape, false))])
  })
  times.lasso.push(lasso)
  selected = ids.size
  const [plain] = cost(() =>
    index.search(new RingIndex(ring).bounds).filter((id) => {
      const { x, y, w, h } = bounds(byId.get(id).shape)
      return insideRings([ring], x + w / 2, y + h / 2)
    }),
  )
  times.plain.push(plain)
}
console.table([
  { work: 'index of 1,000,000', 'CPU ms': middle(times.index).toFixed(0), goal: 300 },
  {
    work: 'the same in blocks of 8,192, as they are loaded',
    'CPU ms': middle(times.blocks).toFixed(0),
    goal: 300,
  },
  { work: 'what a click hits', 'CPU ms': middle(times.click).toFixed(3), goal: 1 },
  { work: `lasso around ${selected} of 1,000,000`, 'CPU ms': middle(times.lasso).toFixed(0), goal: 50 },
  { work: 'the same without an index of the ring', 'CPU ms': middle(times.plain).toFixed(0), goal: '' },
])
