import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { quiet } from '../../src/base/job'
import { Random } from '../../src/base/random'
import { containsPoint, intersect, type Rect } from '../../src/geometry/rect'
import { levelSize, type PixelSource } from '../../src/image/pixels/pixelSource'
import { findSimilarPlaces, type Ask, type FoundPlace } from '../../src/similar/ask'
import { openEncoder } from '../../src/similar/encode.node'
import { extract } from '../../src/similar/extract.node'
import { readFeatureMap, writeFeatures } from '../../src/similar/featureFile.node'
import type { FeatureMap } from '../../src/similar/featureMap'
import { featureScale, gridSize, readingLevel } from '../../src/similar/scale'

const [folder = '', part = '', large = '0'] = process.argv.slice(2)
const work = mkdtempSync(join(tmpdir(), 'windhover-similar-'))
const answers = 40

/** A picture in memory, with the levels that are asked for. */
async function memorySource(file: string): Promise<PixelSource> {
  const { width, height } = await sharp(file).metadata()
  const levels = new Map<number, Promise<Buffer>>()
  const pixels = (level: number) => {
    const size = levelSize(width, height, level)
    const found =
      levels.get(level) ??
      sharp(file)
        .removeAlpha()
        .resize({ ...size, fit: 'fill' })
        .raw()
        .toBuffer()
    levels.set(level, found)
    return found
  }
  return {
    ...{ width, height, levels: 6 },
    async read({ x, y, w, h }, level) {
      const data = await pixels(level)
      const row = levelSize(width, height, level).width
      const out = new Uint8Array(w * h * 3)
      for (let i = 0; i < h; i++) {
        const from = ((y + i) * row + x) * 3
        out.set(data.subarray(from, from + w * 3), i * w * 3)
      }
      return out
    },
    close: async () => {},
  }
}

/** Grey noise with 40 bright squares: the time does not depend on what a picture shows. */
function syntheticSource(side: number): PixelSource {
  const noise = Uint8Array.from({ length: 1 << 20 }, () => 90 + random.below(60))
  const squares = Array.from({ length: 40 }, () => ({
    x: random.below(side - 20),
    y: random.below(side - 20),
    w: 20,
    h: 20,
  }))
  return {
    ...{ width: side, height: side, levels: 6 },
    async read(region) {
      const out = new Uint8Array(region.w * region.h * 3)
      for (let i = 0; i < out.length; i++)
        out[i] = noise[(i * 7 + region.x + region.y * 31) & 0xfffff] as number
      for (const square of squares) {
        const seen = intersect(square, region)
        if (!seen) continue
        for (let y = seen.y; y < seen.y + seen.h; y++) {
          const from = ((y - region.y) * region.w + seen.x - region.x) * 3
          out.fill(230, from, from + seen.w * 3)
        }
      }
      return out
    },
    close: async () => {},
  }
}
const random = new Random(1)

async function featuresOf(
  source: PixelSource,
  side: number | undefined,
): Promise<{ map: FeatureMap; seconds: number; read: number }> {
  const { scale } = featureScale(source, side)
  const file = { path: join(work, `${scale}.features`), key: 'bench', ...gridSize(source, scale), scale }
  const started = performance.now()
  const encoder = await openEncoder(readingLevel(scale).enlarged, console.warn)
  const progress = ({ done, total }: { done: number; total: number }) => {
    if (source.width >= 8000 && done % 50 === 0)
      console.error(`${done} of ${total} windows, ${((performance.now() - started) / 1000).toFixed(0)} s`)
  }
  await writeFeatures(file, (write) => extract({ source, scale, encoder, write }, { ...quiet, progress }))
  encoder.dispose()
  const made = performance.now()
  const map = readFeatureMap(file) as FeatureMap
  return { map, seconds: (made - started) / 1000, read: (performance.now() - made) / 1000 }
}

/** The box that each place hits with its middle, each box at most once; −1 for none. */
function hitsOf(found: readonly Rect[], boxes: readonly Rect[]): number[] {
  const used = new Set<number>()
  return found.map(({ x, y, w, h }) => {
    const hit = boxes.findIndex((box, i) => !used.has(i) && containsPoint(box, x + w / 2, y + h / 2))
    if (hit >= 0) used.add(hit)
    return hit
  })
}
const count = (hits: readonly number[]) => hits.filter((hit) => hit >= 0).length

function answered(map: FeatureMap, start: number, boxes: readonly Rect[], top: number): number {
  const wanted = [boxes[start] as Rect]
  const rejected: Rect[] = []
  const size = boxes[start] as Rect
  const request = (): Ask => ({ wanted, rejected, size, top })
  for (let n = 0; n < answers; n++) {
    const found = findSimilarPlaces(map, request())
    const next = found.find((place) => !wanted.some((each) => meets(each, place)))
    if (!next) break
    const hit = boxes.find((box) => meets(box, next))
    if (hit) wanted.push(hit)
    else rejected.push(next)
  }
  return count(hitsOf(findSimilarPlaces(map, request()), boxes)) / boxes.length
}
const meets = (box: Rect, { x, y, w, h }: Rect) => containsPoint(box, x + w / 2, y + h / 2)

function boxesOf(file: string, width: number, height: number): Rect[] {
  const lines = readFileSync(file.replace(/\.[^.]*$/, '.txt'), 'utf8')
    .trim()
    .split('\n')
  return lines.map((line) => {
    const [, cx = 0, cy = 0, w = 0, h = 0] = line.trim().split(/\s+/).map(Number)
    return { x: (cx - w / 2) * width, y: (cy - h / 2) * height, w: w * width, h: h * height }
  })
}
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length)
const middle = (boxes: readonly Rect[]) =>
  boxes.slice().sort((a, b) => a.w * a.h - b.w * b.h)[boxes.length >> 1] as Rect

async function photograph(name: string): Promise<object> {
  const source = await memorySource(join(folder, name))
  const boxes = boxesOf(join(folder, name), source.width, source.height)
  const size = middle(boxes)
  const { map, seconds } = await featuresOf(source, Math.sqrt(size.w * size.h))
  const top = Math.round(1.2 * boxes.length)
  const one = boxes.map(
    (box) =>
      count(hitsOf(findSimilarPlaces(map, { wanted: [box], rejected: [], size: box, top }), boxes)) /
      boxes.length,
  )
  const starts = [0, 1, 2, 3, 4].map((i) => Math.floor((i * boxes.length) / 5))
  const after = starts.map((start) => answered(map, start, boxes, top))
  const unusual = hitsOf(findSimilarPlaces(map, { wanted: [], rejected: [], size, top: 60 }), boxes)
  return {
    picture: name,
    objects: boxes.length,
    scale: map.scale,
    'one object': mean(one).toFixed(3),
    'after 40 answers': mean(after).toFixed(3),
    lowest: Math.min(...after).toFixed(2),
    'unusual in 60': count(unusual),
    'first unusual': unusual.findIndex((hit) => hit >= 0) + 1,
    seconds: seconds.toFixed(1),
  }
}

async function synthetic(side: number): Promise<void> {
  const { map, seconds, read } = await featuresOf(syntheticSource(side), 25)
  const times = [0, 1, 2].map((n) => {
    const started = performance.now()
    const wanted = [{ x: 100 + n, y: 100, w: 20, h: 20 }]
    const found: FoundPlace[] = findSimilarPlaces(map, {
      wanted,
      rejected: [],
      size: { w: 20, h: 20 },
      top: 200,
    })
    return { places: found.length, seconds: (performance.now() - started) / 1000 }
  })
  console.log(
    `${side}² at scale ${map.scale}: features ${seconds.toFixed(0)} s, read again ${read.toFixed(2)} s, questions ${times.map((t) => t.seconds.toFixed(2)).join(', ')} s; memory ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`,
  )
}

try {
  const names = readdirSync(folder).filter((name) => /\.(jpe?g|png)$/i.test(name) && name.includes(part))
  const rows: object[] = []
  for (const name of names) rows.push(await photograph(name))
  console.table(rows)
  if (Number(large) > 0) await synthetic(Number(large))
} finally {
  rmSync(work, { recursive: true, force: true })
}
