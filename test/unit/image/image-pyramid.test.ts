import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildingShare } from '../../../src/image/building/buildPyramid.node'
import { importImage, preparePicture } from '../../../src/image/importImage.node'
import { openLevels } from '../../../src/image/openLevels.node'
import { sharp } from '../../../src/image/reading/sharp.node'
import { context, dataJobChild, gradient, gradientAt } from '../shared/image.fixture'
import { scratch } from '../shared/project.fixture'

const path = scratch()

/** A large flat picture, quickly made: the gradient enlarged. */
async function flat(name: string, width: number, height: number): Promise<void> {
  const raw = { width: 512, height: 64, channels: 3 } as const
  await sharp(gradient(512, 64), { raw })
    .resize(width, height, { fit: 'fill', kernel: 'linear' })
    .png({ compressionLevel: 1 })
    .toFile(path(name))
}

/** Imported as the window does it: known at once, its pyramid still to be built. */
async function added(name: string) {
  const files = { path: path(name), pyramid: path(`${name}.pyramids/1.tif`) }
  return { ...files, ...(await importImage({ file: files.path, pyramid: files.pyramid }, context())) }
}

describe('a pyramid of ours', { timeout: 120_000 }, () => {
  it('is opened by OpenSlide and libtiff, above 65,535 pixels a side too', async () => {
    const [width, height] = [70_001, 700]
    await flat('wide.png', width, height)
    const image = await added('wide.png')
    await preparePicture(image, context())
    const env = JSON.parse(
      execFileSync(process.execPath, [join(import.meta.dirname, '../../../build/setup/testSlides.mjs')], {
        encoding: 'utf8',
      })
        .trim()
        .split('\n')
        .at(-1) as string,
    ) as Record<string, string>
    const script = `
import json, sys
import openslide
from PIL import Image
Image.MAX_IMAGE_PIXELS = None
slide = openslide.OpenSlide(sys.argv[1])
frame = Image.open(sys.argv[1])
frames = []
for i in range(frame.n_frames):
    frame.seek(i)
    frame.load()
    frames.append([frame.size, frame.getpixel((frame.size[0] - 2, frame.size[1] // 2))])
region = slide.read_region((60000, 350), 1, (4, 4)).getpixel((0, 0))
print(json.dumps({'format': slide.detect_format(sys.argv[1]), 'levels': slide.level_dimensions, 'region': region, 'frames': frames}))
`
    const out = execFileSync(env['WINDHOVER_PYTHON'] as string, ['-c', script, image.pyramid], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    })
    const found = JSON.parse(out) as {
      format: string
      levels: [number, number][]
      region: number[]
      frames: [[number, number], number[]][]
    }
    expect(found.format).toBe('generic-tiff')
    expect(found.levels.slice(0, 3)).toEqual([
      [70_001, 700],
      [35_001, 350],
      [17_501, 175],
    ])
    const near = (pixel: number[], wanted: number[]) =>
      wanted.forEach((v, c) => expect(Math.abs((pixel[c] as number) - v)).toBeLessThan(16))
    near(found.region, gradientAt(60_000, 350, width, height))
    expect(found.frames).toHaveLength(image.levels)
    // The smallest levels are a few rows high, of which the last stands for less than the others.
    for (const [[w, h], pixel] of found.frames.slice(0, 6))
      near(pixel, gradientAt(w - 2, Math.floor(h / 2), w, h))
  })

  it('grows while it is built, is given up at once and taken up again', async () => {
    const [width, height] = [8000, 8000]
    await flat('grows.png', width, height)
    const image = await added('grows.png')
    expect(image.unprepared).toBe(true)
    const stop = new AbortController()
    const seen: number[] = []
    const progress = ({ done }: { done: number }) => void seen.push(done)
    const building = preparePicture(image, { ...context(stop.signal), progress })
    const settled = building.then(
      () => 'done',
      () => 'stopped',
    )
    await expect
      .poll(() => buildingShare(image.pyramid) ?? 0, { interval: 5, timeout: 30_000 })
      .toBeGreaterThan(0.15)
    // Its top is there, encoded or waiting in memory; its bottom is not.
    const levels = await openLevels(image)
    const tile = await sharp(await levels.tile(0, 1, 0))
      .raw()
      .toBuffer()
    gradientAt(356, 100, width, height).forEach((v, c) =>
      expect(Math.abs((tile[(100 * 256 + 100) * 3 + c] as number) - v)).toBeLessThan(10),
    )
    const last = Math.floor((height - 1) / 256)
    if ((buildingShare(image.pyramid) ?? 1) < 0.7)
      await expect(levels.tile(0, 0, last)).rejects.toMatchObject({ code: 'tile-pending' })
    stop.abort()
    expect(await settled).toBe('stopped')
    await levels.close()
    expect(existsSync(image.pyramid)).toBe(false)
    const partial = join(dirname(image.pyramid), '.1.tif.building')
    const { ino, size } = statSync(partial)
    expect(size).toBeGreaterThan(10_000)

    const again: number[] = []
    await preparePicture(image, { ...context(), progress: ({ done }) => void again.push(done) })
    expect(statSync(image.pyramid).ino).toBe(ino)
    expect(readdirSync(dirname(image.pyramid))).toEqual(['1.tif'])
    const whole = await openLevels(image)
    for (const [level, column, row] of [
      [0, 20, 30],
      [3, 1, 2],
      [image.levels - 1, 0, 0],
    ] as const) {
      const size = Math.ceil(width / 2 ** level)
      const data = await whole.read({ x: column * 256 + 30, y: row * 256 + 60, w: 1, h: 1 }, level)
      gradientAt(column * 256 + 30, row * 256 + 60, size, size).forEach((v, c) =>
        expect(Math.abs((data[c] as number) - v)).toBeLessThan(10),
      )
    }
    await whole.close()
  })

  it('goes on from what is there after the process that built it was killed', async () => {
    await flat('killed.png', 9000, 6000)
    const image = await added('killed.png')
    const script = path('child.mjs')
    await dataJobChild(script)
    const kill = () =>
      new Promise<void>((done) => {
        const child = spawn(process.execPath, [script, 'prepare', JSON.stringify(image)])
        child.stdout.on('data', (text: Buffer) => {
          const share = Math.max(
            ...[...text.toString().matchAll(/progress ([\d.]+)/g)].map((m) => Number(m[1])),
          )
          if (share > 0.1) child.kill('SIGKILL')
        })
        child.on('close', () => done())
      })
    await kill()
    const partial = join(dirname(image.pyramid), '.1.tif.building')
    expect(existsSync(partial)).toBe(true)
    // The end of the journal may be cut in the middle of a record.
    const journal = join(dirname(image.pyramid), '.1.tif.journal')
    writeFileSync(journal, Buffer.from([1, 0, 0]), { flag: 'a' })
    await preparePicture(image, context())
    expect(readdirSync(dirname(image.pyramid))).toEqual(['1.tif'])
    const whole = await openLevels(image)
    for (let x = 10; x < 9000; x += 800) {
      const data = await whole.read({ x, y: 5990 - (x >> 1), w: 1, h: 1 }, 0)
      gradientAt(x, 5990 - (x >> 1), 9000, 6000).forEach((v, c) =>
        expect(Math.abs((data[c] as number) - v)).toBeLessThan(10),
      )
    }
    await whole.close()
  })
})
