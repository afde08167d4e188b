import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importImage } from '../../../src/image/importImage.node'
import { openLevels } from '../../../src/image/openLevels.node'
import { tags } from '../../../src/image/reading/tiff/tiffTags'
import { nullTerminated } from '../../../src/image/building/tiffWriter'
import { context, gradient, imported } from '../shared/image.fixture'
import { jpeg2000 } from '../shared/jpeg2000.fixture'
import { scratch } from '../shared/project.fixture'
import { layout, number, tiff } from '../shared/tiff.fixture'

const path = scratch()
const side = 128
const description = nullTerminated('Aperio Image Library v11.2.1\r\n128x128 |AppMag = 20|MPP = 0.5')

interface Form {
  compression: number
  channels?: number
  bits?: number
  format?: number
  photometric?: number
}
function slide(name: string, tile: Uint8Array, form: Form): string {
  const { compression, channels = 1, bits = 8, format = 1, photometric = channels === 3 ? 2 : 1 } = form
  const entries = layout(side, side, [
    number(tags.bitsPerSample, new Array<number>(channels).fill(bits)),
    number(tags.compression, compression),
    number(tags.photometric, photometric),
    { tag: tags.description, type: 2, values: description },
    number(tags.samples, channels),
    number(tags.sampleFormat, new Array<number>(channels).fill(format)),
  ])
  writeFileSync(path(name), tiff([{ entries, tiles: [tile] }]))
  return path(name)
}

async function samplesOf(file: string, channels = [0]) {
  const image = await imported(file, `${file}.pyramid`)
  const levels = await openLevels(image)
  const { data } = await levels.samples({ x: 0, y: 0, w: side, h: side }, 0, channels)
  await levels.close()
  return [...data]
}

/** What OpenSlide, which QuPath reads with, too, says of the colours. */
function openSlide(file: string): number[] {
  const setUp = join(import.meta.dirname, '../../../build/setup/testSlides.mjs')
  const told = execFileSync(process.execPath, [setUp], { encoding: 'utf8' }).trim().split('\n').at(-1)
  const env = JSON.parse(told as string) as Record<string, string>
  const script = `
import openslide, sys
slide = openslide.OpenSlide(sys.argv[1])
assert slide.detect_format(sys.argv[1]) == 'aperio'
sys.stdout.buffer.write(slide.read_region((0, 0), 0, slide.dimensions).convert('RGB').tobytes())
`
  const python = env['WINDHOVER_PYTHON'] as string
  return [...execFileSync(python, ['-c', script, file], { env: { ...process.env, ...env } })]
}

describe('a tile of JPEG 2000', { timeout: 60_000 }, () => {
  it.each([
    [33_003, 2, 'luma and chroma'],
    [33_003, 6, 'luma and chroma, said by its page, too'],
    [33_005, 2, 'colours'],
  ])(
    'of an Aperio slide (%i, photometric %i: %s) is what OpenSlide reads',
    async (compression, photometric) => {
      const tile = await jpeg2000(gradient(side, side), side, 3)
      const file = slide(`${compression}-${photometric}.svs`, tile, { compression, channels: 3, photometric })
      expect(await samplesOf(file, [0, 1, 2])).toEqual(openSlide(file))
    },
  )

  it('holds samples of 16 bits, with and without a sign, to the digit', async () => {
    const whole = Uint16Array.from({ length: side * side }, (_, i) => (i * 37) % 65_536)
    const first = slide('16.tif', await jpeg2000(whole, side), { compression: 34_712, bits: 16 })
    expect(await samplesOf(first)).toEqual([...whole])
    const signed = Int16Array.from(whole)
    const second = slide('s16.tif', await jpeg2000(signed, side), {
      compression: 34_712,
      bits: 16,
      format: 2,
    })
    expect(await samplesOf(second)).toEqual([...signed])
  })

  it('that is damaged, or not what its page says, is refused in a sentence', async () => {
    const sound = await jpeg2000(gradient(side, side), side, 3)
    const large = Buffer.from(sound)
    large.writeUInt32BE(60_000, 8)
    const cases: [string, Uint8Array, Form, RegExp][] = [
      [
        'cut',
        sound.subarray(0, sound.length / 2),
        { compression: 33_005, channels: 3 },
        /JPEG 2000 is damaged/,
      ],
      ['none', Buffer.alloc(999, 7), { compression: 33_005, channels: 3 }, /no JPEG 2000/],
      ['large', large, { compression: 33_005, channels: 3 }, /another size/],
      ['grey', sound, { compression: 34_712 }, /3 channels in place of 1/],
      ['deep', sound, { compression: 34_712, channels: 3, bits: 16 }, /another depth/],
      [
        'real',
        sound,
        { compression: 34_712, bits: 32, format: 3 },
        /has JPEG 2000 with 1 channels of 32 bits/,
      ],
    ]
    for (const [name, tile, form, why] of cases) {
      const file = slide(`${name}.tif`, tile, form)
      await expect(importImage({ file, pyramid: path('never') }, context()), name).rejects.toThrow(why)
    }
    // One that was damaged takes nothing from those after it.
    const file = slide('after.tif', sound, { compression: 33_005, channels: 3 })
    expect(await samplesOf(file, [0, 1, 2])).toEqual([...gradient(side, side)])
  })
})
