// The parts of image.bench.mjs that run in a process of their own.
import { readFileSync, statSync } from 'node:fs'
import { describePicture } from '../../src/image/reading/describe.node'
import { importImage } from '../../src/image/importImage.node'
import { openLevels } from '../../src/image/openLevels.node'
import { levelSize } from '../../src/image/pixels/pixelSource'
import { sharp } from '../../src/image/reading/sharp.node'

const [work, file, pyramid] = process.argv.slice(2) as ['drop' | 'tiles' | 'pan', string, string]
const context = { signal: new AbortController().signal, progress: () => {}, warn: () => {} }
const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024
const quantile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] as number
let state = 12345
const random = (below: number) => {
  state = (state * 1_103_515_245 + 12_345) % 2 ** 31
  return Math.floor((state / 2 ** 31) * below)
}

if (work === 'drop') {
  const started = performance.now()
  const image = await importImage({ file, pyramid }, context)
  const levels = await openLevels({ path: file, pyramid, ...image })
  const column = Math.floor(image.width / image.tileSize / 2)
  const row = Math.floor(image.height / image.tileSize / 2)
  // What a window of 1500 × 1000 pixels shows at full size.
  await Promise.all(
    Array.from({ length: 24 }, (_, i) =>
      levels.tile(0, column + (i % 6), row + Math.floor(i / 6)).then((jpeg) => sharp(jpeg).raw().toBuffer()),
    ),
  )
  const seconds = (performance.now() - started) / 1000
  await levels.close()
  console.log(JSON.stringify({ seconds, width: image.width, height: image.height, levels: image.levels }))
} else {
  const { width, height } = await describePicture(file)
  const levels = await openLevels({
    path: file,
    pyramid,
    width,
    height,
    levels: Number(process.argv[5]),
    tileSize: 256,
  })
  const count = (level: number) => {
    const size = levelSize(width, height, level)
    return { columns: Math.ceil(size.width / 256), rows: Math.ceil(size.height / 256) }
  }
  if (work === 'tiles') {
    const [read, decoded]: [number[], number[]] = [[], []]
    for (let i = 0; i < 2000; i++) {
      const level = i % 3
      const { columns, rows } = count(level)
      const started = performance.now()
      const jpeg = await levels.tile(level, random(columns - 1), random(rows - 1))
      read.push(performance.now() - started)
      await sharp(jpeg).raw().toBuffer()
      decoded.push(performance.now() - started)
    }
    const [p50, p95] = [0.5, 0.95].map((share) => quantile(read, share))
    const [d50, d95] = [0.5, 0.95].map((share) => quantile(decoded, share))
    console.log(JSON.stringify({ p50, p95, d50, d95 }))
  } else {
    // A path over the whole picture at every level, a window of 6 × 4 tiles at a time.
    const marks: number[] = []
    let tiles = 0
    for (let step = 0; step < 4000; step++) {
      const level = Math.floor(step / 500) % Number(process.argv[5])
      const { columns, rows } = count(level)
      const x = Math.floor(((step % 500) / 500) * Math.max(1, columns - 6))
      const y = Math.floor((((step * 7) % 500) / 500) * Math.max(1, rows - 4))
      const wanted = Array.from({ length: 24 }, (_, i) => [x + (i % 6), y + Math.floor(i / 6)] as const)
      const there = wanted.filter(([c, r]) => c < columns && r < rows)
      await Promise.all(there.map(([c, r]) => levels.tile(level, c, r)))
      tiles += there.length
      if (step % 500 === 499) marks.push(Math.round(memory()))
    }
    console.log(JSON.stringify({ tiles, megabytes: marks, file: statSync(file).size / 1e6 }))
  }
  await levels.close()
}
