import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importImage } from '../../../src/image/importImage.node'
import { openLevels } from '../../../src/image/openLevels.node'
import { openPixelSource } from '../../../src/image/pixelSource.node'
import { sharp } from '../../../src/image/reading/sharp.node'
import { tags } from '../../../src/image/reading/tiff/tiffTags'
import { nullTerminated } from '../../../src/image/building/tiffWriter'
import { context, dataJobChild, fileLimit, gradient, imported, writePicture } from '../shared/image.fixture'
import { scratch } from '../shared/project.fixture'
import { layout, number, tiff } from '../shared/tiff.fixture'

const path = scratch()

async function picture(name: string, width: number, height: number) {
  await writePicture(path(name), gradient(width, height), width, height)
  return imported(path(name), path(`${name}.pyramid`))
}

describe('a picture that cannot be imported', () => {
  const refused = async (file: string, sentence: RegExp, pyramid = path('never/p.tif')) => {
    await expect(importImage({ file, pyramid }, context())).rejects.toThrow(sentence)
    expect(existsSync(pyramid)).toBe(false)
    if (existsSync(dirname(pyramid))) expect(readdirSync(dirname(pyramid))).toEqual([])
  }

  it('of a kind that is known is called by it, with the way to one that is read', async () => {
    const raw = { width: 60, height: 40, channels: 3 } as const
    // The file of a slide of 3DHISTECH is a JPEG of it, beside a folder that holds the slide.
    await sharp(gradient(60, 40), { raw }).jpeg().toFile(path('slide.mrxs'))
    writeFileSync(path('slide.dcm'), Buffer.concat([Buffer.alloc(128), Buffer.from('DICM more')]))
    writeFileSync(path('without-ending'), Buffer.concat([Buffer.alloc(128), Buffer.from('DICM more')]))
    writeFileSync(path('renamed.tif'), Buffer.from('0000000c6a5020200d0a870a', 'hex'))
    mkdirSync(path('stack.zarr'))
    const tile = Buffer.alloc(128 * 128)
    const form = [number(tags.bitsPerSample, 8), number(tags.photometric, 1)]
    const scn = '<scn xmlns="http://www.leica-microsystems.com/scn/2010/10/01">'
    for (const [name, more] of [
      ['renamed-ndpi.tif', number(tags.ndpi, 1)],
      ['renamed-scn.tif', { tag: tags.description, type: 2, values: nullTerminated(scn) }],
    ] as const)
      writeFileSync(path(name), tiff([{ entries: layout(128, 128, [...form, more]), tiles: [tile] }]))
    for (const [name, sentence] of [
      ['slide.mrxs', /3DHISTECH \(MRXS\), which is not read: convert it with vips/],
      ['slide.dcm', /DICOM/],
      ['without-ending', /DICOM/],
      ['renamed.tif', /JPEG 2000.*gdal_translate/],
      ['stack.zarr', /OME-Zarr/],
      ['renamed-ndpi.tif', /Hamamatsu/],
      ['renamed-scn.tif', /Leica \(SCN\)/],
    ] as const)
      await refused(path(name), sentence)
  })

  it('is a GIF whose last pixels are missing, though its blocks come to an end', async () => {
    const raw = { width: 60, height: 40, channels: 3 } as const
    const gif = await sharp(gradient(60, 40), { raw }).gif().toBuffer()
    writeFileSync(path('whole.gif'), gif)
    expect(await importImage({ file: path('whole.gif'), pyramid: path('whole.p') }, context())).toMatchObject(
      { width: 60 },
    )
    // Its data is one picture's blocks, of which the first is kept, and an end.
    let at = 13 + 3 * 2 ** ((gif[10]! & 7) + 1)
    while (gif[at] !== 0x2c) for (at += 2; gif[at++]!;) at += gif[at - 1]!
    at += 10 + (gif[at + 9]! & 0x80 ? 3 * 2 ** ((gif[at + 9]! & 7) + 1) : 0) + 1
    expect(gif[at]).toBe(255)
    writeFileSync(path('short.gif'), Buffer.concat([gif.subarray(0, at + 256), Buffer.from([0, 0x3b])]))
    await refused(path('short.gif'), /short\.gif" is damaged or cut off/)
    // Two white pixels without an end code: libvips would make the second one black.
    const twoWhite =
      '47494638396102000100f20000000000ffffffff000000ff000000ff00ffffff00ffffff002c00000000020001000003'
    const withCodes = (codes: string) => Buffer.from(`${twoWhite}${codes}003b`, 'hex')
    writeFileSync(path('endless.gif'), withCodes('0111'))
    await refused(path('endless.gif'), /endless\.gif" is damaged or cut off/)
    writeFileSync(path('ended.gif'), withCodes('021109'))
    expect(await importImage({ file: path('ended.gif'), pyramid: path('e.p') }, context())).toMatchObject({
      width: 2,
    })
  })

  it('is named in one sentence that says what to do', async () => {
    const raw = { width: 600, height: 400, channels: 3 } as const
    const jpeg = await sharp(gradient(600, 400), { raw }).jpeg().toBuffer()
    const tiff = await sharp(gradient(600, 400), { raw }).tiff({ tile: true, compression: 'lzw' }).toBuffer()
    writeFileSync(path('cut.jpg'), jpeg.subarray(0, jpeg.length / 2))
    writeFileSync(path('text.png'), 'This is not a picture.\n')
    writeFileSync(path('empty.jpg'), '')
    const broken = Buffer.from(tiff)
    broken.writeUInt32LE(broken.length + 1000, 4)
    writeFileSync(path('broken.tif'), broken)
    await refused(path('cut.jpg'), /cut\.jpg" is damaged or cut off.*copy it again/)
    await refused(path('text.png'), /text\.png" is not a picture that can be read: choose/)
    await refused(path('empty.jpg'), /empty\.jpg" is empty \(0 bytes\)/)
    await refused(path('broken.tif'), /broken\.tif" is a damaged TIFF file/)
    await refused(path('gone.jpg'), /no file ".*gone\.jpg"/)
    await refused(dirname(path('x')), /is a folder/)
  })

  it('says so when the folder cannot be written to, or the disk is full, and leaves nothing', async () => {
    await writePicture(path('good.png'), gradient(900, 700), 900, 700)
    writeFileSync(path('file'), '')
    await expect(
      importImage({ file: path('good.png'), pyramid: path('file/p.tif') }, context()),
    ).rejects.toMatchObject({ code: 'folder-forbidden' })
    const run = await dataJobChild(path('child.mjs'))
    const job = JSON.stringify({ file: path('good.png'), pyramid: path('full/p.tif') })
    const lines = await run(['import', job], fileLimit(4))
    expect(lines.at(-1)).toMatch(/^error disk-full There is no room for ".*p\.tif"/)
    expect(readdirSync(path('full'))).toEqual([])
  })

  it('is said to be missing or changed when it is read later', async () => {
    const image = await picture('moved.png', 40, 30)
    await writePicture(path('moved.png'), gradient(41, 30), 41, 30)
    await expect(openPixelSource(image)).rejects.toThrow(/moved\.png" is 41 × 30 pixels now and was 40 × 30/)
    rmSync(path('moved.png'))
    await expect(openPixelSource(image)).rejects.toThrow(/no file ".*moved\.png"/)
  })

  it('can be given up, and leaves nothing', async () => {
    await writePicture(path('slow.png'), new Uint8Array(3000 * 3000 * 3).fill(90), 3000, 3000)
    const stop = new AbortController()
    const job = importImage({ file: path('slow.png'), pyramid: path('stopped/p.tif') }, context(stop.signal))
    setTimeout(() => stop.abort(), 30)
    await expect(job).rejects.toMatchObject({ name: 'AbortError' })
    await expect.poll(() => readdirSync(path('stopped')), { timeout: 10_000 }).toEqual([])
  })
})

describe('a pyramid that was damaged', () => {
  it('is refused in one sentence, wherever its bytes are wrong', async () => {
    const image = await picture('whole.png', 600, 400)
    const bytes = readFileSync(image.pyramid)
    let refused = 0
    for (let round = 0; round < 120; round++) {
      const bad = Buffer.from(bytes)
      if (round % 3 === 0) writeFileSync(path('bad'), bad.subarray(0, Math.floor((bad.length * round) / 120)))
      else {
        // Directories lie at the end: most bytes are changed there.
        const from = round % 3 === 1 ? 0 : Math.max(0, bad.length - 3000)
        for (let k = 0; k < 8; k++)
          bad[from + ((round * 7919 + k * 104_729) % (bad.length - from))] = (round * 31 + k * 17) & 255
        writeFileSync(path('bad'), bad)
      }
      try {
        const tiles = await openLevels({ ...image, pyramid: path('bad') })
        await tiles.tile(0, 0, 0).finally(() => tiles.close())
      } catch (error) {
        expect(error).toHaveProperty('code')
        expect(String(error)).toMatch(/bad"/)
        refused++
      }
    }
    expect(refused).toBeGreaterThan(50)
  })
})
