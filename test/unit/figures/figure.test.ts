import { readFileSync, writeFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { figureSize } from '../../../src/figures/figureSize'
import { scaleBarFor } from '../../../src/figures/scaleBar'
import { levelCount, levelSize } from '../../../src/image/pixels/pixelSource'
import { tags } from '../../../src/image/reading/tiff/tiffTags'
import { bigTiffDirectories, bigTiffHeader, type Entry } from '../../../src/image/building/tiffWriter'
import { surveyed, type Surveyed } from '../shared/numbers.fixture'
import { at, clean, done, drawSquares, refuses, windhover } from '../shared/options.fixture'
import { peers } from './peers.fixture'
import { number } from '../shared/tiff.fixture'

// Figures as a reader of the paper gets them: opened by Pillow and as XML.

let project: Surveyed
const hostile = '<script>alert("x")</script> & co'
const named = at('named.windhover')

beforeAll(async () => {
  project = await surveyed('figures')
  await drawSquares('plain', 7)
  // Tiles without loss, which are read where they lie.
  const tiles = { compression: 'deflate', tile: true, tileWidth: 256, tileHeight: 256 } as const
  await sharp(at('plain.png')).tiff(tiles).toFile(at('plain.tif'))
  await done('init', named, '--classes', `${hostile},b`)
  await done('import', named, at('plain.tif'), '--labels', at('labels/plain.txt'), '--pixel-size', '0.25um')
}, 300_000)
afterAll(clean)

const figure = async (folder: string, ...args: readonly string[]) =>
  (await done('figure', folder, '--image', '1', ...args)).result

interface Opened {
  readonly format: string
  readonly size: [number, number]
  readonly dpi: [number, number]
  readonly mode: string
  /** Pixels that are those of the other picture, in the region. */
  readonly same: number
}

/** As Pillow has it; how much of it is the region of `source` to the bit. */
function opened(path: string, source: string, region: readonly number[]): Opened {
  return peers(
    `
import json, sys
from PIL import Image, ImageChops
a = Image.open(sys.argv[1]); a.load()
x, y, w, h = map(int, sys.argv[3].split(','))
b = Image.open(sys.argv[2]).convert('RGB').crop((x, y, x + w, y + h))
c = a.crop((0, 0, w, h))
d = ImageChops.difference(b, c).convert('RGB')
r, g, bl = d.split()
m = ImageChops.lighter(ImageChops.lighter(r, g), bl)
print(json.dumps({'format': a.format, 'size': a.size, 'dpi': [float(v) for v in a.info['dpi']], 'mode': a.mode, 'same': m.histogram()[0]}))`,
    path,
    source,
    region.join(','),
  )
}

describe('figure', { timeout: 300_000 }, () => {
  it.each([
    ['png', 'PNG'],
    ['tif', 'TIFF'],
  ])('%s: pixel for pixel, with the resolution in the file', async (ending, format) => {
    const out = at(`f.${ending}`)
    const region = [40, 60, 300, 200]
    const result = await figure(named, '--region', region.join(','), '--out', out, '--dpi', '300')
    expect(result).toMatchObject({ width: 300, height: 200, level: 0, detections: 0, scaleBar: null })
    expect(Number(result['objects'])).toBeGreaterThan(2)
    const found = opened(out, at('plain.png'), region)
    expect(found).toMatchObject({ format, size: [300, 200], mode: 'RGB' })
    for (const dpi of found.dpi) expect(dpi).toBeCloseTo(300, 1)
    // Outlines cover some of it, and nothing else changes a bit.
    expect(found.same).toBeGreaterThan(300 * 200 * 0.7)
    expect(found.same).toBeLessThan(300 * 200 - 100)
  })

  it('is as wide as asked for, in the dots that were asked for', async () => {
    const out = at('wide.png')
    const region = ['--region', '0,0,400,200', '--width', '80', '--dpi', '600']
    const { width, height } = await figure(named, ...region, '--out', out)
    expect([width, height]).toEqual([1890, 945])
    const { size, dpi } = opened(out, at('plain.png'), [0, 0, 400, 200])
    expect([size, Math.round(dpi[0])]).toEqual([[1890, 945], 600])
  })

  it('has outlines where the objects are: of the colour of their class, around the square', async () => {
    const out = at('lines.png')
    await figure(named, '--out', out)
    const [, x, y, w] = readFileSync(at('labels/plain.txt'), 'utf8').split('\n')[1]!.split(' ').map(Number)
    const left = (x! - w! / 2) * 512
    const [r, g, b] = peers<number[]>(
      `
import json, sys
from PIL import Image
print(json.dumps(Image.open(sys.argv[1]).getpixel((int(sys.argv[2]), int(sys.argv[3])))))`,
      out,
      String(Math.round(left)),
      String(Math.round(y! * 512)),
    )
    // #56b4e9, the second class.
    expect([Math.abs(r! - 0x56), Math.abs(g! - 0xb4), Math.abs(b! - 0xe9)].every((off) => off < 40)).toBe(
      true,
    )
  })

  it('draws what was found dashed, beside what was marked, and names both below', async () => {
    const out = at('both.svg')
    const args = ['--what', 'both', '--run', project.run, '--legend', '--out', out]
    const result = (await done('figure', project.folder, '--image', '2', ...args)).result
    expect(result).toMatchObject({ image: 2, run: project.run, objects: 24 })
    const { threshold } = (await done('evaluate', project.folder, '--run', project.run, '--image', '2'))
      .result
    const evaluated = await done(
      ...(['count', project.folder, '--run', project.run, '--image', '2'] as const),
      ...['--threshold', String(threshold)],
    )
    const found = (evaluated.result['classes'] as { found: number }[]).reduce((n, each) => n + each.found, 0)
    expect(result['detections']).toBe(found)
    const svg = readFileSync(out, 'utf8')
    for (const name of ['a (marked)', 'a (found)', 'b (marked)']) expect(svg).toContain(`>${name}</text>`)
    const rings = [...svg.matchAll(/<path d="([^"]*)"/g)].map(([, d]) => (d?.match(/M/g) ?? []).length)
    // Each outline twice, with its dark edge; four lines of the legend twice.
    const legend = (svg.match(/<text/g) ?? []).length * 2
    expect(rings.reduce((a, b) => a + b, 0)).toBe(2 * (24 + found) + legend)
    expect(Number(result['height'])).toBeGreaterThan(512)
  })

  it('SVG: the picture in it, outlines that can be taken apart, names that stay text', async () => {
    const out = at('v.svg')
    await figure(named, '--out', out, '--legend', '--scale-bar', '--width', '90')
    const found = peers<{ size: [number, number]; width: string; texts: string[]; names: string[] }>(
      `
import base64, io, json, sys
import xml.etree.ElementTree as E
from PIL import Image
root = E.parse(sys.argv[1]).getroot()
ns = '{http://www.w3.org/2000/svg}'
href = root.find(ns + 'image').get('href')
picture = Image.open(io.BytesIO(base64.b64decode(href.split(',')[1])))
print(json.dumps({'size': picture.size, 'width': root.get('width'),
  'texts': [t.text for t in root.iter(ns + 'text')], 'names': sorted({e.tag.replace(ns, '') for e in root.iter()})}))`,
      out,
    )
    expect(found).toMatchObject({ size: [1063, 1063], width: '90mm' })
    expect(found.texts).toEqual(expect.arrayContaining([hostile, 'b', '20 µm']))
    expect(found.names).toEqual(['g', 'image', 'path', 'rect', 'svg', 'text'])
  })

  it('has a scale bar of a round length, as long as it says', async () => {
    const out = at('bar.png')
    const { scaleBar } = await figure(named, '--out', out, '--scale-bar', '--width', '100', '--dpi', '254')
    expect(scaleBar).toBe('20 µm')
    // 20 µm are 80 of 512 pixels, and 1000 dots show them.
    const longest = peers<number>(
      `
import json, sys
from PIL import Image
a = Image.open(sys.argv[1]).convert('RGB')
w, h = a.size
best = 0
for y in range(h * 3 // 4, h):
    run = 0
    for x in range(w // 2, w):
        run = run + 1 if a.getpixel((x, y)) == (255, 255, 255) else 0
        best = max(best, run)
print(best)`,
      out,
    )
    expect(Math.abs(longest - (80 * 1000) / 512)).toBeLessThan(2.5)
    const unknown = await done('figure', project.folder, '--image', '1', '--out', out, '--scale-bar')
    expect(unknown.result['scaleBar']).toBe('100 px')
    expect(unknown.out).toContain('is not known')
    expect(scaleBarFor(20_000, { x: 0.5, y: 0.5, unit: 'm' }).text).toBe('2 km')
    expect(scaleBarFor(900, { x: 0.5, y: 0.5, unit: 'm' })).toEqual({ text: '100 m', pixels: 200 })
    expect(scaleBarFor(7, undefined)).toEqual({ text: '1 px', pixels: 1 })
  })

  it('is drawn from the pyramid, however large the region is', async () => {
    const [path, folder] = [at('huge.tif'), at('huge.windhover')]
    writeFileSync(path, sparse(100_000))
    await done('init', folder, '--classes', 'a')
    await done('import', folder, path, '--pixel-size', '0.5m')
    const started = performance.now()
    const out = at('huge.png')
    const result = await figure(
      folder,
      '--region',
      '0,0,100000,80000',
      '--width',
      '100',
      '--out',
      out,
      '--scale-bar',
    )
    expect(result).toMatchObject({ width: 1181, height: 945, level: 6, scaleBar: '10 km' })
    expect(performance.now() - started).toBeLessThan(20_000)
    // The tiles of each level have a colour of their own.
    const [r] = peers<number[]>(
      `
import json, sys
from PIL import Image
print(json.dumps(Image.open(sys.argv[1]).getpixel((300, 300))))`,
      out,
    )
    expect(r).toBe(60)
  })

  it('refuses by name what it cannot draw', async () => {
    const base = ['figure', named, '--image', '1']
    await refuses('out', [...base, '--out', at('f.bmp')])
    await refuses('out', base)
    await refuses('image', ['figure', named, '--out', at('f.png')])
    await refuses('width', [...base, '--out', at('f.png'), '--width', '5000', '--dpi', '1200'])
    await refuses('run', [...base, '--out', at('f.png'), '--run', 'best'])
    const outside = await windhover(...base, '--out', at('f.png'), '--region', '600,0,10,10')
    expect([outside.code, outside.err]).toEqual([2, expect.stringContaining('holds no pixel')])
    const unsearched = await windhover(...base, '--out', at('f.png'), '--what', 'both')
    expect([unsearched.code, unsearched.err]).toEqual([1, expect.stringContaining('searched plain.tif yet')])
    expect(() => figureSize({ x: 0, y: 0, w: 10, h: 10_000 }, 300, 500)).toThrow(/megapixels/)
  })
})

/** A pyramid whose levels are one tile each, again and again: level n has the colour 10 · n. */
function sparse(side: number): Buffer {
  const levels = levelCount(side, side, 256)
  const tiles = Array.from({ length: levels }, (_, n) => deflateSync(Buffer.alloc(256 * 256 * 3, 10 * n)))
  let place = 16
  const pages = tiles.map((tile, level): Entry[] => {
    const size = levelSize(side, side, level).width
    const count = Math.ceil(size / 256) ** 2
    const start = place
    place += tile.length
    return [
      number(tags.subfileType, level ? 1 : 0),
      number(tags.width, size),
      number(tags.height, size),
      number(tags.bitsPerSample, [8, 8, 8]),
      number(tags.compression, 8),
      number(tags.photometric, 2),
      number(tags.samples, 3),
      number(tags.tileWidth, 256),
      number(tags.tileHeight, 256),
      { tag: tags.tileOffsets, type: 16, values: new Float64Array(count).fill(start) },
      { tag: tags.tileByteCounts, type: 4, values: new Float64Array(count).fill(tile.length) },
    ]
  })
  const start = Math.ceil(place / 8) * 8
  return Buffer.concat([
    bigTiffHeader(start),
    ...tiles,
    Buffer.alloc(start - place),
    bigTiffDirectories(start, pages),
  ])
}
