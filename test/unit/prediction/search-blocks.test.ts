import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { JobContext } from '../../../src/base/job'
import { quiet } from '../../../src/base/job'
import { Random } from '../../../src/base/random'
import type { FoundOutput, RegionOutput, WindowOutput } from '../../../src/heads/output'
import { completeBlocks, computeBlocks } from '../../../src/prediction/blocks/computeBlocks.node'
import { detectorWork, mergeDetections } from '../../../src/prediction/blocks/detectorBlocks.node'
import { FolderBlocks } from '../../../src/prediction/blocks/folderBlocks.node'
import { MemoryBlocks } from '../../../src/prediction/blocks/memoryBlocks.node'
import type { Detector } from '../../../src/prediction/detector'
import { predictImage } from '../../../src/prediction/predict.node'
import { withTestTimeAugmentation } from '../../../src/prediction/testTimeAugmentation'
import { h5WithoutTimes } from '../shared/h5Bytes'
import { type Painted, PaintedSource, RectangleDetector } from '../shared/painted.fixture'
import { scratch } from '../shared/project.fixture'

// Finished blocks of a search are kept: what was stopped goes on, and comes to the very same file.

const path = scratch()
const [width, height] = [1500, 1100]
/** Of a window: twelve cover the picture. */
const side = 448

function objects(): Painted[] {
  const random = new Random(9)
  return Array.from({ length: 300 }, (_, i) => ({
    ...{ x: (i % 20) * 74 + random.below(40), y: Math.floor(i / 20) * 72 + random.below(40) },
    ...{ w: 6 + random.below(24), h: 6 + random.below(24) },
    ...{ class: random.below(2), brightness: 20 + random.below(230) },
  }))
}

/** Detectors of every kind of output that says where. */
const detectors: Record<string, () => Detector & { predicted: number }> = {
  peaks: () => counting(plain(new RectangleDetector())),
  anchors: () => counting(asAnchors(new RectangleDetector())),
  regions: () => counting(asRegions(new RectangleDetector())),
  'peaks, four looks': () => counting(withTestTimeAugmentation(plain(new RectangleDetector()), 'flips')),
}

const plain = (detector: Detector): Detector => ({
  ...detector,
  window: side,
  dispose: () => {},
  predict: (images, n, w, h) => detector.predict(images, n, w, h),
})

function counting(detector: Detector): Detector & { predicted: number } {
  const counted = {
    ...detector,
    predicted: 0,
    dispose: () => {},
    predict(images: Uint8Array, n: number, w: number, h: number): Promise<WindowOutput> {
      counted.predicted++
      return detector.predict(images, n, w, h)
    },
  }
  return counted
}

function asAnchors(inner: RectangleDetector): Detector {
  return {
    ...plain(inner),
    async predict(images, n, w, h): Promise<FoundOutput> {
      const { heat, size, offset } = await inner.predict(images, n, w, h)
      const rows = [...heat.keys()].filter((at) => heat[at]! > 0)
      const cell = (at: number) => at >> 1
      const centre = (at: number) => [
        ((cell(at) % (w / 4)) + offset[cell(at) * 2]!) * 4,
        (Math.floor(cell(at) / (w / 4)) + offset[cell(at) * 2 + 1]!) * 4,
      ]
      const xywh = rows.flatMap((at) => {
        const [x, y] = centre(at) as [number, number]
        const [bw, bh] = [size[cell(at) * 2]!, size[cell(at) * 2 + 1]!]
        return [x - bw / 2, y - bh / 2, bw, bh]
      })
      const found = {
        xywh: Float32Array.from(xywh),
        score: Float32Array.from(rows, (at) => heat[at]!),
        class: Uint8Array.from(rows, (at) => at % 2),
      }
      return { kind: 'anchors', heat, found: [found] }
    },
  }
}

function asRegions(inner: RectangleDetector): Detector {
  return {
    ...plain(inner),
    predict(images, _n, w, h): Promise<RegionOutput> {
      const [labels, scores] = [new Uint8Array(w * h), new Uint8Array(w * h)]
      const heat = new Float32Array((w / 4) * (h / 4))
      for (let i = 0; i < labels.length; i++) {
        const [red, green] = [images[i * 3]!, images[i * 3 + 1]!]
        scores[i] = Math.max(red, green)
        labels[i] = scores[i] ? (red > green ? 1 : 2) : 0
        const at = Math.floor(Math.floor(i / w) / 4) * (w / 4) + Math.floor((i % w) / 4)
        heat[at] = Math.max(heat[at]!, scores[i]! / 255)
      }
      return Promise.resolve({ kind: 'regions', heat, labels, scores })
    },
  }
}

const source = () => new PaintedSource(width, height, objects())
const total = 12

/** Ends after so many windows. */
function stopAfter(windows: number): { context: JobContext; stop: AbortController } {
  const stop = new AbortController()
  const progress: JobContext['progress'] = ({ done }) => {
    if (done >= windows) stop.abort()
  }
  return { stop, context: { ...quiet, signal: stop.signal, progress } }
}

describe.each(Object.keys(detectors))('a search that was stopped (%s)', (kind) => {
  const make = detectors[kind] as () => Detector & { predicted: number }
  const folder = kind.replace(/\W/g, '')

  it('goes on: no window twice, and the same file byte for byte', async () => {
    const job = { image: 1, level: 0, identity: 'a', source: source() }
    const whole = path(`${folder}/whole/1.h5`)
    const unbroken = await predictImage({ ...job, detector: make(), out: whole }, quiet)
    expect(unbroken.blocks).toEqual({ total, computed: total, skipped: 0 })
    expect(readdirSync(path(`${folder}/whole`))).toEqual(['1.h5'])

    const out = path(`${folder}/parts/1.h5`)
    const [first, second] = [make(), make()]
    const { context } = stopAfter(5)
    await expect(predictImage({ ...job, detector: first, out }, context)).rejects.toThrow()
    const kept = readdirSync(path(`${folder}/parts/1.blocks`)).length
    expect(kept).toBeGreaterThanOrEqual(4)
    const resumed = await predictImage({ ...job, detector: second, out }, quiet)
    expect(first.predicted + second.predicted).toBe(unbroken.blocks.total)
    expect(resumed.blocks).toEqual({ total, computed: total - kept, skipped: kept })
    expect(h5WithoutTimes(out).equals(h5WithoutTimes(whole))).toBe(true)
    expect(readdirSync(path(`${folder}/parts`))).toEqual(['1.h5'])
  })
})

describe('blocks in a folder', () => {
  const workOf = (identity = 'a', level = 0) =>
    detectorWork({ source: source(), detector: plain(new RectangleDetector()), level, identity })

  it('come to the same in whatever order, and by however many processes, they are computed', async () => {
    const work = workOf()
    const alone = new MemoryBlocks()
    await completeBlocks(work, alone, quiet)
    const folder = path('shared')
    const [here, there] = [new FolderBlocks(folder, work.key), new FolderBlocks(path('away'), work.key)]
    await computeBlocks(work, [11, 3, 7, 0], here, quiet)
    await computeBlocks(workOf(), [1, 10, 9, 8, 6, 5, 4, 2], there, quiet)
    await expect(mergeDetections(work, here, quiet.signal)).rejects.toMatchObject({ code: 'search-block' })
    for (const name of readdirSync(path('away'))) copyFileSync(join(path('away'), name), join(folder, name))
    expect(await here.present(work.count, work.isSound)).toEqual(new Set([...Array(12).keys()]))
    const merged = await mergeDetections(work, here, quiet.signal)
    expect(merged).toEqual(await mergeDetections(work, alone, quiet.signal))
    expect(merged.score.length).toBeGreaterThan(250)
  })

  it('of another run, picture or level, cut off, changed or of another number are computed again', async () => {
    const work = workOf()
    const store = new FolderBlocks(path('odd'), work.key)
    await completeBlocks(work, store, quiet)
    const whole = await mergeDetections(work, store, quiet.signal)
    for (const other of [workOf('b'), workOf('a', 1)]) expect(other.key).not.toBe(work.key)

    const file = (n: number) => path(`odd/${n}.block`)
    const bytes = readFileSync(file(2))
    writeFileSync(file(0), bytes.subarray(0, bytes.length - 1))
    writeFileSync(file(1), '')
    bytes[bytes.length - 5]! ^= 1
    writeFileSync(file(2), bytes)
    copyFileSync(file(5), file(3))
    await new FolderBlocks(path('other'), workOf('b').key).write(4, (await store.read(4))!)
    copyFileSync(path('other/4.block'), file(4))
    // Right sums, and nothing that the network could have said of this window.
    await store.write(6, Uint8Array.of(0, 0, 0, 0, 9, 0, 0, 0))
    await store.write(7, new Uint8Array(70_000))
    await store.write(8, Uint8Array.of(7))
    await store.write(99, Uint8Array.of(1))
    writeFileSync(path('odd/note.txt'), 'mine')
    const counts = await completeBlocks(work, store, quiet)
    expect(counts).toEqual({ total, computed: 8, skipped: 4 })
    expect(await mergeDetections(work, store, quiet.signal)).toEqual(whole)
    await store.clear()
    expect(readdirSync(path('odd'))).toEqual(['note.txt'])
  })

  it('are never written or read through a link', async () => {
    const work = workOf()
    mkdirSync(path('real'))
    mkdirSync(path('holder'))
    symlinkSync(path('real'), path('holder/1.blocks'))
    expect(() => new FolderBlocks(path('holder/1.blocks'), work.key)).toThrow(/is a link/)
    const store = new FolderBlocks(path('linked'), work.key)
    await computeBlocks(work, [0, 1], store, quiet)
    writeFileSync(path('real/1.block'), readFileSync(path('linked/1.block')))
    await store.clear()
    mkdirSync(path('linked'))
    symlinkSync(path('real/1.block'), path('linked/1.block'))
    expect(await store.read(1)).toBeUndefined()
    expect(await store.present(work.count, work.isSound)).toEqual(new Set())
    expect(readdirSync(path('real'))).toEqual(['1.block'])
  })

  it('and a prediction that was made from the same is left as it is where that is wanted', async () => {
    const detector = counting(plain(new RectangleDetector()))
    const job = { image: 1, level: 0, source: source(), detector, out: path('again/1.h5') }
    const first = await predictImage({ ...job, identity: 'a' }, quiet)
    const again = await predictImage({ ...job, identity: 'a', resume: true }, quiet)
    expect(again).toMatchObject({
      detections: first.detections,
      blocks: { total, computed: 0, skipped: total },
    })
    expect(detector.predicted).toBe(total)
    await predictImage({ ...job, identity: 'b', resume: true }, quiet)
    expect(detector.predicted).toBe(2 * total)
    await predictImage({ ...job, identity: 'b' }, quiet)
    expect(detector.predicted).toBe(3 * total)
  })

  it.each(['peaks', 'regions'])(
    'and one of another threshold becomes what that one finds (%s)',
    async (kind) => {
      const detector = detectors[kind]!()
      const folder = path(`threshold-${kind}`)
      const out = join(folder, '1.h5')
      const job = { image: 1, level: 0, source: source(), detector, out, identity: 'a' }
      const wanted = await predictImage({ ...job, threshold: 0.7, out: join(folder, 'wanted.h5') }, quiet)
      const { detections } = await predictImage({ ...job, threshold: 0.2 }, quiet)
      expect(detections).toBeGreaterThan(wanted.detections)
      const computed = detector.predicted
      const before = readFileSync(out)
      const stopped = { ...quiet, signal: AbortSignal.abort() }
      const asked = { ...job, threshold: 0.7, resume: true }
      await expect(predictImage(asked, stopped)).rejects.toMatchObject({ name: 'AbortError' })
      expect(readFileSync(out).equals(before)).toBe(true)
      const again = await predictImage(asked, quiet)
      expect(again).toMatchObject({ detections: wanted.detections, blocks: { total, computed: 0 } })
      expect(h5WithoutTimes(out).equals(h5WithoutTimes(join(folder, 'wanted.h5')))).toBe(true)
      expect([detector.predicted, readdirSync(folder).sort()]).toEqual([computed, ['1.h5', 'wanted.h5']])
    },
  )
})
