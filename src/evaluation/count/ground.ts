import { containsPoint, type Rect } from '../../geometry/rect'
import { checkedFor, type CheckedGround } from '../../tiles/checkedGround'
import {
  fieldAt,
  isChecked,
  stratumOf,
  uncoveredShare,
  fieldRect,
  strataNames,
  type FieldSample,
} from '../../tiles/fieldSample'
import { GroundIndex, type SeenGround } from '../../tiles/learnedGround'
import { takeDetections } from '../../found/order'
import { detectionRect, type Detections } from '../../found/detections'
import { matchObjects, takeTruth, truthRect, type Truth } from '../match'
import type { Cell, Stratum, Survey } from './estimate'

/** One image to be counted: classes are places in the project's, detections those at the threshold, all over the image. */
export interface CountedGround extends CheckedGround {
  readonly width: number
  readonly height: number
  readonly truth: Truth
  readonly detections: Detections
  /** What trainings saw of it; absent: not known. */
  readonly seen?: readonly SeenGround[] | undefined
  readonly sample?: FieldSample | undefined
  /** Where objects are counted; absent: not here, it only tells how right the run is. */
  readonly region?: Rect | undefined
}

type Outcome = 'hits' | 'alarms' | 'misses'
interface Point {
  readonly class: number
  readonly outcome: Outcome
  readonly x: number
  readonly y: number
}

/** What the checked ground of an image says, object by object; a hit lies where its object does. */
function outcomesOf({ truth, detections, checked }: CountedGround): Point[] {
  const inside = (r: Rect) => checked.some((area) => containsPoint(area, r.x + r.w / 2, r.y + r.h / 2))
  const objects = numbersWhere(truth.class.length, (i) => inside(truthRect(truth, i)))
  const found = numbersWhere(detections.score.length, (i) => inside(detectionRect(detections, i)))
  const own = takeTruth(truth, objects)
  const there = takeDetections(detections, found)
  const hits = matchObjects(own, there, { kind: 'centre' })
  const hit = new Set(hits)
  const point = (rect: Rect, c: number, outcome: Outcome): Point => ({
    ...{ class: c, outcome },
    ...{ x: rect.x + rect.w / 2, y: rect.y + rect.h / 2 },
  })
  return [
    ...Array.from(own.class, (c, i) => point(truthRect(own, i), c, hit.has(i) ? 'hits' : 'misses')),
    ...numbersWhere(there.class.length, (i) => (hits[i] as number) < 0).map((i) =>
      point(detectionRect(there, i), there.class[i] as number, 'alarms'),
    ),
  ]
}

function numbersWhere(count: number, holds: (i: number) => boolean): number[] {
  const numbers: number[] = []
  for (let i = 0; i < count; i++) if (holds(i)) numbers.push(i)
  return numbers
}

/** Sums up outcomes by class and by a name of a cell. */
class Cells {
  private readonly cells = new Map<string, { class: number } & { -readonly [K in keyof Cell]: Cell[K] }>()

  add(point: Point, cell: string, stratum: number): void {
    const key = `${point.class} ${cell}`
    const known = this.cells.get(key) ?? { class: point.class, stratum, hits: 0, alarms: 0, misses: 0 }
    this.cells.set(key, known)
    known[point.outcome]++
  }

  of(number: number): Cell[] {
    return [...this.cells.values()].filter((cell) => cell.class === number)
  }
}

/** What is counted of each class, as `estimateCount` takes it. */
export interface Surveys {
  /** On the ground that was checked for a class. */
  for(classNumber: number): Surveys
  of(classNumber: number): Survey
  readonly drawn: boolean
  /** Fields that were drawn and checked. */
  readonly fields: number
  readonly strata: readonly Stratum[]
  /** All of the counted ground is checked. */
  readonly whole: boolean
  /** Where only some images have fields enough: what these say of themselves, beside what is said of the others. */
  readonly beside?: Surveys | undefined
}

/** Fewer checked fields than this say too little by themselves. */
const enoughFields = 5
/** Cells of checked ground that was not drawn: so many of them, each at least so many times as large as an object. */
const [wantedCells, cellInObjects] = [400, 8]

/**
 * An image with unchecked ground is counted by the fields that were drawn on it where enough are checked; otherwise by all
 * checked ground that the run has not learned from, in cells.
 */
export function surveysOf(images: readonly CountedGround[], objectSide: number): Surveys {
  const own = new Map<number, Surveys>()
  const parted = images.some(({ partly = [] }) => partly.length > 0)
  const surveys: Surveys = {
    ...surveysOn(images, objectSide),
    for(c) {
      if (!parted) return surveys
      const known = own.get(c) ?? ownSurveys(c)
      own.set(c, known)
      return known
    },
  }
  const ownSurveys = (c: number): Surveys => {
    const ground = images.map((image) => ({ ...image, checked: checkedFor(image, c) }))
    return { ...surveysOn(ground, objectSide), for: (other) => surveys.for(other) }
  }
  return surveys
}

type OwnSurveys = Omit<Surveys, 'for'>

function surveysOn(images: readonly CountedGround[], objectSide: number): OwnSurveys {
  const open = images.filter(isOpen)
  const drawn = open.filter((image) => checkedFields(image).length >= enoughFields)
  const of = (counted: (image: CountedGround) => boolean, byFields: boolean) => {
    const ground = images.map((image) => (counted(image) ? image : { ...image, region: undefined }))
    return surveysBy(byFields, ground, objectSide)
  }
  if (drawn.length === open.length || drawn.length === 0)
    return surveysBy(drawn.length > 0, images, objectSide)
  const fields = of((image) => drawn.includes(image), true)
  const beside: Surveys = { ...fields, for: () => beside }
  return { ...of((image) => !drawn.includes(image), false), beside }
}

/** It is counted, and some of it is not checked. */
const isOpen = ({ region, checked }: CountedGround) =>
  region !== undefined && uncoveredShare(region, checked) > 0

function surveysBy(drawn: boolean, images: readonly CountedGround[], objectSide: number): OwnSurveys {
  const counted = images.filter(({ region }) => region !== undefined)
  const open = counted.filter(isOpen)
  const cells = new Cells()
  const parts = drawn ? open.map(strataOf) : []
  const strata = drawn ? parts.flatMap((part) => part.strata) : [{ checked: 0, rest: 0 }]
  if (drawn) open.forEach((image, i) => addFields(image, i * strataNames.length, parts[i] as Parted, cells))
  else addCells(images, objectSide, cells)
  const counts = tally(counted, open, drawn ? parts : undefined, strata.length)
  const of = (c: number): Survey => ({
    ...{ cells: cells.of(c), drawn, known: counts.known(c), marked: counts.marked(c) },
    strata: strata.map((stratum, s) => ({ ...stratum, detections: counts.detections(c, s) })),
  })
  const fields = drawn ? open.reduce((n, image) => n + checkedFields(image).length, 0) : 0
  return { of, drawn, fields, strata: strata.map((s) => ({ ...s, detections: 0 })), whole: open.length === 0 }
}

function checkedFields(image: CountedGround): number[] {
  const { sample, checked } = image
  return sample ? sample.drawn.filter((number) => isChecked(sample, number, image, checked)) : []
}

interface Parted {
  readonly strata: readonly { readonly checked: number; readonly rest: number }[]
  /** Where the fields of a stratum count: one of which none is checked goes with a neighbour. */
  readonly goesWith: readonly number[]
}

function strataOf(image: CountedGround): Parted {
  const { checked, region = { x: 0, y: 0, w: 0, h: 0 } } = image
  const sample = image.sample as FieldSample
  const done = checkedFields(image)
  const count = strataNames.map((_, s) => done.filter((number) => stratumOf(sample, number) === s).length)
  const withAny = [...count.keys()].filter((s) => (count[s] as number) > 0)
  const goesWith = count.map((n, s) =>
    n > 0 ? s : (withAny.reduce((a, b) => (Math.abs(b - s) < Math.abs(a - s) ? b : a)) ?? s),
  )
  const rest = strataNames.map(() => 0)
  for (let number = 0; number < sample.strata.length; number++) {
    const field = fieldRect(sample, number, image)
    const there = shareIn(field, region, checked)
    const to = goesWith[stratumOf(sample, number) ?? strataNames.length - 1] as number
    rest[to] = (rest[to] as number) + there
  }
  return { strata: count.map((n, s) => ({ checked: n, rest: rest[s] as number })), goesWith }
}

/** 0..1: how much of a field lies in the region and is not checked. */
function shareIn(field: Rect, region: Rect, checked: readonly Rect[]): number {
  const [x, y] = [Math.max(field.x, region.x), Math.max(field.y, region.y)]
  const w = Math.min(field.x + field.w, region.x + region.w) - x
  const h = Math.min(field.y + field.h, region.y + region.h) - y
  if (!(w > 0 && h > 0)) return 0
  return (uncoveredShare({ x, y, w, h }, checked) * w * h) / (field.w * field.h)
}

function addFields(image: CountedGround, offset: number, { goesWith }: Parted, cells: Cells): void {
  const sample = image.sample as FieldSample
  const done = new Set(checkedFields(image))
  // What was checked for this class alone may have been learned from before the field was drawn.
  const learned = (image.partly?.length ?? 0) > 0 && image.seen ? new GroundIndex(image.seen) : undefined
  for (const point of outcomesOf(image)) {
    const number = fieldAt(sample, point.x, point.y)
    const stratum = stratumOf(sample, number)
    const before = sample.before.some((area) => containsPoint(area, point.x, point.y))
    const early = before || learned?.has(point.x, point.y)
    if (stratum !== undefined && done.has(number) && !early)
      cells.add(point, `${offset} ${number}`, offset + (goesWith[stratum] as number))
  }
}

function addCells(images: readonly CountedGround[], objectSide: number, cells: Cells): void {
  const area = images.reduce((sum, { checked }) => sum + checked.reduce((n, { w, h }) => n + w * h, 0), 0)
  const side = Math.max(1, cellInObjects * objectSide, Math.sqrt(area / wantedCells))
  images.forEach((image, i) => {
    if (!image.seen || image.checked.length === 0) return
    const learned = new GroundIndex(image.seen)
    for (const point of outcomesOf(image))
      if (!learned.has(point.x, point.y))
        cells.add(point, `${i} ${Math.floor(point.x / side)} ${Math.floor(point.y / side)}`, 0)
  })
}

/** Objects on checked ground and beside it, and detections beside it by stratum, each by class. */
function tally(
  counted: readonly CountedGround[],
  open: readonly CountedGround[],
  parts: readonly Parted[] | undefined,
  strata: number,
) {
  const [known, marked] = [new Map<number, number>(), new Map<number, number>()]
  const detections = Array.from({ length: strata }, () => new Map<number, number>())
  const add = (to: Map<number, number>, c: number) => to.set(c, (to.get(c) ?? 0) + 1)
  for (const image of counted) {
    const { truth, checked, region = { x: 0, y: 0, w: 0, h: 0 }, detections: found } = image
    const place = (r: Rect) => {
      const [x, y] = [r.x + r.w / 2, r.y + r.h / 2]
      if (!containsPoint(region, x, y)) return undefined
      return { x, y, checked: checked.some((area) => containsPoint(area, x, y)) }
    }
    truth.class.forEach((c, i) => {
      const at = place(truthRect(truth, i))
      if (at) add(at.checked ? known : marked, c)
    })
    const part = open.indexOf(image)
    found.class.forEach((c, i) => {
      const at = place(detectionRect(found, i))
      if (!at || at.checked) return
      add(detections[parts ? stratumAt(image, part, parts, at) : 0] as Map<number, number>, c)
    })
  }
  return {
    known: (c: number) => known.get(c) ?? 0,
    marked: (c: number) => marked.get(c) ?? 0,
    detections: (c: number, s: number) => detections[s]?.get(c) ?? 0,
  }
}

function stratumAt(
  { sample }: CountedGround,
  part: number,
  parts: readonly Parted[],
  { x, y }: { x: number; y: number },
): number {
  const own = sample && stratumOf(sample, fieldAt(sample, x, y))
  return part * strataNames.length + (parts[part]?.goesWith[own ?? strataNames.length - 1] ?? 0)
}
