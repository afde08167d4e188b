import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { importImage } from '../../../src/image/importImage.node'
import { openPixelSource } from '../../../src/image/pixelSource.node'
import { context } from '../shared/image.fixture'
import { scratch } from '../shared/project.fixture'

// Pictures that Pillow wrote are, at full size, what Pillow sees: the numbers of the file, upright, over white.

const path = scratch()
const root = join(import.meta.dirname, '../../..')
let sizes: Record<string, [number, number]>

beforeAll(() => {
  const said = execFileSync(process.execPath, [join(root, 'build/setup/testPeers.mjs')], { encoding: 'utf8' })
  const env = {
    ...process.env,
    ...(JSON.parse(said.trim().split('\n').at(-1) as string) as NodeJS.ProcessEnv),
  }
  const script = join(root, 'test/fixtures/pillowPictures.py')
  const made = execFileSync(env['WINDHOVER_PYTHON'] as string, [script, path('')], { env, encoding: 'utf8' })
  sizes = JSON.parse(made) as typeof sizes
}, 600_000)

/** What was said, and the largest difference of a sample from what Pillow sees. */
async function compared(name: string): Promise<{ warnings: string[]; most: number }> {
  const ctx = context()
  const pyramid = path(`${name}.pyramid`)
  const image = { path: path(name), pyramid, ...(await importImage({ file: path(name), pyramid }, ctx)) }
  expect([image.width, image.height]).toEqual(sizes[name])
  const source = await openPixelSource(image)
  const found = await source.read({ x: 0, y: 0, w: image.width, h: image.height }, 0)
  await source.close()
  const right = readFileSync(path(`${name}.rgb`))
  expect(found.length).toBe(right.length)
  return { warnings: ctx.warnings, most: found.reduce((n, v, i) => Math.max(n, Math.abs(v - right[i]!)), 0) }
}

describe('a picture of another program', { timeout: 60_000 }, () => {
  it.each(['jpg', 'png', 'webp', 'tif'])('is turned as its EXIF says: %s', async (ending) => {
    for (let orientation = 2; orientation <= 8; orientation++)
      expect(await compared(`turned-${orientation}.${ending}`)).toEqual({ warnings: [], most: 0 })
  })

  it.each(['turned-imagemagick.png', 'turned-xmp.png'])('is turned as its texts say: %s', async (name) => {
    expect(await compared(name)).toEqual({ warnings: [], most: 0 })
  })

  it.each(['ink.jpg', 'ink.tif', 'ink-lzw.tif'])(
    'of inks has colours by the plain formula: %s',
    async (name) => {
      const { warnings, most } = await compared(name)
      expect(most).toBe(0)
      expect(warnings).toEqual([
        expect.stringMatching(`^"${name}" has CMYK colours: .* without a profile\\.$`),
      ])
    },
  )

  it.each(['profile.png', 'profile.tif', 'profile.jpg'])(
    'keeps its numbers under a profile: %s',
    async (name) => {
      const { warnings, most } = await compared(name)
      expect(most).toBe(0)
      expect(warnings).toEqual([
        expect.stringMatching(`^"${name}" has the colour profile "Odd .*: its numbers`),
      ])
    },
  )

  it('says nothing of the profile that everybody has', async () => {
    expect(await compared('srgb.jpg')).toEqual({ warnings: [], most: 0 })
  })

  it.each([
    ...['clear.png', 'clear.webp', 'clear.tif', 'clear-grey.png'],
    ...['palette-clear.png', 'palette.gif', 'palette.png', 'palette.tif'],
    ...['bits.png', 'bits.tif', 'fax.tif', 'grey.png'],
  ])('is what it is, over white: %s', async (name) => {
    const { warnings, most } = await compared(name)
    expect(warnings).toEqual([])
    // Where it is transparent, the two round differently.
    expect(most).toBeLessThanOrEqual(name.includes('clear') ? 1 : 0)
  })

  it.each([
    ['moving.png', 'is moving: the first of its 3 pictures is taken.'],
    ['moving.gif', 'is moving: the first of its 3 pictures is taken.'],
    ['moving.webp', 'is moving: the first of its 3 pictures is taken.'],
    ['two.mpo', 'holds 2 pictures: the first is taken.'],
    ['strips-pages.tif', 'holds 2 pictures: page 1 of 2 is taken.'],
  ])('with others behind it is taken alone, which is said: %s', async (name, sentence) => {
    expect(await compared(name)).toEqual({ warnings: [`"${name}" ${sentence}`], most: 0 })
  })
})
