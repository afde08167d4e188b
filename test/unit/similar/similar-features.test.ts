import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, truncateSync, writeFileSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { quiet } from '../../../src/base/job'
import { Random } from '../../../src/base/random'
import type { PixelSource } from '../../../src/image/pixels/pixelSource'
import { findSimilarPlaces } from '../../../src/similar/ask'
import { boxMean } from '../../../src/similar/contrast'
import { eigen } from '../../../src/similar/eigen'
import { openEncoder } from '../../../src/similar/encode.node'
import { extract } from '../../../src/similar/extract.node'
import { readFeatureMap, writeFeatures } from '../../../src/similar/featureFile.node'
import { channels, type FeatureMap } from '../../../src/similar/featureMap'
import { featureScale, gridSize, readingLevel } from '../../../src/similar/scale'

const folder = mkdtempSync(join(tmpdir(), 'windhover-similar-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Pixels RGB at level 0, halved for level 1. */
function sourceOf(width: number, height: number, pixels: Buffer): PixelSource {
  return {
    ...{ width, height, levels: 3 },
    async read({ x, y, w, h }, level) {
      const size = { width: Math.ceil(width / 2 ** level), height: Math.ceil(height / 2 ** level) }
      const whole = sharp(pixels, { raw: { width, height, channels: 3 } }).resize({ ...size, fit: 'fill' })
      const scaled = sharp(await whole.raw().toBuffer(), { raw: { ...size, channels: 3 } })
      return new Uint8Array(await scaled.extract({ left: x, top: y, width: w, height: h }).raw().toBuffer())
    },
    close: async () => {},
  }
}

async function mapOf(source: PixelSource, scale: number): Promise<FeatureMap> {
  const encoder = await openEncoder(readingLevel(scale).enlarged, () => {})
  const bands: Int8Array[] = []
  await extract({ source, scale, encoder, write: async (band) => void bands.push(band) }, quiet)
  encoder.dispose()
  return { ...gridSize(source, scale), scale, data: Int8Array.from(bands.flatMap((band) => [...band])) }
}

/** Grey noise with bright squares of `side` pixels. */
function squares(
  places: readonly (readonly [number, number])[],
  side: number,
  width: number,
  height: number,
) {
  const random = new Random(3)
  const pixels = Buffer.from(Uint8Array.from({ length: width * height * 3 }, () => 100 + random.below(30)))
  for (const [x, y] of places)
    for (let row = y; row < y + side; row++)
      pixels.fill(230, (row * width + x) * 3, (row * width + x + side) * 3)
  return sourceOf(width, height, pixels)
}

describe('the place of what is found', () => {
  it.each([
    [12, 4],
    [24, 2],
    [48, 1],
    [96, 0.5],
  ])(
    'a square of %i pixels, at scale %d: within a tenth of its side on the average, also across windows',
    async (side, scale) => {
      expect(featureScale({ width: 9000, height: 900, levels: 6 }, side).scale).toBe(scale)
      // The windows' insides end at 704 pixels of what the encoder sees.
      const places = [
        [2.1, 1.6],
        [5.4, 1.3],
        [9.1, 2.2],
        [14.2, 1.1],
        [17.2, 2.1],
        [3.6, 4.7],
        [7.2, 5.1],
        [11.7, 4.6],
        [15.8, 5.3],
      ].map(([x = 0, y = 0]) => [Math.round(x * side), Math.round(y * side)] as const)
      const source = squares(places, side, Math.round(19.4 * side), Math.round(7.6 * side))
      const map = await mapOf(source, scale)
      const size = { w: side, h: side }
      const boxes = places.map(([x, y]) => ({ x, y, ...size }))
      const found = findSimilarPlaces(map, { wanted: boxes.slice(0, 1), rejected: [], size, top: 9 }).slice(1)
      const off = boxes.slice(1).map((box) => {
        const near = found.map(({ x, y }) => ({ dx: x - box.x, dy: y - box.y }))
        return near.sort((a, b) => Math.hypot(a.dx, a.dy) - Math.hypot(b.dx, b.dy))[0] as {
          dx: number
          dy: number
        }
      })
      for (const { dx, dy } of off) expect(Math.hypot(dx, dy)).toBeLessThan(0.35 * side)
      const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length
      expect(Math.abs(mean(off.map(({ dx }) => dx)))).toBeLessThan(0.1 * side)
      expect(Math.abs(mean(off.map(({ dy }) => dy)))).toBeLessThan(0.1 * side)
    },
    60_000,
  )
})

describe('a real photograph', () => {
  it('one car finds most others, answers improve that, and cars are unusual', async () => {
    const root = join(import.meta.dirname, '../../../build/sample')
    const { data, info } = await sharp(join(root, 'crossroads.png'))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    const map = await mapOf(sourceOf(info.width, info.height, data), 2)
    const boxes = readFileSync(join(root, 'crossroads.txt'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => {
        const [, x = 0, y = 0, w = 0, h = 0] = line.split(' ').map(Number)
        const size = { w: w * info.width, h: h * info.height }
        return { x: x * info.width - size.w / 2, y: y * info.height - size.h / 2, ...size }
      })
    const hit = (found: { x: number; y: number; w: number; h: number }[]) =>
      boxes.filter((box) =>
        found.some(({ x, y, w, h }) => {
          const [px, py] = [x + w / 2 - box.x, y + h / 2 - box.y]
          return px >= 0 && py >= 0 && px < box.w && py < box.h
        }),
      ).length
    const from = (n: number) => boxes[n] as (typeof boxes)[number]
    const like = [2, 12, 22, 32, 42].map((n) =>
      hit(findSimilarPlaces(map, { wanted: [from(n)], rejected: [], size: from(n), top: 60 })),
    )
    expect(like.reduce((a, b) => a + b) / 5 / boxes.length).toBeGreaterThan(0.65)
    expect(hit(findSimilarPlaces(map, { wanted: [], rejected: [], size: from(2), top: 60 }))).toBeGreaterThan(
      15,
    )

    // What the least telling of them finds wrong is rejected, and ten of its cars are marked.
    const start = from([2, 12, 22, 32, 42][like.indexOf(Math.min(...like))] as number)
    const wrong = findSimilarPlaces(map, { wanted: [start], rejected: [], size: start, top: 60 }).filter(
      (place) => hit([place]) === 0,
    )
    const told = findSimilarPlaces(map, { wanted: boxes.slice(0, 10), rejected: wrong, size: start, top: 60 })
    expect(told.slice(0, 10).map(({ x, y }) => [x, y])).toEqual(boxes.slice(0, 10).map(({ x, y }) => [x, y]))
    expect(hit(told)).toBeGreaterThan(Math.min(...like))
    for (const { x, y } of wrong) expect(told.some((place) => place.x === x && place.y === y)).toBe(false)
    expect(told.every(({ score }, i) => i === 0 || score <= (told[i - 1] as { score: number }).score)).toBe(
      true,
    )
  }, 120_000)
})

describe('a map too large to look at every cell in every round', () => {
  it('finds all of 30 places that look alike, wherever they lie, and the others after them', () => {
    const random = new Random(9)
    const [width, height] = [1301, 803]
    const data = Int8Array.from({ length: width * height * channels }, () => random.below(21) - 10)
    const look = Array.from({ length: channels }, () => random.below(101) - 50)
    const places = Array.from({ length: 30 }, (_, i) => [17 + 41 * i, 3 + 26 * i] as const)
    for (const [x, y] of places)
      for (let dy = -1; dy <= 1; dy++)
        for (let dx = -1; dx <= 1; dx++)
          for (let c = 0; c < channels; c++) {
            const at = ((y + dy) * width + x + dx) * channels + c
            data[at] = (data[at] as number) + Math.round((look[c] as number) / (1 + dx * dx + dy * dy))
          }
    const map = { width, height, scale: 1, data }
    const boxOf = ([x, y]: readonly [number, number]) => ({ x: x * 8 - 18, y: y * 8 - 18, w: 40, h: 40 })
    const wanted = [boxOf(places[4] as readonly [number, number])]
    const found = findSimilarPlaces(map, { wanted, rejected: [], size: { w: 40, h: 40 }, top: 40 })
    const place = ({ x, y }: { x: number; y: number }) => [(x + 18) / 8, (y + 18) / 8].join()
    expect(found.slice(0, 30).map(place).sort()).toEqual(places.map((each) => each.join()).sort())
    expect((found[29] as { score: number }).score).toBeGreaterThan(2 * (found[30] as { score: number }).score)
  })
})

describe('what is stored', () => {
  const data = Int8Array.from({ length: 6 * 4 * channels }, (_, i) => (i % 255) - 127)
  const file = { path: join(folder, '1.features'), key: 'picture', width: 6, height: 4, scale: 2 }
  const write = () =>
    writeFeatures(file, async (put) => void (await put(data.subarray(0, 400)), await put(data.subarray(400))))

  it('comes back as it was, and not for another picture, scale or size', async () => {
    expect(readFeatureMap(file)).toBeUndefined()
    await write()
    expect(readFeatureMap(file)).toEqual({ width: 6, height: 4, scale: 2, data })
    expect(readFeatureMap({ ...file, key: 'another' })).toBeUndefined()
    expect(readFeatureMap({ ...file, width: 4, height: 6 })).toBeUndefined()
  })

  it('is made again where the file was cut off or is something else', async () => {
    await write()
    truncateSync(file.path, 300)
    expect(readFeatureMap(file)).toBeUndefined()
    writeFileSync(file.path, Buffer.alloc(readFileSync(file.path).length))
    expect(readFeatureMap(file)).toBeUndefined()
  })

  it('leaves nothing behind when it is cancelled', async () => {
    const path = join(folder, 'stopped.features')
    const stopped = writeFeatures({ ...file, path }, () =>
      Promise.reject(new DOMException('stop', 'AbortError')),
    )
    await expect(stopped).rejects.toThrow('stop')
    expect(execFileSync('ls', ['-a', folder], { encoding: 'utf8' })).not.toMatch(/stopped/)
  })
})

describe('the sums', () => {
  it('means over cells are those of a plain loop', () => {
    const random = new Random(5)
    const grid = {
      width: 7,
      height: 5,
      channels: 2,
      data: Float32Array.from({ length: 70 }, () => random.next()),
    }
    const at = (x: number, y: number, c: number) =>
      grid.data[(Math.min(4, Math.max(0, y)) * 7 + Math.min(6, Math.max(0, x))) * 2 + c] as number
    const out = boxMean(grid, 4)
    for (let i = 0; i < 70; i++) {
      const [c, x, y] = [i % 2, (i >> 1) % 7, Math.floor(i / 14)]
      let sum = 0
      for (let dy = -2; dy < 2; dy++) for (let dx = -2; dx < 2; dx++) sum += at(x + dx, y + dy, c)
      expect(out[i]).toBeCloseTo(sum / 16, 5)
    }
  })

  it('eigenvectors make the matrix diagonal, largest value first', () => {
    const [n, random] = [12, new Random(7)]
    const matrix = new Float64Array(n * n)
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = random.between(-1, 1)
    const { values, vectors } = eigen(matrix.slice(), n)
    expect(values).toEqual(values.slice().sort((a, b) => b - a))
    vectors.forEach((vector, k) => {
      for (let i = 0; i < n; i++) {
        const product = vector.reduce((sum, value, j) => sum + (matrix[i * n + j] as number) * value, 0)
        expect(product).toBeCloseTo((values[k] as number) * (vector[i] as number), 9)
      }
    })
  })

  it('the scale follows the size of the object, and the room for features', () => {
    const image = { width: 10_000, height: 10_000, levels: 8 }
    expect([6, 12, 25, 50, 100, 300].map((side) => featureScale(image, side).scale)).toEqual([
      2, 2, 2, 1, 0.5, 0.125,
    ])
    expect(featureScale({ ...image, width: 2000, height: 2000 }, 12).scale).toBe(4)
    const huge = featureScale({ width: 100_000, height: 100_000, levels: 10 }, 30)
    expect(huge).toEqual({ scale: 0.125, wanted: 2 })
    const { width, height } = gridSize({ width: 100_000, height: 100_000, levels: 10 }, huge.scale)
    expect(width * height * channels).toBeLessThan(256e6)
  })
})
