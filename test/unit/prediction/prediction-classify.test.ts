import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { selectEngine } from '../../../src/engine/engines.node'
import { classifyImage } from '../../../src/prediction/classifyImage.node'
import { detectionRect } from '../../../src/found/detections'
import { searchImages } from '../../../src/services/searchImages.node'
import { writeLabels } from '../../../src/services/writeLabels.node'
import { classifierRun } from '../shared/classifier.fixture'
import { h5WithoutTimes } from '../shared/h5Bytes'
import { context } from '../shared/image.fixture'
import { byColor, names, never, path, picture, read, sharesOf, tile } from './colors.fixture'

// What a classifier says of pictures, from the pixels in the file to the prediction file and the table.

describe('classifying an image by its tiles', () => {
  it('says of each tile what the network says of its pixels, and of the picture the mean', async () => {
    const { image, cut } = await picture('tiles', 331, 129)
    const classifier = byColor()
    const out = path('tiles/1.h5')
    const ctx = context()
    const result = await classifyImage({ image, classifier, level: 0, levelOf: never, out }, ctx)
    const { info, tiles, detections, heat, ofClass } = await read(out)
    if (!tiles) throw new Error('no tiles in the prediction')
    const count = tiles.xywh.length / 4
    expect(result).toMatchObject({ tiles: count, level: 0, detections: count })
    expect(classifier.shown.reduce((a, b) => a + b, 0)).toBe(count)
    expect(ctx.reports.at(-1)).toMatchObject({ done: count, total: count })
    const mean = [0, 0, 0]
    for (let i = 0; i < count; i++) {
      const [x = 0, y = 0, w, h] = tiles.xywh.subarray(i * 4, i * 4 + 4)
      expect([w, h]).toEqual([tile, tile])
      expect(x >= 0 && y >= 0 && x + tile <= 331 && y + tile <= 129).toBe(true)
      sharesOf(cut(x, y)).forEach((share, c) => {
        expect(tiles.probability[i * 3 + c]).toBeCloseTo(share, 6)
        mean[c]! += share / count
      })
    }
    info.classes?.forEach(({ name, probability }, c) => {
      expect(name).toBe(names[c])
      expect(probability).toBeCloseTo(mean[c] as number, 5)
    })
    expect(result.classes).toEqual(info.classes)
    // One detection a tile, of its likeliest class; together they cover the picture once.
    expect(detections.score.length).toBe(count)
    const covered = new Uint8Array(331 * 129)
    for (let i = 0; i < count; i++) {
      const { x, y, w, h } = detectionRect(detections, i)
      for (let row = y; row < y + h; row++)
        for (let column = x; column < x + w; column++) covered[row * 331 + column]!++
      const [left, right] = [x + w < 120, x > 220]
      if (left || right) expect(detections.class[i]).toBe(left ? 0 : 1)
    }
    expect(covered.every((times) => times === 1)).toBe(true)
    expect([...detections.score]).toEqual([...detections.score].sort((a, b) => b - a))
    expect(info).toMatchObject({ several: false, threshold: 0, heat: { stride: 16 } })
    expect(heat[0]).toBe(Math.round(Math.max(...sharesOf(cut(0, 0))) * 255))
    expect(ofClass).toEqual(sharesOf(cut(0, 0)).map((share) => Math.round(share * 255)))
  })

  it('cuts tiles at a coarser level, and says in full-size pixels where they lie', async () => {
    const { image } = await picture('coarse', 1101, 603)
    const out = path('coarse/1.h5')
    const levelOf = () => Promise.resolve(1)
    const result = await classifyImage({ image, classifier: byColor(), levelOf, out }, context())
    expect(result.level).toBe(1)
    const { tiles, info } = await read(out)
    const xywh = tiles?.xywh ?? new Float32Array(0)
    for (let i = 0; i < xywh.length; i += 4) {
      const [x = 0, y = 0, w = 0, h = 0] = xywh.subarray(i, i + 4)
      expect(x % 2 === 0 && y % 2 === 0 && x + w <= 1101 && y + h <= 603).toBe(true)
      expect(x + w === 1101 || w === 2 * tile).toBe(true)
    }
    expect(info).toMatchObject({ level: 1, heat: { stride: 32 } })
  })

  it('with several classes a tile says each that may be there, and of the picture the surest tile', async () => {
    const { image } = await picture('several', 200, 100)
    const out = path('several/1.h5')
    const classifier = byColor({ several: true, threshold: 0.3 })
    await classifyImage({ image, classifier, level: 0, levelOf: never, out }, context())
    const { tiles, detections, info } = await read(out)
    const probability = tiles?.probability ?? new Float32Array(0)
    expect(detections.score.length).toBe(probability.filter((p) => p >= 0.05).length)
    info.classes?.forEach(({ probability: p }, c) =>
      expect(p).toBe(Math.max(...probability.filter((_, i) => i % 3 === c))),
    )
    expect(info).toMatchObject({ several: true, threshold: 0.3 })
  })

  it('learned from whole pictures looks at the whole one, or at the square that was cut from it', async () => {
    const { image } = await picture('whole', 300, 100)
    const out = path('whole/1.h5')
    for (const [resize, seen] of [
      ['stretch', { x: 0, y: 0, w: 300, h: 100 }],
      ['pad', { x: 0, y: 0, w: 300, h: 100 }],
      ['crop', { x: 100, y: 0, w: 100, h: 100 }],
    ] as const) {
      const classifier = byColor({ resize })
      const result = await classifyImage({ image, classifier, levelOf: never, out }, context())
      expect(result).toMatchObject({ tiles: 1, level: 0 })
      const { tiles, detections, info } = await read(out)
      expect(detectionRect({ ...detections, xywh: tiles!.xywh }, 0)).toEqual(seen)
      expect(info.classes?.map(({ probability }) => probability)).toEqual([...tiles!.probability])
      // Tiles when they are asked for.
      const cut = await classifyImage(
        { image, classifier, level: 0, levelOf: never, tiles: true, out },
        context(),
      )
      expect(cut.tiles).toBeGreaterThan(1)
    }
  })

  it('leaves the older prediction, and nothing else, when it is cancelled in the middle', async () => {
    const { image } = await picture('kept', 500, 500)
    const out = path('kept/1.h5')
    const job = { image, level: 0, levelOf: never, out }
    await classifyImage({ ...job, classifier: byColor() }, context())
    const before = readFileSync(out)
    const stop = new AbortController()
    const classifier = byColor()
    const stopping = {
      ...classifier,
      classify: (tiles: Uint8Array, count: number) => {
        setTimeout(() => stop.abort(), 0)
        return classifier.classify(tiles, count)
      },
    }
    await expect(classifyImage({ ...job, classifier: stopping }, context(stop.signal))).rejects.toMatchObject(
      { name: 'AbortError' },
    )
    expect(classifier.shown.length).toBeLessThan(4)
    expect(readFileSync(out).equals(before)).toBe(true)
    expect(readdirSync(path('kept'))).toEqual(['1.h5'])
  })

  it('goes on where it was stopped: no tile twice, and the same file', async () => {
    const { image } = await picture('parts', 500, 500)
    const job = { image, level: 0, levelOf: never, identity: 'a' }
    const whole = path('parts/whole/1.h5')
    const unbroken = await classifyImage({ ...job, classifier: byColor(), out: whole }, context())
    const { total } = unbroken.blocks
    const stop = new AbortController()
    const [first, second] = [byColor(), byColor()]
    const stopping = {
      ...first,
      classify: (tiles: Uint8Array, count: number) => {
        if (first.shown.length === 3) stop.abort()
        return first.classify(tiles, count)
      },
    }
    const out = path('parts/1.h5')
    const stopped = classifyImage({ ...job, classifier: stopping, out }, context(stop.signal))
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' })
    expect(readdirSync(path('parts/1.blocks'))).toHaveLength(4)
    const resumed = await classifyImage({ ...job, classifier: second, out }, context())
    expect(resumed).toMatchObject({ blocks: { total, computed: total - 4, skipped: 4 } })
    const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0)
    expect(sum(first.shown) + sum(second.shown)).toBe(unbroken.tiles)
    expect(resumed.classes).toEqual(unbroken.classes)
    expect(h5WithoutTimes(out).equals(h5WithoutTimes(whole))).toBe(true)
    const again = await classifyImage({ ...job, classifier: second, out, resume: true }, context())
    expect(again).toMatchObject({ tiles: unbroken.tiles, classes: unbroken.classes, blocks: { computed: 0 } })
    // Another threshold is no reason to look again.
    const [low, shown] = [{ ...job, classifier: second, threshold: 0.1 }, sum(second.shown)]
    await classifyImage({ ...low, out, resume: true }, context())
    expect(sum(second.shown)).toBe(shown)
    await classifyImage({ ...low, out: whole }, context())
    expect(h5WithoutTimes(out).equals(h5WithoutTimes(whole))).toBe(true)
  })
})

describe('a run that classifies several images', () => {
  let images: Awaited<ReturnType<typeof picture>>['image'][]
  let runDir: string
  const about = { model: 'alexnet', side: 63, tile: 63, classNames: names, width: 1 / 16 }
  const normal = { mean: [100, 100, 50], std: [60, 60, 60] }

  beforeAll(async () => {
    await selectEngine('auto')
    runDir = await classifierRun(path('run'), { ...about, ...normal })
    const made = [await picture('a', 200, 90), await picture('b', 150, 150), await picture('c', 70, 64)]
    images = made.map(({ image }, i) => ({ ...image, id: i + 1 }))
  })
  const jobOf = (folder: string) => ({
    ...{ runDir, engine: 'auto' as const },
    images: images.map((image) => ({
      ...{ image: { ...image, sha256: '' }, out: path(`${folder}/${image.id}.h5`), level: 0, tiles: false },
    })),
  })

  it('gives each the answer that it gets alone, and tells which it is at', async () => {
    const notes: string[] = []
    const ctx = { ...context(), progress: ({ note }: { note?: string }) => void notes.push(note ?? '') }
    const job = jobOf('all')
    const results = await searchImages(job, ctx)
    expect(results.map(({ tiles }) => tiles)).toEqual([12, 16, 4])
    expect([...new Set(notes)]).toEqual(['a (1 of 3)', 'b (2 of 3)', 'c (3 of 3)'])
    for (const [i, one] of job.images.entries()) {
      const out = path(`alone/${i}.h5`)
      await searchImages({ ...job, images: [{ ...one, out }] }, context())
      const [alone, together] = [await read(out), await read(one.out)]
      expect(together.tiles).toEqual(alone.tiles)
      expect(together.info).toEqual(alone.info)
    }
  })

  it('cancelled at the second keeps the first, whole, and writes no other', async () => {
    const stop = new AbortController()
    const progress = ({ note }: { note?: string }) => {
      if (note?.includes('2 of 3')) stop.abort()
    }
    const job = jobOf('some')
    await expect(searchImages(job, { ...context(stop.signal), progress })).rejects.toMatchObject({
      name: 'AbortError',
    })
    expect((await read(job.images[0]!.out)).info.classes).toHaveLength(3)
    expect(existsSync(job.images[1]!.out)).toBe(false)
    expect(readdirSync(path('some'))).toEqual(['1.h5'])
  })

  it('becomes a table: a row a picture and a row a tile, also of runs with other classes', async () => {
    const other = await classifierRun(path('other'), {
      ...{ ...about, ...normal, several: true, seed: 8 },
      classNames: ['blue', 'x, "y"', 'source'],
    })
    mkdirSync(path('table'), { recursive: true })
    const job = jobOf('table')
    await searchImages({ ...job, images: job.images.slice(0, 2) }, context())
    await searchImages({ ...job, runDir: other, threshold: 0.4, images: job.images.slice(2) }, context())
    const input = {
      ...{ format: 'csv' as const, out: path('classes.csv'), classes: [] },
      images: job.images.map(({ image, out }) => ({ image, content: { found: out } })),
    }
    const { written } = await writeLabels(input, context())
    const [head, ...rows] = readFileSync(path('classes.csv'), 'utf8').trim().split('\n')
    expect(head).toBe(
      'tile,source,level,x,y,width,height,class,red,green,blue,"x, ""y""",probability of source',
    )
    expect([rows.length, written]).toEqual([35, 35])
    const [whole, first] = rows.map((row) => row.split(','))
    expect(whole?.slice(0, 7)).toEqual(['', 'a', '0', '0', '0', '200', '90'])
    expect(first?.slice(0, 7)).toEqual(['0', 'a', '0', '0', '0', '63', '63'])
    const { info, tiles } = await read(job.images[0]!.out)
    info.classes?.forEach(({ probability }, c) => expect(Number(whole?.[8 + c])).toBeCloseTo(probability, 6))
    expect(first?.slice(8, 11).map(Number)).toEqual(
      [...tiles!.probability.subarray(0, 3)].map((p) => expect.closeTo(p, 6)),
    )
    expect(whole?.slice(11)).toEqual(['', ''])
    const likeliest = info.classes?.reduce((a, b) => (b.probability > a.probability ? b : a)).name
    expect(whole?.[7]).toBe(likeliest)
    // The third was classified by the other run: what that does not know is empty.
    const last = rows.find((row) => row.startsWith(',c,'))
    expect(last).toMatch(/,64,.*,,,\d/)
  })
})
