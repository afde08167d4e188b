import { writeFileSync } from 'node:fs'
import { encode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import { openPixelSource } from '../../../src/image/pixelSource.node'
import { openLevels } from '../../../src/image/openLevels.node'
import { sharp } from '../../../src/image/reading/sharp.node'
import { tags } from '../../../src/image/reading/tiff/tiffTags'
import { bigTiffDirectories, bigTiffHeader, type Entry } from '../../../src/image/building/tiffWriter'
import { gradient, gradientAt, imported } from '../shared/image.fixture'
import { scratch } from '../shared/project.fixture'
import { near, number } from '../shared/tiff.fixture'

const path = scratch()
const side = 1024
const raw = { width: side, height: side, channels: 3 } as const
const smooth = gradient(side, side)
const picture = () => sharp(smooth, { raw })

describe('a picture of other than 8-bit colours', { timeout: 30_000 }, () => {
  it.each(['chunky', 'planar'])('in strips, %s, is kept whole and rendered as it is set', async (order) => {
    const [width, height, channels] = [700, 500, 5]
    const value = (x: number, c: number) => 100 * (c + 1) + x
    const planar = order === 'planar'
    const data = new Uint16Array(width * height * channels)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let c = 0; c < channels; c++)
          data[planar ? (c * height + y) * width + x : (y * width + x) * channels + c] = value(x, c)
    const bytes = Buffer.from(data.buffer)
    const rows = 50
    const strips = (planar ? channels : 1) * (height / rows)
    const length = bytes.length / strips
    const entries: Entry[] = [
      number(tags.width, width),
      number(tags.height, height),
      number(tags.bitsPerSample, new Array<number>(channels).fill(16)),
      number(tags.samples, channels),
      number(tags.photometric, 1),
      number(tags.planar, planar ? 2 : 1),
      number(tags.rowsPerStrip, rows),
      number(tags.extraSamples, [0, 0, 0, 0]),
      number(
        tags.stripOffsets,
        Array.from({ length: strips }, (_, i) => 16 + i * length),
      ),
      number(tags.stripByteCounts, new Array<number>(strips).fill(length)),
    ]
    const at = 16 + bytes.length
    const file = path(`${order}.tif`)
    writeFileSync(file, Buffer.concat([bigTiffHeader(at), bytes, bigTiffDirectories(at, [entries])]))
    const image = await imported(file, path(`${order}.pyramid`))
    expect(image.channels).toHaveLength(channels)
    for (const channel of [0, 4])
      for (const level of [0, 1]) {
        const display = { channels: [{ channel, color: '#ffffff', min: 0, max: 2000 }] }
        const source = await openPixelSource({ ...image, display })
        const x = 300 >> level
        const found = await source.read({ x, y: 40, w: 1, h: 1 }, level)
        const wanted = Math.round((value(300, channel) / 2000) * 255)
        near(found, [wanted, wanted, wanted], 1)
        await source.close()
      }
  })

  it.each([1, 3])('of %i channels and 16 bits is over white where it is transparent', async (colors) => {
    const [width, height, channels] = [60, 40, colors + 1]
    const data = new Uint16Array(width * height * channels)
    for (let i = 0; i < width * height; i++) {
      for (let c = 0; c < colors; c++) data[i * channels + c] = 1000 * (c + 1) + i
      data[i * channels + colors] = i % 3 === 0 ? 0 : i % 3 === 1 ? 32768 : 65535
    }
    const file = path(`clear-${colors}.png`)
    writeFileSync(file, encode({ width, height, data, channels, depth: 16 }))
    const levels = await openLevels(await imported(file, `${file}.pyramid`))
    const all = Array.from({ length: colors }, (_, c) => c)
    const seen = await levels.samples({ x: 0, y: 0, w: width, h: height }, 0, all)
    await levels.close()
    for (let i = 0; i < width * height; i++)
      for (const c of all) {
        const [own, opaque] = [data[i * channels + c]!, data[i * channels + colors]! / 65535]
        // White is that of 8 bits, 255 of them.
        const wanted = own * opaque + 65280 * (1 - opaque)
        expect(Math.abs(seen.data[i * colors + c]! - wanted)).toBeLessThanOrEqual(1)
      }
  })

  it('with opacity of 4 bits is as opaque as it says', async () => {
    const entries: Entry[] = [
      number(tags.width, 64),
      number(tags.height, 64),
      number(tags.bitsPerSample, [4, 4]),
      number(tags.samples, 2),
      number(tags.photometric, 1),
      number(tags.rowsPerStrip, 64),
      number(tags.extraSamples, 2),
      number(tags.stripOffsets, 16),
      number(tags.stripByteCounts, 64 * 64),
    ]
    const at = 16 + 64 * 64
    const data = Buffer.alloc(64 * 64, 0x3f)
    const file = path('four.tif')
    writeFileSync(file, Buffer.concat([bigTiffHeader(at), data, bigTiffDirectories(at, [entries])]))
    const source = await openPixelSource(await imported(file, `${file}.pyramid`))
    // 3 of 15, under an opacity of 15 of 15.
    expect([...(await source.read({ x: 9, y: 9, w: 1, h: 1 }, 0))]).toEqual([51, 51, 51])
    await source.close()
  })

  it('adds up the colours of its channels, within limits found from its values', async () => {
    const deep = new Uint16Array(300 * 200)
    for (let i = 0; i < deep.length; i++) deep[i] = 2000 + (i % 300) * 10
    await sharp(deep, { raw: { width: 300, height: 200, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toFile(path('deep.png'))
    const image = await imported(path('deep.png'), path('deep.pyramid'))
    const [channel] = image.display!.channels
    expect(channel!.min).toBeGreaterThanOrEqual(2000)
    expect(channel!.min).toBeLessThan(2020)
    expect(channel!.max).toBeGreaterThan(4970)
    expect(channel!.max).toBeLessThanOrEqual(4990)
    const source = await openPixelSource(image)
    near(await source.read({ x: 150, y: 100, w: 1, h: 1 }, 0), [128, 128, 128], 2)
    await source.close()
    const both = {
      channels: [0, 0].map((c, i) => ({ channel: c, color: ['#ff0000', '#00ff00'][i]!, min: 0, max: 7000 })),
    }
    const twice = await openPixelSource({ ...image, display: both })
    near(await twice.read({ x: 150, y: 100, w: 1, h: 1 }, 0), [127, 127, 0], 2)
    await twice.close()
  })

  it('and 8-bit colours too are seen as they are set, in tiles and in what is learned from', async () => {
    await picture().png().toFile(path('plain.png'))
    const image = await imported(path('plain.png'), path('plain.pyramid'))
    const display = { channels: [{ channel: 1, color: '#ffffff', min: 0, max: 127 }] }
    const source = await openPixelSource({ ...image, display })
    const wanted = Math.min(255, Math.round((gradientAt(500, 60, side, side)[1] / 127) * 255))
    near(await source.read({ x: 500, y: 60, w: 1, h: 1 }, 0), [wanted, wanted, wanted], 2)
    await source.close()
    const levels = await openLevels({ ...image, display })
    const tile = await sharp(await levels.tile(0, 1, 0))
      .raw()
      .toBuffer()
    near(tile.subarray((60 * 256 + 244) * 3), [wanted, wanted, wanted], 6)
    await levels.close()
  })
})
