import { beforeAll, describe, expect, it } from 'vitest'
import { quiet, type JobContext } from '../../../src/base/job'
import { closeSearch, type MarkedPicture } from '../../../src/coarse/coarseToFine.node'
import { cutFor } from '../../../src/coarse/cut'
import type { MarkedPoint } from '../../../src/coarse/score'
import { selectEngine } from '../../../src/engine/engines.node'
import { detectionRect } from '../../../src/found/detections'
import { defaultMerge } from '../../../src/found/mergeRule'
import { openPrediction } from '../../../src/prediction/predictionFile.node'
import { predictImage } from '../../../src/prediction/predict.node'
import { PaintedSource, RectangleDetector, type Painted } from '../shared/painted.fixture'
import { scratch } from '../shared/project.fixture'

// A search from coarse to fine: what it leaves out, what it says of that, and that it finds what a search of all finds.

beforeAll(() => selectEngine('tensorflow'))
const path = scratch()
const side = 2200

/** Rectangles in two corners of a large picture; the first corner is checked. */
const objects: Painted[] = [0, 1].flatMap((corner) =>
  Array.from({ length: 16 }, (_, i) => ({
    ...{ x: corner * 1500 + 60 + (i % 4) * 150, y: corner * 1500 + 60 + Math.floor(i / 4) * 150 },
    ...{ w: 28, h: 26, class: i % 2, brightness: 200 + i },
  })),
)
const source = () => new PaintedSource(side, side, objects)
const detector = (): RectangleDetector & { asked: number } => {
  const made = Object.assign(new RectangleDetector(), { asked: 0 })
  made.onPredict = () => void made.asked++
  return made
}
const marked = (all: readonly Painted[]): MarkedPoint[] =>
  all.map(({ x, y, w, h }) => ({ x: x + w / 2, y: y + h / 2, radius: 19 }))
const picture: MarkedPicture = {
  ...{ level: 0, objects: marked(objects.slice(0, 16)) },
  checked: [{ x: 0, y: 0, w: 700, h: 700 }],
}

function searching(pictures: readonly MarkedPicture[], out: string) {
  const [warnings, looked] = [[] as string[], detector()]
  const context: JobContext = { ...quiet, warn: (sentence) => void warnings.push(sentence) }
  const coarse = {
    about: [pictures.map(({ level, objects: all }) => [level, all])],
    choose: (search: Parameters<typeof closeSearch>[0]['search'], to: JobContext) =>
      closeSearch({ search, marked: pictures, name: 'field.png' }, to),
  }
  const job = {
    image: 1,
    source: source(),
    detector: looked,
    level: 0,
    merge: defaultMerge,
    out,
    identity: 'one',
  }
  return { warnings, looked, job, coarse, context }
}

describe('a search from coarse to fine', () => {
  it('finds what a search of all finds, and says how little of the picture it looked at closely', async () => {
    const all = searching([], path('all.h5'))
    await predictImage(all.job, all.context)
    const some = searching([picture], path('some.h5'))
    const result = await predictImage({ ...some.job, coarse: some.coarse }, some.context)
    expect(some.warnings).toEqual([])
    expect(result.coarse).toMatchObject({ level: 2, objects: 16, missed: 0 })
    expect(result.coarse!.skipped).toBeGreaterThan(0.6)
    expect(result.blocks).toEqual({ total: some.looked.asked, computed: some.looked.asked, skipped: 0 })
    const [whole, sparse] = [await openPrediction(path('all.h5')), await openPrediction(path('some.h5'))]
    const places = (file: typeof whole) =>
      file
        .detections()
        .score.reduce<string[]>(
          (list, _, i) => [...list, JSON.stringify(detectionRect(file.detections(), i))],
          [],
        )
        .sort()
    expect(places(whole)).toHaveLength(32)
    expect(places(sparse)).toEqual(places(whole))
    expect(sparse.info.coarse).toEqual(result.coarse)
    expect(sparse.info.search).not.toBe(whole.info.search)
    whole.close()
    sparse.close()
  }, 120_000)

  it('is not looked for again, and is another search than one of all and than one by other marks', async () => {
    const first = searching([picture], path('again.h5'))
    const result = await predictImage({ ...first.job, coarse: first.coarse }, first.context)
    const again = searching([picture], path('again.h5'))
    const same = await predictImage({ ...again.job, coarse: again.coarse, resume: true }, again.context)
    expect([again.looked.asked, same.coarse]).toEqual([0, result.coarse])
    const fewer = { ...picture, objects: picture.objects.slice(1) }
    const other = searching([fewer], path('again.h5'))
    await predictImage({ ...other.job, coarse: other.coarse, resume: true }, other.context)
    expect(other.looked.asked).toBeGreaterThan(0)
  }, 120_000)

  it('searches all of it where nobody can say what would be missed, and says so', async () => {
    const few = { ...picture, objects: picture.objects.slice(0, 5) }
    const { job, warnings, context, looked } = searching([few], path('few.h5'))
    const close = await closeSearch(
      { search: { ...job, identity: '' }, marked: [few], name: 'field.png' },
      context,
    )
    expect([close.kept, close.about, looked.asked]).toEqual([undefined, undefined, 0])
    expect(warnings).toEqual([expect.stringContaining('there are 5; mark at least 8')])
  })

  it('judges each part of the objects by what the others say', () => {
    const seen = [5, 6, 7, 8, 5.2, 6.1, 7.3, 0].map((score, i) => ({ score, part: i >> 1 }))
    // The others' faintest is 5, and 0 lies far below it.
    expect(cutFor(seen)).toEqual({ cut: -0.5, objects: 8, missed: 1 })
    const many = Array.from({ length: 400 }, (_, i) => ({ score: i < 2 ? -9 : 4 + (i % 7), part: i % 4 }))
    expect(cutFor(many)).toEqual({ cut: 3.5, objects: 400, missed: 2 })
  })
})
