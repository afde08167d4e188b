import { Random } from '../../base/random'
import { binomialDraw, gammaDraw, poissonDraw } from './draws'

/** One cell of checked ground that was not learned from, of one class; cells without anything may be left out. */
export interface Cell {
  readonly stratum: number
  readonly hits: number
  readonly alarms: number
  readonly misses: number
}

/** A part of the ground whose cells are alike. */
export interface Stratum {
  /** Checked cells, those without anything included. */
  readonly checked: number
  /** Cells that nobody has checked; parts of cells count as such. */
  readonly rest: number
  /** Detections in them. */
  readonly detections: number
}

export interface Survey {
  readonly cells: readonly Cell[]
  readonly strata: readonly Stratum[]
  /** The cells were drawn at random, from each stratum as many as it says. */
  readonly drawn: boolean
  /** Objects on checked ground: nobody need estimate them. */
  readonly known: number
  /** Objects that are marked elsewhere: fewer cannot be there. */
  readonly marked: number
}

export interface CountEstimate {
  readonly count: number
  /** Bounds of the 95 % interval. */
  readonly low: number
  readonly high: number
}

const draws = 2000
/** Jeffreys' prior of a share adds half an object to either side (Brown, Cai and DasGupta, Statistical Science 16, 2001). */
const prior = 0.5
/** From this many detections on a stratum has a precision of its own. */
const ownPrecision = 10

/**
 * How many objects there are, from detections and from checked cells.
 *
 * Elsewhere than on checked ground, objects = detections × precision + misses. Precision is that on the checked cells. Cells
 * drawn at random say how many are missed a cell (Horvitz–Thompson estimate by strata); on other checked ground misses are
 * taken to go with what is found, by recall, which is the ratio estimate detections × precision / recall.
 * Interval: percentiles over 2,000 draws of the Bayesian bootstrap over cells (Rubin, Annals of Statistics 9, 1981) with
 * Jeffreys' half an object beside what was seen, so that no false alarm and no miss on few cells is not taken for never,
 * and of what the unchecked cells then hold.
 */
export function estimateCount(survey: Survey, seed = 1): CountEstimate {
  return estimateSum([survey], seed)
}

/** The same of ground that was surveyed in several ways: counts add up, and so does each draw. */
export function estimateSum(surveys: readonly Survey[], seed = 1): CountEstimate {
  const random = new Random(seed)
  const parts = surveys.map((survey) => estimatorOf(survey, random))
  const sum = (of: (part: Estimator) => number) => parts.reduce((total, part) => total + of(part), 0)
  const values = Float64Array.from({ length: draws }, () => sum(({ draw }) => draw())).sort()
  const count = sum(({ expected }) => expected)
  const at = (share: number) => values[Math.round(share * (draws - 1))] as number
  return { count, low: Math.min(count, at(0.025)), high: Math.max(count, at(0.975)) }
}

interface Estimator {
  readonly expected: number
  /** How many there may be as well. */
  readonly draw: () => number
}

function estimatorOf(survey: Survey, random: Random): Estimator {
  const { known, marked, drawn } = survey
  const totals = sums(survey.cells, survey.strata.length)
  const floor = known + marked
  const expected = drawn ? expectedByCells(survey, totals) : expectedByRecall(survey, totals)
  const spread = spreadOf(survey, totals)
  const draw = () => {
    const seen = resample(survey, random)
    const rest = drawn
      ? drawByCells(survey, seen, spread, random)
      : drawByRecall(survey, seen, spread, random)
    return Math.max(floor, known + rest)
  }
  return { expected: Math.max(floor, known + expected), draw }
}

interface Sums {
  hits: number
  alarms: number
  misses: number
}

function sums(cells: readonly Cell[], strata: number): Sums[] {
  const totals = Array.from({ length: strata }, () => ({ hits: 0, alarms: 0, misses: 0 }))
  for (const { stratum, hits, alarms, misses } of cells) {
    const to = totals[stratum] as Sums
    to.hits += hits
    to.alarms += alarms
    to.misses += misses
  }
  return totals
}

const pooled = (totals: readonly Sums[]): Sums =>
  totals.reduce(
    (a, b) => ({ hits: a.hits + b.hits, alarms: a.alarms + b.alarms, misses: a.misses + b.misses }),
    { hits: 0, alarms: 0, misses: 0 },
  )

/** A share of nothing is unknown, and taken for one half. */
function share(part: number, other: number): number {
  return part + other > 0 ? part / (part + other) : 0.5
}

/** Of stratum s, where it has enough, else of all together. */
function precisionOf(totals: readonly Sums[], s: number): number {
  const own = totals[s] as Sums
  const from = own.hits + own.alarms >= ownPrecision ? own : pooled(totals)
  return share(from.hits, from.alarms)
}

function expectedByCells({ strata }: Survey, totals: readonly Sums[]): number {
  return strata.reduce((sum, { checked, rest, detections }, s) => {
    const missed = checked > 0 ? ((totals[s] as Sums).misses / checked) * rest : 0
    return sum + detections * precisionOf(totals, s) + missed
  }, 0)
}

function expectedByRecall({ strata }: Survey, totals: readonly Sums[]): number {
  const { hits, alarms, misses } = pooled(totals)
  const detections = strata.reduce((sum, each) => sum + each.detections, 0)
  const recall = hits > 0 ? share(hits, misses) : share(prior, misses + prior)
  return (detections * share(hits, alarms)) / recall
}

interface Seen extends Sums {
  /** Cells, by their weights. */
  cells: number
}

/**
 * Shape of the gamma that weighs n cells. Weights of shape 1 are those of Rubin's bootstrap, whose variance is too small by
 * (n − 2) / n, and a normal's quantiles are narrower than Student's by some 2.4 / n of the variance: both matter for few cells.
 */
function shapeOf(cells: number): number {
  return Math.max(0.2, 1 - 4.4 / Math.max(1, cells))
}

/** One draw of what cells like the checked ones hold in the mean; half an object is added to each count of all together. */
function resample({ cells, strata }: Survey, random: Random): Seen[] {
  const seen = strata.map((): Seen => ({ hits: 0, alarms: 0, misses: 0, cells: 0 }))
  const filled = strata.map(() => 0)
  const shapes = strata.map(({ checked }) => shapeOf(checked > 0 ? checked : cells.length))
  for (const { stratum, hits, alarms, misses } of cells) {
    const to = seen[stratum] as Seen
    const weight = gammaDraw(random, shapes[stratum] as number) / (shapes[stratum] as number)
    to.hits += weight * hits
    to.alarms += weight * alarms
    to.misses += weight * misses
    to.cells += weight
    filled[stratum] = (filled[stratum] as number) + 1
  }
  strata.forEach(({ checked }, s) => {
    const to = seen[s] as Seen
    to.cells += gammaDraw(random, checked - (filled[s] as number))
    // A rate of misses is a Poisson's: its Jeffreys prior is half an object, too.
    to.misses += gammaDraw(random, prior)
    to.hits += gammaDraw(random, prior)
    to.alarms += gammaDraw(random, prior)
  })
  return seen
}

function drawByCells({ strata }: Survey, seen: readonly Seen[], spread: Spread, random: Random): number {
  return strata.reduce((sum, { rest, detections }, s) => {
    const { misses, cells } = seen[s] as Seen
    const missed = cells > 0 ? (misses / cells) * rest : 0
    const hits = drawHits(detections, precisionOf(seen, s), spread.precision, random)
    return sum + hits + spread.misses * poissonDraw(random, missed / spread.misses)
  }, 0)
}

function drawByRecall({ strata }: Survey, seen: readonly Seen[], spread: Spread, random: Random): number {
  const { hits, alarms, misses } = pooled(seen)
  const detections = strata.reduce((sum, each) => sum + each.detections, 0)
  const found = drawHits(detections, share(hits, alarms), spread.precision, random)
  const recall = share(hits, misses)
  // Misses beside so many that are found: a negative binomial, that is a Poisson whose mean is a gamma.
  const mean = (gammaDraw(random, (found + prior) / spread.misses) * spread.misses * (1 - recall)) / recall
  return found + spread.misses * poissonDraw(random, mean / spread.misses)
}

function drawHits(detections: number, precision: number, spread: number, random: Random): number {
  return Math.min(detections, spread * binomialDraw(random, Math.round(detections / spread), precision))
}

/** By how much cells differ more than chance alone would have it (1: not at all): objects come and are missed in groups. */
interface Spread {
  readonly precision: number
  readonly misses: number
}

function spreadOf({ cells, strata, drawn }: Survey, totals: readonly Sums[]): Spread {
  const all = pooled(totals)
  const [precision, recall] = [share(all.hits, all.alarms), share(all.hits, all.misses)]
  const checked = strata.reduce((sum, each) => sum + each.checked, 0)
  let [rightness, missing] = [0, 0]
  for (const { hits, alarms, misses } of cells) {
    rightness += (hits - precision * (hits + alarms)) ** 2
    missing += drawn ? misses ** 2 : (misses - (1 - recall) * (hits + misses)) ** 2
  }
  const variance = (all.hits + all.alarms) * precision * (1 - precision)
  const chance = drawn ? all.misses : (all.hits + all.misses) * recall * (1 - recall)
  const mean = drawn ? all.misses ** 2 / Math.max(1, checked) : 0
  return {
    precision: variance > 0 ? Math.max(1, rightness / variance) : 1,
    misses: chance > 0 ? Math.max(1, (missing - mean) / chance) : 1,
  }
}
