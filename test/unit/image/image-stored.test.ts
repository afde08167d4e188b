import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openPixelSource } from '../../../src/image/pixelSource.node'
import { openLevels } from '../../../src/image/openLevels.node'
import { sharp } from '../../../src/image/reading/sharp.node'
import { bytesOf } from '../../../src/image/reading/byteSource.node'
import { readTiffPages } from '../../../src/image/reading/tiff/tiffDirectory.node'
import { tags } from '../../../src/image/reading/tiff/tiffTags'
import { nullTerminated, type Entry } from '../../../src/image/building/tiffWriter'
import { gradient, gradientAt, imported } from '../shared/image.fixture'
import { scratch } from '../shared/project.fixture'
import { layout, near, number, ramp, tiff, type Page } from '../shared/tiff.fixture'

const path = scratch()
const side = 1024
const raw = { width: side, height: side, channels: 3 } as const
const smooth = gradient(side, side)
const picture = () => sharp(smooth, { raw })
const tiled = { tile: true, tileWidth: 256, tileHeight: 256 } as const

describe('a picture that is tiled already', { timeout: 30_000 }, () => {
  it.each([
    ['deflate', { compression: 'deflate', predictor: 'horizontal' }, 1],
    ['lzw', { compression: 'lzw', predictor: 'none' }, 1],
    ['none', { compression: 'none' }, 1],
    ['packbits', { compression: 'packbits' }, 1],
    ['jpeg', { compression: 'jpeg', quality: 88 }, 6],
    ['jpeg stored as RGB', { compression: 'jpeg', quality: 95 }, 6],
    ['webp', { compression: 'webp', quality: 95 }, 8],
  ] as const)('is read where it lies: %s', async (name, options, tolerance) => {
    const file = path(`${name}.tif`)
    await picture()
      .tiff({ ...tiled, ...options, pyramid: true })
      .toFile(file)
    const image = await imported(file, path(`${name}.pyramid`))
    expect(existsSync(image.pyramid)).toBe(false)
    const levels = await openLevels(image)
    for (const [level, column, row] of [
      [0, 3, 1],
      [1, 0, 1],
      [2, 0, 0],
    ] as const) {
      const size = side >> level
      const region = { x: column * 256 + 20, y: row * 256 + 30, w: 60, h: 50 }
      const found = await levels.read(region, level)
      near(found, gradientAt(region.x, region.y, size, size), tolerance)
      near(found.subarray(-3), gradientAt(region.x + 59, region.y + 49, size, size), tolerance)
      const tile = await sharp(await levels.tile(level, column, row))
        .raw()
        .toBuffer()
      near(tile.subarray((30 * 256 + 20) * 3), gradientAt(region.x, region.y, size, size), tolerance + 2)
    }
    await levels.close()
  })

  it('reaches the window as it lies on the disk', async () => {
    const file = path('as-is.tif')
    await picture()
      .tiff({ ...tiled, compression: 'jpeg', quality: 80, pyramid: true })
      .toFile(file)
    const levels = await openLevels(await imported(file, path('as-is.pyramid')))
    const bytes = readFileSync(file)
    const [page] = await readTiffPages(bytesOf(bytes), file)
    const { offsets, byteCounts } = await page!.table()
    const tile = await levels.tile(0, 1, 2)
    const [at, length] = [offsets[2 * 4 + 1] as number, byteCounts[2 * 4 + 1] as number]
    // All of the tile's bytes but its start marker, which the tables follow.
    expect(Buffer.from(tile.subarray(-(length - 2))).equals(bytes.subarray(at + 2, at + length))).toBe(true)
    await levels.close()
  })

  it('gets only the levels that it lacks', async () => {
    const file = path('flat-tiles.tif')
    await sharp(smooth, { raw })
      .resize(5000, 5000, { kernel: 'linear' })
      .tiff({ ...tiled, compression: 'jpeg', quality: 90 })
      .toFile(file)
    const image = await imported(file, path('flat-tiles.pyramid'))
    const pages = await readTiffPages(bytesOf(readFileSync(image.pyramid)), image.pyramid)
    expect(pages.map(({ width }) => width)).toEqual([2500, 1250, 625, 313, 157])
    const levels = await openLevels(image)
    for (const level of [0, 1, 3]) {
      const size = Math.ceil(5000 / 2 ** level)
      near(await levels.read({ x: 300, y: 400, w: 2, h: 2 }, level), gradientAt(300, 400, size, size), 8)
    }
    await levels.close()
  })

  it('may have levels a quarter of the size of the one before, a thumbnail and a label in strips (SVS)', async () => {
    const one = async (size: number) => {
      const bytes = await sharp(smooth, { raw })
        .resize(size, size, { kernel: 'linear' })
        .tiff({ ...tiled, compression: 'jpeg', quality: 85 })
        .toBuffer()
      const [page] = await readTiffPages(bytesOf(bytes), 'level')
      const { offsets, byteCounts } = await page!.table()
      const tiles = Array.from(offsets, (at, i) => bytes.subarray(at, at + (byteCounts[i] as number)))
      const jpeg: Entry[] = [
        number(tags.bitsPerSample, [8, 8, 8]),
        number(tags.samples, 3),
        number(tags.compression, 7),
        number(tags.photometric, 6),
        { tag: tags.subsampling, type: 3, values: [2, 2] },
        { tag: tags.jpegTables, type: 7, values: page!.jpegTables as Uint8Array },
        { tag: tags.description, type: 2, values: nullTerminated('Aperio Image Library v12') },
      ]
      return { entries: layout(size, 256, jpeg), tiles }
    }
    const strip: Page = {
      entries: [
        number(tags.width, 100),
        number(tags.height, 90),
        number(tags.samples, 1),
        number(tags.bitsPerSample, 8),
        number(tags.stripOffsets, 16),
        number(tags.stripByteCounts, 100),
      ],
      tiles: [],
    }
    writeFileSync(path('slide.svs'), tiff([await one(4096), strip, await one(1024), strip]))
    const image = await imported(path('slide.svs'), path('slide.pyramid'))
    expect([image.width, image.levels, existsSync(image.pyramid)]).toEqual([4096, 5, false])
    const levels = await openLevels(image)
    for (let level = 0; level < image.levels; level++) {
      const size = 4096 >> level
      near(await levels.read({ x: 100, y: 200, w: 1, h: 1 }, level), gradientAt(100, 200, size, size), 8)
    }
    await levels.close()
  })

  it('may be an OME-TIFF of channels in pages', async () => {
    const ome = `<?xml version="1.0"?><OME><Image><Pixels DimensionOrder="XYCZT" SizeC="2" SizeZ="1" SizeT="1" Type="uint16"><Channel Name="DAPI" Color="65535"/><Channel Name="GFP"/></Pixels></Image></OME>`
    const deep = [
      number(tags.bitsPerSample, 16),
      number(tags.samples, 1),
      number(tags.compression, 8),
      number(tags.photometric, 1),
    ]
    const plane = (most: number, more: readonly Entry[] = []): Page => ({
      entries: layout(1024, 256, [...deep, ...more]),
      tiles: ramp(1024, 256, most),
    })
    writeFileSync(
      path('cells.ome.tif'),
      tiff([plane(1000, [{ tag: tags.description, type: 2, values: nullTerminated(ome) }]), plane(4000)]),
    )
    const image = await imported(path('cells.ome.tif'), path('cells.pyramid'))
    expect(image.channels).toEqual(['DAPI', 'GFP'])
    expect(image.display?.channels.map(({ channel, color }) => [channel, color])).toEqual([
      [0, '#0000ff'],
      [1, '#ff00ff'],
    ])
    const shown = [{ channel: 1, color: '#00ff00', min: 1000, max: 3000 }]
    for (const level of [0, 2]) {
      const source = await openPixelSource({ ...image, display: { channels: shown } })
      const size = 1024 >> level
      const found = await source.read({ x: size / 2, y: 5, w: 1, h: 1 }, level)
      near(found, [0, 128, 0], 3)
      await source.close()
    }
    const levels = await openLevels({ ...image, display: { channels: shown } })
    const tile = await sharp(await levels.tile(2, 0, 0))
      .raw()
      .toBuffer()
    near(tile.subarray((5 * 256 + 128) * 3), [0, 128, 0], 5)
    await levels.close()
  })

  it('may have its levels below it and not after it', async () => {
    const deep = (size: number, most: number): Page => ({
      entries: layout(size, 256, [
        number(tags.bitsPerSample, 16),
        number(tags.compression, 8),
        number(tags.photometric, 1),
      ]),
      tiles: ramp(size, 256, most),
    })
    // Told apart by their values, which a real pyramid's would not be.
    writeFileSync(path('below.tif'), tiff([deep(1024, 1000), deep(512, 2000)], true))
    const image = await imported(path('below.tif'), path('below.pyramid'))
    const display = { channels: [{ channel: 0, color: '#ffffff', min: 0, max: 2550 }] }
    const levels = await openLevels({ ...image, display })
    near(await levels.read({ x: 512, y: 9, w: 1, h: 1 }, 0), [50, 50, 50], 1)
    near(await levels.read({ x: 256, y: 9, w: 1, h: 1 }, 1), [100, 100, 100], 1)
    await levels.close()
  })

  it('may be a Deep Zoom folder, with an overlap or without', async () => {
    for (const overlap of [0, 2]) {
      const file = path(`zoom${overlap}`)
      await picture()
        .jpeg({ quality: 90 })
        .tile({ layout: 'dz', size: 254, overlap, skipBlanks: -1 })
        .toFile(`${file}.dz`)
      const image = await imported(`${file}.dzi`, path(`zoom${overlap}.pyramid`))
      expect([image.width, image.tileSize, existsSync(image.pyramid)]).toEqual([side, 254, false])
      const levels = await openLevels(image)
      for (const level of [0, 1, 2])
        near(
          await levels.read({ x: 253, y: 120, w: 3, h: 1 }, level).then((found) => found.subarray(3)),
          gradientAt(254, 120, side >> level, side >> level),
          8,
        )
      const tile = await sharp(await levels.tile(0, 4, 4))
        .raw()
        .toBuffer({ resolveWithObject: true })
      expect(tile.info.width).toBe(254)
      near(tile.data, gradientAt(4 * 254, 4 * 254, side, side), 8)
      await levels.close()
    }
  })
})
