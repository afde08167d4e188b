import { copyFileSync, utimesSync, writeFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { importImage } from '../../src/image/importImage.node'
import { openPixelSource } from '../../src/image/pixelSource.node'
import { tags } from '../../src/image/tiffTags'
import { text, type Entry } from '../../src/image/tiffWriter'
import { context, imported } from './imageFixture'
import { scratch } from './projectFixture'
import { layout, near, number, tiff, type Page } from './tiffFixture'

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
const described = (what: string): Entry => ({ tag: tags.description, type: 2, values: text(what) })
const reduced = number(tags.subfileType, 1)

async function take(name: string, pages: readonly Page[]) {
  writeFileSync(path(name), tiff(pages))
  const ctx = context()
  const image = await importImage({ file: path(name), pyramid: path(`${name}.pyramid`) }, ctx)
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

  it('that is a raw file of a camera is refused as such', async () => {
    const raw = page(512, 6, [number(tags.photometric, 32_803)])
    await expect(take('raw.tif', [page(128, 5, [reduced]), raw])).rejects.toThrow(/raw file of a camera/)
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
