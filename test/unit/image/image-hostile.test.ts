import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src/base/errors'
import { describePicture } from '../../../src/image/reading/describe.node'
import { importImage } from '../../../src/image/importImage.node'
import { openLevels } from '../../../src/image/openLevels.node'
import { sharp } from '../../../src/image/reading/sharp.node'
import { tags } from '../../../src/image/reading/tiff/tiffTags'
import { bigTiffDirectories, bigTiffHeader, type Entry } from '../../../src/image/building/tiffWriter'
import { context, gradient, imported } from '../shared/image.fixture'
import { pipe } from '../shared/hostile.fixture'
import { scratch } from '../shared/project.fixture'

const path = scratch()

const entry = (tag: number, ...values: number[]): Entry => ({ tag, type: 16, values })
/** A tiled 512 × 512 picture of one 8-bit channel, with some of its entries replaced. */
function tiff(tiles: readonly Uint8Array[], changed: readonly Entry[] = []): Buffer {
  const offsets: number[] = []
  let at = 16
  for (const tile of tiles) {
    offsets.push(at)
    at += tile.length
  }
  const start = Math.ceil(at / 8) * 8
  const entries = new Map(
    [
      entry(tags.width, 512),
      entry(tags.height, 512),
      entry(tags.bitsPerSample, 16),
      entry(tags.compression, 8),
      entry(tags.photometric, 1),
      entry(tags.samples, 1),
      entry(tags.tileWidth, 256),
      entry(tags.tileHeight, 256),
      entry(tags.tileOffsets, ...offsets),
      entry(tags.tileByteCounts, ...tiles.map((tile) => tile.length)),
      ...changed,
    ].map((each) => [each.tag, each]),
  )
  const body = Buffer.concat([...tiles, Buffer.alloc(start - at)])
  return Buffer.concat([bigTiffHeader(start), body, bigTiffDirectories(start, [[...entries.values()]])])
}
const good = Array.from({ length: 4 }, () => deflateSync(Buffer.alloc(256 * 256 * 2, 7)))

/** Opens a picture and reads a tile of it. Returns the error; memory may grow by no more than a few tiles. */
async function attempt(file: string): Promise<unknown> {
  const before = process.memoryUsage().rss
  try {
    const about = await describePicture(file)
    const image = { path: file, pyramid: path('none.tif'), ...about, levels: 2, tileSize: 256 }
    const display = { channels: [{ channel: 0, color: '#ffffff', min: 0, max: 65_535 }] }
    const levels = await openLevels({ ...image, display })
    await levels.tile(0, 0, 0).finally(() => levels.close())
    return undefined
  } catch (error) {
    return error
  } finally {
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 2 ** 20)
  }
}

describe('a hostile TIFF', { timeout: 30_000 }, () => {
  it('is one that can be read, without its malice', async () => {
    writeFileSync(path('good.tif'), tiff(good))
    expect(await attempt(path('good.tif'))).toBeUndefined()
  })

  const bomb = deflateSync(Buffer.alloc(200 * 2 ** 20))
  const loop = () => {
    const bytes = tiff(good)
    const start = Number(bytes.readBigUInt64LE(8))
    const count = Number(bytes.readBigUInt64LE(start))
    bytes.writeBigUInt64LE(BigInt(start), start + 8 + 20 * count)
    return bytes
  }
  it.each([
    ['whose directories run in a circle', loop],
    [
      'whose level below is itself',
      () => tiff(good, [entry(tags.subPages, Number(tiff(good).readBigUInt64LE(8)))]),
    ],
    [
      'with tiles of 2^31 pixels a side',
      () => tiff(good, [entry(tags.tileWidth, 2 ** 31), entry(tags.tileHeight, 2 ** 31)]),
    ],
    ['of 2^40 pixels a side', () => tiff(good, [entry(tags.width, 2 ** 40), entry(tags.height, 2 ** 40)])],
    [
      'of many more tiles than it lists',
      () => tiff(good, [entry(tags.width, 2 ** 20), entry(tags.height, 2 ** 20)]),
    ],
    ['with tiles beyond its end', () => tiff(good, [entry(tags.tileOffsets, 1e12, 1e12, 1e12, 1e12)])],
    ['with tiles of a terabyte', () => tiff(good, [entry(tags.tileByteCounts, 1e12, 1e12, 1e12, 1e12)])],
    ['with a tile that unpacks to 200 MB', () => tiff([bomb, bomb, bomb, bomb])],
    ['with a tile that is cut off', () => tiff(good.map((tile) => tile.subarray(0, 20)))],
    ['of 60,000 channels', () => tiff(good, [entry(tags.samples, 60_000)])],
    ['without a header', () => Buffer.from('II*\0\0\0\0\0')],
    ['whose directory has 2^60 entries', () => Buffer.concat([bigTiffHeader(16), Buffer.alloc(8, 0x10)])],
  ])('%s is refused in one sentence', async (name, make) => {
    const file = path('hostile.tif')
    writeFileSync(file, make())
    const error = await attempt(file)
    expect(error, name).toBeInstanceOf(AppError)
    expect((error as Error).message).toMatch(/hostile\.tif".*[:;] .*\.$/)
    expect((error as Error).message).not.toContain('\n')
  })

  it('is refused or read, whichever of its bytes are changed', async () => {
    const bytes = tiff(good)
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 })), {
          minLength: 1,
          maxLength: 6,
        }),
        async (changes) => {
          const bad = Buffer.from(bytes)
          // Most of the file is tiles; half of the changes go to its directory.
          for (const [i, [at, value]] of changes.entries())
            bad[i % 2 ? at : bad.length - 1 - (at % 400)] = value
          writeFileSync(path('changed.tif'), bad)
          const error = await attempt(path('changed.tif'))
          if (error !== undefined) expect(error).toBeInstanceOf(AppError)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('may hold a JPEG tile that claims to be 65,535 pixels a side', async () => {
    const raw = { width: 512, height: 512, channels: 3 } as const
    const file = path('claims.tif')
    await sharp(gradient(512, 512), { raw })
      .tiff({ tile: true, tileWidth: 256, tileHeight: 256, compression: 'jpeg', quality: 80, pyramid: true })
      .toFile(file)
    const bytes = readFileSync(file)
    const frame = bytes.indexOf(Buffer.from([0xff, 0xc0, 0, 17, 8, 1, 0, 1, 0]))
    for (let at = frame; at >= 0; at = bytes.indexOf(Buffer.from([0xff, 0xc0, 0, 17, 8, 1, 0, 1, 0]), at + 1))
      bytes.writeUInt32BE(0xffffffff, at + 5)
    writeFileSync(file, bytes)
    expect(frame).toBeGreaterThan(0)
    const error = await attempt(file)
    expect(error).toMatchObject({ code: 'tile-damaged' })
  })
})

describe('a picture that goes bad while it is looked at', () => {
  const raw = { width: 600, height: 400, channels: 3 } as const
  const jpegTiff = () =>
    sharp(gradient(600, 400), { raw }).tiff({
      tile: true,
      tileWidth: 256,
      tileHeight: 256,
      compression: 'jpeg',
    })

  it('becomes shorter: the tile that is gone is named in one sentence, the others are there', async () => {
    const file = path('shrinks.tif')
    await jpegTiff().toFile(file)
    const image = await imported(file, path('shrinks.pyramid'))
    const levels = await openLevels(image)
    await levels.tile(0, 0, 0)
    truncateSync(file, 3000)
    await expect(levels.tile(0, 1, 0)).rejects.toThrow(
      /shrinks\.tif" is damaged \(it became shorter\): copy it/,
    )
    await levels.close()
  })

  it('vanishes: what is open goes on, and opening it anew says so', async () => {
    const file = path('vanishes.tif')
    await jpegTiff().toFile(file)
    const image = await imported(file, path('vanishes.pyramid'))
    rmSync(file)
    await expect(openLevels(image)).rejects.toThrow(/no file ".*vanishes\.tif": it was moved or deleted/)
    expect(existsSync(image.pyramid)).toBe(false)
  })

  it('has no pyramid any more: what is flat must be prepared again', async () => {
    const file = path('flat.png')
    await sharp(gradient(600, 400), { raw }).png().toFile(file)
    const image = await imported(file, path('flat.pyramid'))
    rmSync(image.pyramid)
    await expect(openLevels(image)).rejects.toThrow(/flat\.png" is not prepared for viewing yet/)
  })

  it('is a Deep Zoom picture that lacks a tile, or has one of another size', async () => {
    mkdirSync(path('dz'))
    await sharp(gradient(600, 400), { raw })
      .jpeg()
      .tile({ layout: 'dz', size: 256, overlap: 0 })
      .toFile(path('dz/z.dz'))
    const image = await imported(path('dz/z.dzi'), path('dz/none.tif'))
    const levels = await openLevels(image)
    const tile = (name: string) => path(`dz/z_files/10/${name}.jpeg`)
    rmSync(tile('0_0'))
    await expect(levels.tile(0, 0, 0)).rejects.toThrow(/no file ".*0_0\.jpeg"/)
    await sharp({ create: { width: 3000, height: 3000, channels: 3, background: 'red' } })
      .jpeg()
      .toFile(tile('1_0'))
    await expect(levels.tile(0, 1, 0)).rejects.toThrow(/1_0\.jpeg" is damaged \(it/)
    await levels.close()
    appendFileSync(
      path('dz/bad.dzi'),
      '<Image TileSize="1" Format="jpg"><Size Width="9" Height="9"/></Image>',
    )
    await expect(
      importImage({ file: path('dz/bad.dzi'), pyramid: path('dz/b.tif') }, context()),
    ).rejects.toThrow(/bad\.dzi" is not a Deep Zoom picture/)
  })

  it.runIf(process.platform !== 'win32')(
    'is a Deep Zoom picture whose tiles are a pipe, a device or without end: each is named, none is waited for',
    async () => {
      mkdirSync(path('pipes'))
      await sharp(gradient(600, 400), { raw })
        .jpeg()
        .tile({ layout: 'dz', size: 256, overlap: 0 })
        .toFile(path('pipes/z.dz'))
      const image = await imported(path('pipes/z.dzi'), path('pipes/none.tif'))
      const levels = await openLevels(image)
      const tile = (name: string) => path(`pipes/z_files/10/${name}.jpeg`)
      for (const name of ['0_0', '1_0', '0_1']) rmSync(tile(name))
      pipe(tile('0_0'))
      symlinkSync('/dev/zero', tile('1_0'))
      writeFileSync(tile('0_1'), '')
      truncateSync(tile('0_1'), 10e9)
      await expect(levels.tile(0, 0, 0)).rejects.toThrow(/0_0\.jpeg" is no file but a device or a pipe/)
      await expect(levels.tile(0, 1, 0)).rejects.toThrow(/1_0\.jpeg" is no file but a device or a pipe/)
      await expect(levels.tile(0, 0, 1)).rejects.toThrow(/0_1\.jpeg" is 10000000000 bytes long/)
      await levels.close()
    },
  )
})
