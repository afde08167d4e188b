import { describe, expect, it } from 'vitest'
import { cropJpeg } from '../../../src/image/showing/crop.node'
import { withOneStain } from '../../../src/image/showing/stains'
import { openLevels } from '../../../src/image/openLevels.node'
import { levelSize } from '../../../src/image/pixels/pixelSource'
import { openPixelSource } from '../../../src/image/pixelSource.node'
import { sharp } from '../../../src/image/reading/sharp.node'
import { gradient, gradientAt, imported, writePicture } from '../shared/image.fixture'
import { scratch } from '../shared/project.fixture'

const path = scratch()

async function picture(name: string, width: number, height: number) {
  await writePicture(path(name), gradient(width, height), width, height)
  return imported(path(name), path(`${name}.pyramid`))
}

const decode = async (bytes: Uint8Array) => {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true })
  expect(info.channels).toBe(3)
  return { ...info, data }
}

/**
 * Largest difference of a level's pixels from the gradient there. Next to the right and bottom border, where a JPEG block is
 * filled up with black, colours bleed: up to 70 steps are none there.
 */
function difference(
  found: { data: Uint8Array; width: number },
  at: { x: number; y: number; w: number; h: number },
  size: { width: number; height: number },
): number {
  let worst = 0
  for (let y = 0; y < at.h; y++)
    for (let x = 0; x < at.w; x++) {
      const wanted = gradientAt(at.x + x, at.y + y, size.width, size.height)
      const atBorder = at.x + x >= size.width - 16 || at.y + y >= size.height - 16
      wanted.forEach((value, c) => {
        const off = Math.abs((found.data[(y * found.width + x) * 3 + c] as number) - value)
        worst = Math.max(worst, atBorder && off < 70 ? 0 : off)
      })
    }
  return worst
}

describe('an imported picture', () => {
  it('is read by one stain alone where it is seen so, at every level and in its tiles', async () => {
    const image = await picture('stained.png', 700, 300)
    const channels = ['#ff0000', '#00ff00', '#0000ff'].map((color, channel) => {
      return { channel, color, min: 0, max: 255 }
    })
    const stained = { ...image, display: { channels, stain: 'eosin' as const } }
    const [plain, source] = [await openPixelSource(image), await openPixelSource(stained)]
    const tiles = await openLevels(stained)
    for (const level of [0, 1]) {
      const at = { x: 0, y: 0, w: 256, h: 128 }
      const data = await plain.read(at, level)
      const { data: expected } = withOneStain({ data, width: 256, height: 128, channels: 3 }, 'eosin')
      expect(expected).not.toEqual(data)
      expect(await source.read(at, level)).toEqual(expected)
      // A tile is a JPEG of the same.
      const tile = (await decode(await tiles.tile(level, 0, 0))).data
      const middle = (64 * 256 + 128) * 3
      for (let c = 0; c < 3; c++)
        expect(Math.abs((tile[middle + c] as number) - (expected[middle + c] as number))).toBeLessThan(16)
    }
    await Promise.all([plain.close(), source.close(), tiles.close()])
  })

  // Sides whose levels round up where libvips rounds down, just over a multiple of the tile, and small ones.
  it.each([
    [1025, 513],
    [514, 1023],
    [700, 300],
    [256, 256],
    [257, 1],
    [1, 1],
  ])('of %i × %i has the same picture in every tile and region of every level', async (width, height) => {
    const image = await picture(`g${width}.png`, width, height)
    const tiles = await openLevels(image)
    const source = await openPixelSource(image)
    expect([image.width, image.height, tiles.width, tiles.height]).toEqual([width, height, width, height])
    for (let level = 0; level < image.levels; level++) {
      const size = levelSize(width, height, level)
      const whole = await source.read({ x: 0, y: 0, w: size.width, h: size.height }, level)
      expect(
        difference({ data: whole, width: size.width }, { x: 0, y: 0, w: size.width, h: size.height }, size),
      ).toBeLessThan(9)
      for (let row = 0; row * 256 < size.height; row++)
        for (let column = 0; column * 256 < size.width; column++) {
          const tile = await decode(await tiles.tile(level, column, row))
          expect([tile.format, tile.width, tile.height]).toEqual(['raw', 256, 256])
          const at = {
            x: column * 256,
            y: row * 256,
            w: Math.min(256, size.width - column * 256),
            h: Math.min(256, size.height - row * 256),
          }
          expect(difference(tile, at, size)).toBeLessThan(12)
        }
      await expect(tiles.tile(level, Math.ceil(size.width / 256), 0)).rejects.toMatchObject({
        code: 'tile-missing',
      })
    }
    await expect(tiles.tile(image.levels, 0, 0)).rejects.toMatchObject({ code: 'tile-missing' })
    const last = levelSize(width, height, image.levels - 1)
    expect(Math.max(last.width, last.height)).toBeLessThanOrEqual(257)
    await source.close()
    await tiles.close()
  })

  it('gives the very pixels of the original at full size, and black beyond its border', async () => {
    const image = await picture('exact.png', 300, 200)
    const source = await openPixelSource(image)
    const original = gradient(300, 200)
    const region = await source.read({ x: -3, y: 190, w: 310, h: 20 }, 0)
    for (let y = 0; y < 20; y++)
      for (let x = 0; x < 310; x++) {
        const [sx, sy] = [x - 3, y + 190]
        const inside = sx >= 0 && sx < 300 && sy < 200
        const wanted = inside ? original.subarray((sy * 300 + sx) * 3, (sy * 300 + sx) * 3 + 3) : [0, 0, 0]
        const at = (y * 310 + x) * 3
        if (!region.subarray(at, at + 3).every((v, c) => v === wanted[c]))
          expect.fail(`pixel ${sx}, ${sy} differs`)
      }
    expect(await source.read({ x: 5000, y: 0, w: 2, h: 1 }, 1)).toEqual(new Uint8Array(6))
    await expect(source.read({ x: 0.5, y: 0, w: 2, h: 2 }, 0)).rejects.toThrow(/whole-number/)
    await source.close()
  })

  it('is upright, opaque and 8-bit whatever it was', async () => {
    const raw = { width: 300, height: 200, channels: 3 } as const
    const data = gradient(300, 200)
    await sharp(data, { raw })
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 95 })
      .toFile(path('turned.jpg'))
    const turned = await imported(path('turned.jpg'), path('turned.pyramid'))
    expect([turned.width, turned.height]).toEqual([200, 300])
    const source = await openPixelSource(turned)
    for (const level of [0, 1]) {
      const corner = await source.read({ x: 0, y: 0, w: 1, h: 1 }, level)
      // Turned by 90° to the right, the lower left corner of the file comes to the upper left.
      gradientAt(0, 199, 300, 200).forEach((v, c) =>
        expect(Math.abs((corner[c] as number) - v)).toBeLessThan(12),
      )
    }
    await source.close()
    await sharp({
      create: { width: 20, height: 20, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0.5 } },
    }).toFile(path('alpha.png'))
    await sharp(new Uint16Array(400).fill(0x8000), { raw: { width: 20, height: 20, channels: 1 } })
      .toColourspace('grey16')
      .toFile(path('grey16.png'))
    for (const [name, wanted] of [
      ['alpha', [255, 127, 127]],
      ['grey16', [128, 128, 128]],
    ] as const) {
      const image = await imported(path(`${name}.png`), path(`${name}.pyramid`))
      const tiles = await openLevels(image)
      const tile = await decode(await tiles.tile(0, 0, 0))
      await tiles.close()
      const own = await openPixelSource(image)
      const pixel = await own.read({ x: 9, y: 9, w: 1, h: 1 }, 0)
      await own.close()
      wanted.forEach((v, c) => {
        expect(Math.abs((pixel[c] as number) - v)).toBeLessThan(2)
        expect(Math.abs((tile.data[c] as number) - v)).toBeLessThan(4)
      })
    }
  })

  it('over 65,535 pixels a side is cut into tiles too', { timeout: 60_000 }, async () => {
    const image = await picture('wide.png', 70_001, 300)
    const tiles = await openLevels(image)
    const source = await openPixelSource({ ...image })
    expect(image.levels).toBe(10)
    for (const level of [0, 1, 4]) {
      const size = levelSize(70_001, 300, level)
      const column = Math.ceil(size.width / 256) - 1
      const tile = await decode(await tiles.tile(level, column, 0))
      expect([tile.width, tile.height]).toEqual([256, 256])
      const w = size.width - column * 256
      expect(
        difference(tile, { x: column * 256, y: 0, w, h: Math.min(256, size.height) }, size),
      ).toBeLessThan(12)
      const region = { x: Math.max(0, size.width - 300), y: 0, w: Math.min(300, size.width), h: size.height }
      expect(
        difference({ data: await source.read(region, level), width: region.w }, region, size),
      ).toBeLessThan(9)
    }
    await tiles.close()
    await source.close()
  })

  it(
    'is read by region where it is a tiled TIFF, and from its pyramid elsewhere',
    { timeout: 60_000 },
    async () => {
      const side = 8200
      const canvas = sharp({
        create: { width: side, height: side, channels: 3, background: '#204060' },
      }).composite([
        {
          input: Buffer.from(gradient(512, 512)),
          raw: { width: 512, height: 512, channels: 3 },
          left: side - 512,
          top: side - 512,
        },
      ])
      await canvas.clone().tiff({ tile: true, compression: 'lzw' }).toFile(path('huge.tif'))
      await canvas.clone().png({ compressionLevel: 1 }).toFile(path('huge.png'))
      for (const [name, tolerance] of [
        ['huge.tif', 0],
        ['huge.png', 12],
      ] as const) {
        const image = await imported(path(name), path(`${name}.pyramid`))
        const source = await openPixelSource(image)
        const found = await source.read({ x: side - 448, y: side - 448, w: 500, h: 448 }, 0)
        const shown = { x: 64, y: 64, w: 448, h: 448 }
        expect(
          difference({ data: found, width: 500 }, shown, { width: 512, height: 512 }),
        ).toBeLessThanOrEqual(tolerance)
        expect([...found.subarray(448 * 3, 451 * 3)]).toEqual(new Array(9).fill(0))
        await source.close()
      }
    },
  )

  it('shows a piece of itself for lists', async () => {
    const image = await picture('crops.png', 1500, 700)
    const levels = await openLevels(image)
    const crop = await decode(await cropJpeg(levels, { x: 300, y: 100, w: 800, h: 400 }, 128))
    expect([crop.width, crop.height]).toEqual([128, 64])
    const middle = gradientAt(700, 300, 1500, 700)
    middle.forEach((v, c) =>
      expect(Math.abs((crop.data[(32 * 128 + 64) * 3 + c] as number) - v)).toBeLessThan(8),
    )
    await levels.close()
  })
})
