import type { JobContext } from '../base/job'
import { containsPoint, type Rect } from '../geometry/rect'
import type { PixelSource } from '../image/pixels/pixelSource'
import { says } from '../messages/says/says'
import {
  detectorWork,
  type DetectorSearch,
  type DetectorWork,
} from '../prediction/blocks/detectorBlocks.node'
import type { CloseSearch } from '../prediction/predict.node'
import { openEncoder, type FeatureEncoder } from '../similar/encode.node'
import { usableLevels } from '../tiles/levels'
import { countChecked, isChecked } from './checkedMarks'
import { cutFor, minObjects, minPlaces, parts, type ScoreCut, type SeenObject } from './cut'
import { coarseFeatures, coarseScores } from './extract.node'
import { cellsAround, coarseCellAt, coarseRow, type CoarseScores } from './features'
import { CoarseScore, type MarkedPoint, type SeenPicture } from './score'

/** A picture on which objects are marked. */
export interface MarkedPicture {
  /** Opens its pixels; whoever asks closes them. Absent: it is the one that is searched. */
  readonly open?: (() => Promise<PixelSource>) | undefined
  /** At which its objects are as large as those that the network has learned. */
  readonly level: number
  readonly objects: readonly MarkedPoint[]
  /** Full-size pixels. */
  readonly checked: readonly Rect[]
}

export interface CoarseJob {
  readonly search: DetectorSearch
  /** What a look from afar learns from, and must not miss. */
  readonly marked: readonly MarkedPicture[]
  readonly name: string
}

/** So many levels coarser the whole picture is looked at: a sixteenth of its pixels. */
const steps = 2
/** Side of the windows of the close search, where the network's margin allows: small, so that little is searched beside an object. */
const closeSide = 512
/** Skipping less saves nothing: small windows compute more beside what counts. */
const worth = 0.5

/**
 * Decides where a picture is searched closely: a pretrained encoder looks at all of it from afar, and what is marked teaches what
 * objects look like from there. Where nobody can say what that loses, or it saves too little, the whole picture is searched
 * closely, and a sentence says why.
 */
export async function closeSearch(job: CoarseJob, context: JobContext): Promise<CloseSearch> {
  const { search, marked, name } = job
  const all = { work: detectorWork(search) }
  const level = search.level + steps
  const objects = countChecked(marked)
  if (objects < minObjects) {
    context.warn(says.prediction.coarseTooFew(name, objects, minObjects))
    return all
  }
  if (level >= usableLevels(search.source)) {
    context.warn(says.prediction.coarseTooSmall(name))
    return all
  }
  const progress: JobContext['progress'] = (p) =>
    context.progress({ ...p, note: says.prediction.lookingCoarsely })
  const quieter = { ...context, progress }
  const encoder = await openEncoder(1, context.warn)
  try {
    const pictures = await look(job, encoder, quieter)
    const work = detectorWork({ ...search, side: closeSide })
    const judged = pictures.flatMap((picture, p) => judgedOf(picture, p, work))
    const places = new Set(judged.map(({ key }) => key)).size
    if (places < minPlaces) {
      context.warn(says.prediction.coarseTooNear(name, judged.length, places, minPlaces))
      return all
    }
    const cut = cutBy(pictures, judged)
    const score = CoarseScore.learn(pictures, () => true)
    const scores = await coarseScores({ source: search.source, level, encoder }, score, quieter)
    const found = keptOf(work, search.level, scores, cut)
    if (found.about.skipped >= worth) return found
    context.warn(says.prediction.coarseSavesLittle(name, Math.floor(100 * found.about.skipped)))
    return all
  } finally {
    encoder.dispose()
  }
}

interface Looked extends SeenPicture {
  readonly own: boolean
  readonly level: number
}

/** Of each picture what was checked, and the objects there. */
async function look(
  { search, marked }: CoarseJob,
  encoder: FeatureEncoder,
  context: JobContext,
): Promise<Looked[]> {
  const looked: Looked[] = []
  for (const picture of marked) {
    const source = picture.open ? await picture.open() : search.source
    try {
      const from = picture.open ? picture.level : search.level
      const level = from + steps
      if (level >= usableLevels(source)) continue
      const checked = picture.objects.filter((object) => isChecked(picture, object))
      const features = await coarseFeatures({ source, level, encoder }, picture.checked, checked, context)
      const objects = checked.filter(({ x, y }) => coarseRow(features, coarseCellAt(features, x, y)))
      looked.push({ ...picture, features, objects, own: !picture.open, level: from })
    } finally {
      if (picture.open) await source.close()
    }
  }
  return looked
}

/** An object in a checked area, and the window of a close search in which its middle lies. */
interface Judged {
  readonly picture: number
  readonly object: number
  readonly window: Rect
  readonly key: string
}

/** The objects of each part are seen by what the others teach. */
function cutBy(pictures: readonly Looked[], judged: readonly Judged[]): ScoreCut {
  const keys = [...new Set(judged.map(({ key }) => key))]
  const partOf = (key: string) => Math.floor((keys.indexOf(key) * parts) / keys.length)
  const partOfObject = new Map(judged.map((each) => [`${each.picture} ${each.object}`, partOf(each.key)]))
  const seen: SeenObject[] = []
  for (let part = 0; part < parts; part++) {
    const score = CoarseScore.learn(pictures, (p, i) => partOfObject.get(`${p} ${i}`) !== part)
    for (const { picture, window, key } of judged) {
      if (partOf(key) !== part) continue
      const { features } = pictures[picture] as Looked
      seen.push({ part, score: score.highest(features, cellsAround(features, window)) })
    }
  }
  return cutFor(seen)
}

/** The windows at the cut and above; `from`: the level that is searched closely. */
function keptOf(
  work: DetectorWork,
  from: number,
  scores: CoarseScores,
  { cut, objects, missed }: ScoreCut,
): Required<CloseSearch> {
  const kept = new Set<number>()
  let area = 0
  for (let number = 0; number < work.count; number++) {
    const place = work.place(number)
    const cells = cellsAround(scores, enlarged(place, from))
    if (!cells.some((cell) => (scores.scores[cell] as number) >= cut)) continue
    kept.add(number)
    area += place.w * place.h
  }
  const { width, height } = work.search
  const about = { level: from + steps, skipped: 1 - area / (width * height), objects, missed }
  return { work, kept, about }
}

/** In another picture windows lie on a grid as wide as they are in the searched one. */
function judgedOf(picture: Looked, number: number, work: DetectorWork): Judged[] {
  const places = picture.own ? Array.from({ length: work.count }, (_, i) => work.place(i)) : []
  const { w, h } = work.place(Math.floor(work.count / 2))
  const side = 2 ** picture.level * Math.min(w, h)
  const { features } = picture
  // At the border a window reaches back, so that all are as large as those of the search.
  const start = (at: number, cells: number) =>
    Math.max(0, Math.min(Math.floor(at / side) * side, cells * features.stride - side))
  return picture.objects
    .map((object, i) => ({ object, i }))
    .sort((a, b) => a.object.x - b.object.x || a.object.y - b.object.y)
    .map(({ object: { x, y }, i }) => {
      const grid = { x: start(x, features.width), y: start(y, features.height), w: side, h: side }
      const scale = 2 ** picture.level
      const place = places.find((each) => containsPoint(each, x / scale, y / scale))
      const window = place ? enlarged(place, picture.level) : grid
      return { picture: number, object: i, window, key: `${number} ${window.x} ${window.y}` }
    })
}

function enlarged({ x, y, w, h }: Rect, level: number): Rect {
  const by = 2 ** level
  return { x: x * by, y: y * by, w: w * by, h: h * by }
}
