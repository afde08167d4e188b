import { deflateSync } from 'node:zlib'
import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { importImage } from '../../../src/image/importImage.node'
import { openLevels } from '../../../src/image/openLevels.node'
import { openPixelSource } from '../../../src/image/pixelSource.node'
import { sharp } from '../../../src/image/reading/sharp.node'
import { tags } from '../../../src/image/reading/tiff/tiffTags'
import {
  bigTiffDirectories,
  bigTiffHeader,
  nullTerminated,
  type Entry,
} from '../../../src/image/building/tiffWriter'
import { context, imported } from '../shared/image.fixture'
import { scratch } from '../shared/project.fixture'
import { layout, near, number, tiff } from '../shared/tiff.fixture'

const path = scratch()
const side = 128
const grey = { channel: 0, color: '#ffffff' }

/** One tile a picture of `side` pixels a side, by its bytes. */
function oneTile(name: string, bytes: Uint8Array, more: readonly Entry[]): string {
  const file = path(name)
  writeFileSync(file, tiff([{ entries: layout(side, side, more), tiles: [bytes] }]))
  return file
}

/** The samples of level 0 as they are kept. */
async function samples(file: string, channels: readonly number[] = [0]) {
  const image = await imported(file, `${file}.pyramid`)
  const levels = await openLevels(image)
  const all = await levels.samples({ x: 0, y: 0, w: side, h: side }, 0, channels)
  await levels.close()
  return { image, at: (x: number, y: number) => all.data[(y * side + x) * channels.length]! }
}

const form = (bits: number, format: number, compression: number, more: readonly Entry[] = []) => [
  number(tags.bitsPerSample, bits),
  number(tags.sampleFormat, format),
  number(tags.compression, compression),
  number(tags.samples, 1),
  number(tags.photometric, 1),
  ...more,
]
const cells = <T>(value: (x: number, y: number) => T) =>
  Array.from({ length: side * side }, (_, i) => value(i % side, Math.floor(i / side)))

/** A Zstandard frame of blocks that are not compressed (RFC 8878, 3.1.1). */
function zstd(bytes: Uint8Array): Buffer {
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0])
  head.writeUInt32LE(bytes.length, 5)
  const parts: Buffer[] = [head]
  for (let at = 0; at < bytes.length; at += 100_000) {
    const piece = bytes.subarray(at, at + 100_000)
    const block = Buffer.alloc(3)
    block.writeUIntLE((at + piece.length === bytes.length ? 1 : 0) | (piece.length << 3), 0, 3)
    parts.push(block, Buffer.from(piece))
  }
  return Buffer.concat(parts)
}

describe('a TIFF of deep samples', { timeout: 30_000 }, () => {
  const height = (x: number, y: number) => 0.25 * x - 3 * y
  const bytesOf = (data: { buffer: ArrayBufferLike }) => new Uint8Array(data.buffer as ArrayBuffer)
  it.each([
    ['int8', 8, 2, (v: number[]) => bytesOf(Int8Array.from(v, (x) => x / 4)), 0.25],
    ['int16', 16, 2, (v: number[]) => bytesOf(Int16Array.from(v)), 1],
    ['int32', 32, 2, (v: number[]) => bytesOf(Int32Array.from(v, (x) => x * 1000)), 1000],
    ['float32', 32, 3, (v: number[]) => bytesOf(Float32Array.from(v)), 1],
    ['float64', 64, 3, (v: number[]) => bytesOf(Float64Array.from(v)), 1],
  ] as const)('keeps %s by its values', async (name, bits, format, pack, scale) => {
    const values = cells(height)
    const file = oneTile(`${name}.tif`, deflateSync(pack(values)), form(bits, format, 8))
    const { at } = await samples(file)
    for (const [x, y] of [
      [0, 0],
      [100, 7],
      [127, 127],
    ] as const) {
      const wanted = height(x, y) * scale
      expect(Math.abs(at(x, y) - wanted)).toBeLessThan(format === 3 ? 1e-6 : 1)
    }
  })

  it('leaves out what has no value, in its limits and in its smaller levels', async () => {
    const value = (x: number, y: number) => (y < 61 ? -9999 : 300 + x)
    const noData: Entry = { tag: tags.noData, type: 2, values: nullTerminated('-9999') }
    const big = 1024
    const tile = (column: number, row: number) => {
      const data = new Float32Array(256 * 256)
      for (let i = 0; i < data.length; i++)
        data[i] = value(column * 256 + (i % 256), row * 256 + Math.floor(i / 256))
      return deflateSync(Buffer.from(data.buffer))
    }
    const tiles = Array.from({ length: 16 }, (_, i) => tile(i % 4, Math.floor(i / 4)))
    writeFileSync(path('dem.tif'), tiff([{ entries: layout(big, 256, form(32, 3, 8, [noData])), tiles }]))
    const image = await imported(path('dem.tif'), path('dem.pyramid'))
    const [channel] = image.display!.channels
    expect(channel!.min).toBeGreaterThanOrEqual(300)
    expect(channel!.max).toBeGreaterThan(1300)
    const source = await openPixelSource({
      ...image,
      display: { channels: [{ ...grey, min: 0, max: 1323 }] },
    })
    const shade = (v: number) => Math.round((v / 1323) * 255)
    near(await source.read({ x: 1000, y: 400, w: 1, h: 1 }, 0), new Array<number>(3).fill(shade(1300)), 1)
    // Row 30 of level 1 is made of row 60, which has no values, and row 61.
    near(await source.read({ x: 500, y: 30, w: 1, h: 1 }, 1), new Array<number>(3).fill(shade(1300.5)), 1)
    near(await source.read({ x: 500, y: 10, w: 1, h: 1 }, 1), [0, 0, 0], 0)
    await source.close()
  })

  it('finds limits beside a value that stands for none although the file does not say so', async () => {
    const data = Float32Array.from(cells((x, y) => (y < 30 ? -3.4e38 : x)))
    const file = oneTile('fill.tif', deflateSync(bytesOf(data)), form(32, 3, 8))
    const { image } = await samples(file)
    expect(image.display!.channels[0]).toMatchObject({ min: 0, max: 127 })
  })

  it('is turned as it says, and shown by its own limits', async () => {
    const data = Uint16Array.from(cells((x) => 1000 + 10 * x))
    const more = form(16, 1, 8, [number(tags.orientation, 6)])
    const file = oneTile('turned.tif', deflateSync(bytesOf(data)), more)
    const { at } = await samples(file)
    expect([at(5, 0), at(5, 100)]).toEqual([1000, 2000])
  })

  it('may count from white, or have the lowest bit of its bytes first', async () => {
    const data = Uint16Array.from(cells((x) => 1000 + 10 * x))
    const white = form(16, 1, 8).map((e) => (e.tag === tags.photometric ? number(tags.photometric, 0) : e))
    const first = await samples(oneTile('white.tif', deflateSync(bytesOf(data)), white))
    expect(first.at(10, 3)).toBe(65_535 - 1100)
    const flip = (byte: number) => parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2)
    const flipped = bytesOf(data).map(flip)
    const second = await samples(oneTile('bits.tif', flipped, form(16, 1, 1, [number(tags.fillOrder, 2)])))
    expect(second.at(10, 3)).toBe(1100)
  })
})

describe('a tiled TIFF', { timeout: 30_000 }, () => {
  it('of Zstandard is read, differences of whole numbers and of floating point undone', async () => {
    const value = (x: number, y: number) => 1000 + 7 * x + y
    const whole = Uint16Array.from(cells(value))
    for (let i = whole.length - 1; i > 0; i--) if (i % side > 0) whole[i] = whole[i]! - whole[i - 1]!
    const predictor = (n: number) => [number(tags.predictor, n)]
    const first = await samples(
      oneTile('zstd2.tif', zstd(new Uint8Array(whole.buffer)), form(16, 1, 50_000, predictor(2))),
    )
    expect([first.at(0, 0), first.at(100, 50), first.at(127, 127)]).toEqual([1000, 1750, 2016])
    const real = Buffer.from(Float32Array.from(cells((x, y) => value(x, y) / 8)).buffer)
    const packed = Buffer.alloc(real.length)
    for (let y = 0; y < side; y++) {
      const row = packed.subarray(y * side * 4, (y + 1) * side * 4)
      for (let x = 0; x < side; x++)
        for (let b = 0; b < 4; b++) row[b * side + x] = real[(y * side + x) * 4 + 3 - b]!
      for (let i = row.length - 1; i > 0; i--) row[i] = row[i]! - row[i - 1]!
    }
    const second = await samples(oneTile('zstd3.tif', zstd(packed), form(32, 3, 50_000, predictor(3))))
    expect([second.at(0, 0), second.at(100, 50), second.at(127, 127)]).toEqual([125, 218.75, 252])
  })

  it.each([
    [34_925, 'LZMA'],
    [50_002, 'JPEG XL'],
    [34_933, 'PNG'],
    [6, 'old-style JPEG'],
    [12_345, 'compression 12345'],
  ])('of compression %i is refused by name', async (compression, name) => {
    const file = oneTile(`${compression}.tif`, Buffer.alloc(99, 7), form(8, 1, compression))
    const job = importImage({ file, pyramid: path('never.pyramid') }, context())
    await expect(job).rejects.toThrow(new RegExp(`${compression}\\.tif" has ${name}.*COMPRESS=DEFLATE`))
  })

  it('with a tile that cannot be decoded, or lies beyond its end, is refused at import', async () => {
    const tiles = Array.from({ length: 16 }, () => deflateSync(Buffer.alloc(256 * 256, 120)))
    const damaged = tiles.map((tile, i) => (i === 9 ? Buffer.alloc(tile.length, 0x55) : tile))
    const entries = layout(1024, 256, form(8, 1, 8))
    writeFileSync(path('damaged.tif'), tiff([{ entries, tiles: damaged }]))
    // Of colours, as libvips decodes them: black where it cannot, and grey where a JPEG ends too early.
    const colors = (compression: number) => [
      number(tags.bitsPerSample, [8, 8, 8]),
      number(tags.samples, 3),
      number(tags.photometric, 2),
      number(tags.compression, compression),
    ]
    const many = (tile: Buffer, bad: Buffer) =>
      Array.from({ length: 289 }, (_, i) => (i === 200 ? bad : tile))
    const deflated = deflateSync(Buffer.alloc(256 * 256 * 3, 120))
    const raw = { width: 256, height: 256, channels: 3 } as const
    const noise = Buffer.from(Array.from({ length: 256 * 256 * 3 }, (_, i) => (i * 7919) % 251))
    const jpeg = await sharp(noise, { raw }).jpeg().toBuffer()
    const large = (compression: number) => layout(17 * 256, 256, colors(compression))
    const black = many(deflated, deflated.subarray(0, deflated.length - 9))
    writeFileSync(path('black.tif'), tiff([{ entries: large(8), tiles: black }]))
    const cut = many(jpeg, jpeg.subarray(0, jpeg.length / 2))
    writeFileSync(path('cut.tif'), tiff([{ entries: large(7), tiles: cut }]))
    const beyond = bigTiffDirectories(16, [
      [
        ...layout(256, 256, form(8, 1, 1)),
        number(tags.tileOffsets, 400),
        number(tags.tileByteCounts, 65_536),
      ],
    ])
    writeFileSync(path('beyond.tif'), Buffer.concat([bigTiffHeader(16), beyond]))
    for (const name of ['damaged.tif', 'beyond.tif', 'black.tif', 'cut.tif']) {
      const job = importImage({ file: path(name), pyramid: path('never.pyramid') }, context())
      await expect(job).rejects.toThrow(new RegExp(`part of "[^"]*${name}" is damaged`))
    }
  })
})

describe('bands and opacity', { timeout: 30_000 }, () => {
  const chunky = (channels: number, extra: number[], photometric = 2) => [
    number(tags.bitsPerSample, new Array<number>(channels).fill(8)),
    number(tags.compression, 8),
    number(tags.samples, channels),
    number(tags.photometric, photometric),
    number(tags.extraSamples, extra),
  ]
  const tileOf = (pixel: readonly number[]) => deflateSync(Uint8Array.from(cells(() => pixel).flat()))
  const shown = async (file: string) => {
    const image = await imported(file, `${file}.pyramid`)
    const source = await openPixelSource(image)
    const found = await source.read({ x: 40, y: 40, w: 1, h: 1 }, 0)
    await source.close()
    return { image, found: [...found] }
  }

  it('of light are seen as red, green and blue; a fourth can be chosen', async () => {
    const { image, found } = await shown(oneTile('nir.tif', tileOf([115, 130, 70, 200]), chunky(4, [0])))
    expect(found).toEqual([115, 130, 70])
    expect(image.channels).toEqual(['Red', 'Green', 'Blue', 'Channel 4'])
  })

  it('are over white where they are transparent, multiplied by opacity or not, after a fourth band, too', async () => {
    const straight = await shown(oneTile('straight.tif', tileOf([200, 60, 60, 128]), chunky(4, [2])))
    near(straight.found, [227, 157, 157], 1)
    const multiplied = await shown(oneTile('multiplied.tif', tileOf([100, 30, 30, 128]), chunky(4, [1])))
    near(multiplied.found, [227, 157, 157], 1)
    const five = await shown(oneTile('five.tif', tileOf([200, 60, 60, 90, 128]), chunky(5, [0, 2])))
    near(five.found, [227, 157, 157], 1)
    expect(five.image.channels).toHaveLength(4)
  })

  it('of 16 bits are not multiplied by their opacity, whatever the file holds', async () => {
    const deep = (kind: number) => [
      number(tags.bitsPerSample, [16, 16, 16, 16]),
      ...chunky(4, [kind]).filter(({ tag }) => tag !== tags.bitsPerSample),
    ]
    const tile = (pixel: number[]) =>
      deflateSync(Buffer.from(Uint16Array.from(cells(() => pixel).flat()).buffer))
    const samples = async (name: string, pixel: number[], kind: number) => {
      const image = await imported(oneTile(name, tile(pixel), deep(kind)), path(`${name}.pyramid`))
      const levels = await openLevels(image)
      const { data } = await levels.samples({ x: 40, y: 40, w: 1, h: 1 }, 0, [0, 1, 2])
      await levels.close()
      return [...data]
    }
    expect(await samples('deep1.tif', [10_000, 20_000, 300, 32_768], 1)).toEqual([20_000, 39_999, 600])
    expect(await samples('deep2.tif', [10_000, 20_000, 300, 32_768], 2)).toEqual([10_000, 20_000, 300])
  })

  it('in planes of their own are the same picture', async () => {
    const planes = [180, 120, 60].map((v) => deflateSync(Buffer.alloc(side * side, v)))
    const entries = [...layout(side, side, chunky(3, [])), number(tags.planar, 2)].filter(
      ({ tag }) => tag !== tags.extraSamples,
    )
    writeFileSync(path('planes.tif'), tiff([{ entries, tiles: planes }]))
    expect((await shown(path('planes.tif'))).found).toEqual([180, 120, 60])
  })
})
