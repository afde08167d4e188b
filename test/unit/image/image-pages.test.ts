import { copyFileSync, utimesSync, writeFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { importImage } from '../../../src/image/importImage.node'
import { openPixelSource } from '../../../src/image/pixelSource.node'
import type { PicturePart } from '../../../src/records/image'
import { tags } from '../../../src/image/reading/tiff/tiffTags'
import { nullTerminated, type Entry } from '../../../src/image/building/tiffWriter'
import { context, imported } from '../shared/image.fixture'
import { scratch } from '../shared/project.fixture'
import { layout, near, number, tiff, type Page } from '../shared/tiff.fixture'

const path = scratch()

/** A page of 16-bit grey of one value. */
function page(size: number, value: number, more: readonly Entry[] = []): Page {
  const form = [
    number(tags.bitsPerSample, 16),
    number(tags.samples, 1),
    number(tags.photometric, 1),
    number(tags.compression, 8),
  ]
  const tile = deflateSync(Buffer.from(new Uint16Array(128 * 128).fill(value).buffer))
  const tiles = new Array<Buffer>((size / 128) ** 2).fill(tile)
  return { entries: layout(size, 128, [...form, ...more]), tiles }
}
const described = (what: string): Entry => ({ tag: tags.description, type: 2, values: nullTerminated(what) })
const reduced = number(tags.subfileType, 1)

async function take(name: string, pages: readonly Page[], part?: PicturePart) {
  writeFileSync(path(name), tiff(pages))
  const ctx = context()
  const image = await importImage({ file: path(name), part, pyramid: path(`${name}.pyramid`) }, ctx)
  return { image: { ...image, path: path(name), pyramid: path(`${name}.pyramid`) }, warnings: ctx.warnings }
}

describe('a TIFF of several pages', { timeout: 30_000 }, () => {
  it('says which of them is taken', async () => {
    const { warnings } = await take('stack.tif', [page(128, 5), page(128, 6), page(128, 7)])
    expect(warnings).toEqual(['"stack.tif" holds 3 pictures: page 1 of 3 is taken.'])
  })

  it('is the one that is no smaller copy, wherever that lies', async () => {
    const { image, warnings } = await take('thumb.tif', [page(128, 5, [reduced]), page(512, 6)])
    expect([image.width, warnings]).toEqual([512, []])
  })

  it('has no level in a second picture of half the size', async () => {
    const { image } = await take('two.tif', [page(512, 1000), page(256, 9000)])
    const display = { channels: [{ channel: 0, color: '#ffffff', min: 0, max: 10_000 }] }
    const source = await openPixelSource({ ...image, display })
    near(await source.read({ x: 100, y: 100, w: 1, h: 1 }, 1), [26, 26, 26], 1)
    await source.close()
  })

  it('has its channels where OME says, and those of another file are named', async () => {
    const ome = (data: string) =>
      described(
        `<OME xmlns="x"><Image><Pixels DimensionOrder="XYCZT" SizeC="2" SizeZ="2" SizeT="1"><Channel Name="DAPI"/><Channel Name="GFP"/>${data}</Pixels></Image></OME>`,
      )
    const planes = [3000, 3100, 1000, 1100]
    const place = (c: number, z: number, ifd: number, file = '') =>
      `<TiffData FirstC="${c}" FirstZ="${z}" IFD="${ifd}" PlaneCount="1">${file && `<UUID FileName="${file}">u</UUID>`}</TiffData>`
    const all = [place(1, 0, 0), place(1, 1, 1), place(0, 0, 2), place(0, 1, 3)].join('')
    const pages = (data: string) => planes.map((v, i) => page(128, v, i === 0 ? [ome(data)] : []))
    const whole = await take('whole.ome.tif', pages(all))
    expect(whole.image.channels).toEqual(['DAPI', 'GFP'])
    expect(whole.warnings).toEqual(['"whole.ome.tif" is a stack: Z 1 of 2 is taken.'])
    const white = (channel: number) => ({ channels: [{ channel, color: '#ffffff', min: 0, max: 4000 }] })
    for (const [channel, value] of [
      [0, 1000],
      [1, 3000],
    ] as const) {
      const source = await openPixelSource({ ...whole.image, display: white(channel) })
      const shade = Math.round((value / 4000) * 255)
      near(await source.read({ x: 9, y: 9, w: 1, h: 1 }, 0), [shade, shade, shade], 1)
      await source.close()
    }
    const apart = place(0, 0, 2, 'part.ome.tif') + place(1, 0, 0, 'other.ome.tif')
    const part = await take('part.ome.tif', pages(apart))
    expect(part.image.channels).toEqual(['DAPI'])
    expect(part.warnings.at(-1)).toContain('without GFP (in other.ome.tif)')
  })

  it('of an ImageJ composite has its channels', async () => {
    const about = described('ImageJ=1.54f\nimages=2\nchannels=2\nmode=composite\n')
    const { image } = await take('composite.tif', [page(128, 5, [about]), page(128, 6)])
    expect(image.channels).toHaveLength(2)
  })

  it('is read though a directory without a picture hangs below it', async () => {
    const thumbnail: Page = { entries: [number(tags.compression, 6)], tiles: [] }
    writeFileSync(path('below.tif'), tiff([page(128, 5), thumbnail], true))
    const image = await imported(path('below.tif'), path('below.pyramid'))
    expect(image.width).toBe(128)
  })

  it('of CIE Lab is refused as such', async () => {
    const form = [tags.width, tags.height].map((tag) => number(tag, 64))
    const lab = [number(tags.bitsPerSample, [8, 8, 8]), number(tags.samples, 3), number(tags.photometric, 8)]
    const strips: Page = { entries: [...form, ...lab], tiles: [Buffer.alloc(64 * 64 * 3)] }
    await expect(take('lab.tif', [strips])).rejects.toThrow(/CIE Lab colours, which cannot be read/)
  })

  it('that is a raw file of a camera is refused as such', async () => {
    const raw = page(512, 6, [number(tags.photometric, 32_803)])
    await expect(take('raw.tif', [page(128, 5, [reduced]), raw])).rejects.toThrow(/raw file of a camera/)
  })
})

/** The value of a page's pixels, as they are read wherever the picture is used. */
async function valueOf(image: Awaited<ReturnType<typeof take>>['image'], level = 0): Promise<number> {
  const display = { channels: [{ channel: 0, color: '#ffffff', min: 0, max: 255 }] }
  const source = await openPixelSource({ ...image, display })
  const [value] = await source.read({ x: 1, y: 1, w: 1, h: 1 }, level)
  await source.close()
  return value as number
}

describe('a part of a file that is asked for', { timeout: 30_000 }, () => {
  const stack = (text: string, count: number) =>
    Array.from({ length: count }, (_, i) => page(128, 10 * (i + 1), i === 0 ? [described(text)] : []))
  const ome = (pixels: string) => `<OME xmlns="x">${pixels}</OME>`
  const pixels = (sizes: string, inside = '') =>
    `<Image><Pixels DimensionOrder="XYCZT" ${sizes}>${inside}</Pixels></Image>`
  const zt = ome(pixels('SizeC="1" SizeZ="3" SizeT="2"', '<TiffData/>'))
  const series = ome(
    pixels('SizeC="1" SizeZ="1" SizeT="1" PhysicalSizeX="1"', '<TiffData IFD="0" PlaneCount="1"/>') +
      pixels('SizeC="1" SizeZ="2" SizeT="1" PhysicalSizeX="2"', '<TiffData IFD="1" PlaneCount="2"/>'),
  )
  const imageJ = 'ImageJ=1.54f\nimages=6\nslices=3\nframes=2\nhyperstack=true\n'

  it.each([
    ['pages', 'A stack', {}, 10, { page: 1 }, { page: 6 }],
    ['pages', 'A stack', { page: 4 }, 40, { page: 4 }, { page: 6 }],
    ['OME', zt, {}, 10, { z: 1, time: 1 }, { z: 3, time: 2 }],
    ['OME', zt, { z: 2 }, 20, { z: 2, time: 1 }, { z: 3, time: 2 }],
    ['OME', zt, { z: 3, time: 2 }, 60, { z: 3, time: 2 }, { z: 3, time: 2 }],
    ['series', series, { series: 2, z: 2 }, 30, { series: 2, z: 2 }, { series: 2, z: 2 }],
    ['ImageJ', imageJ, { z: 2, time: 2 }, 50, { z: 2, time: 2 }, { z: 3, time: 2 }],
  ] as const)('of %s is read: %s %o', async (name, text, asked, value, part, parts) => {
    const { image, warnings } = await take(`${name}.tif`, stack(text, 6), asked)
    expect(image).toMatchObject({ part, parts })
    expect(await valueOf(image)).toBe(value)
    // What was not chosen is said.
    expect(warnings).toHaveLength(Object.keys(asked).length < Object.keys(parts).length ? 1 : 0)
  })

  it.each([
    ['none of its pages', 'A stack', { page: 7 }, /no page 7: choose one from 1 to 6/],
    ['an axis that it lacks', 'A stack', { z: 1 }, /no Z to choose, but page/],
    ['none of its sections', zt, { z: 4 }, /no Z 4: choose one from 1 to 3/],
    ['a page of a stack', zt, { page: 2 }, /no page to choose, but Z and time/],
  ] as const)('is refused where it is %s', async (_, text, part, why) => {
    await expect(take('refused.tif', stack(text, 6), part)).rejects.toThrow(why)
  })

  it('is refused of a single picture', async () => {
    await expect(take('single.tif', [page(128, 5)], { page: 1 })).rejects.toThrow(/holds one picture/)
  })

  it('has its own scale', async () => {
    const { image } = await take('scales.tif', stack(series, 3), { series: 2 })
    expect(image.pixelSize?.x).toBe(2)
  })

  it('of one file of a set is what that file holds', async () => {
    const place = (z: number, file: string) =>
      `<TiffData FirstZ="${z}" IFD="0" PlaneCount="1"><UUID FileName="${file}">u</UUID></TiffData>`
    const set = ome(pixels('SizeC="1" SizeZ="2" SizeT="1"', place(0, 'z1.tif') + place(1, 'z2.tif')))
    const { image } = await take('z2.tif', stack(set, 1))
    expect(image).toMatchObject({ part: { z: 2 }, parts: { z: 2 } })
    await expect(take('z2.tif', stack(set, 1), { z: 1 })).rejects.toThrow(/does not hold Z 1 of 2/)
  })

  it('has the smaller copies that follow it, and not those of another page', async () => {
    const small = (value: number) => page(256, value, [reduced])
    const pages = [page(512, 10), small(11), page(512, 20), small(21)]
    const first = await take('two.tif', pages)
    const second = await take('two.tif', pages, { page: 2 })
    expect(await valueOf(first.image, 1)).toBe(11)
    expect(await valueOf(second.image, 1)).toBe(21)
  })
})

describe('a picture whose file was replaced', () => {
  it('by another of its size is noticed; the same with a new date is not', async () => {
    writeFileSync(path('first.tif'), tiff([page(128, 5)]))
    writeFileSync(path('second.tif'), tiff([page(128, 6)]))
    copyFileSync(path('first.tif'), path('mosaic.tif'))
    const image = await imported(path('mosaic.tif'), path('mosaic.pyramid'))
    utimesSync(path('mosaic.tif'), 1, 1)
    await (await openPixelSource(image)).close()
    copyFileSync(path('second.tif'), path('mosaic.tif'))
    await expect(openPixelSource(image)).rejects.toThrow(/mosaic\.tif" has changed since it was imported/)
  })
})
