import { likeliest } from '../found/classifier'
import { fallingOrder } from '../found/order'
import { asNamed, reaches, thresholdOf, type Threshold } from '../found/threshold'
import type { Evaluation, Scores } from './evaluation'
import {
  areaUnderRoc,
  averagePrecision,
  bestThreshold,
  scoresAt,
  sumCounts,
  type Counts,
  type Ranking,
} from './scores'

/** From which probability on a tile counts as of the one class that it has. */
const half = 0.5
/** Probabilities are cut off here before their logarithm is taken: the distance of 1 from the next number in f32. */
const smallest = 2 ** -23
/** The right class is among so many of the likeliest. */
const top = 5

/** What is said of a classification beside precision and recall; defined as scikit-learn defines it. */
export interface ClassificationFigures {
  /** Share of the tiles whose likeliest class is the right one; with several labels, share of right answers over all classes. */
  readonly accuracy: number
  /** Share of the tiles whose right class is among the five likeliest; absent with several labels. */
  readonly top5?: number | undefined
  /** Area under the ROC curve: mean over the classes, each against all others. Null where no class is both there and not. */
  readonly auc: number | null
  /** Mean cross-entropy a tile, natural logarithm; with several labels, the mean over the classes, too. */
  readonly logLoss: number
  /**
   * One label: [class][said class], numbers of tiles. Several: for each class
   * [[rightly not there, false alarms], [missed, found]].
   */
  readonly confusion: readonly (readonly number[])[] | readonly (readonly (readonly number[])[])[]
}

export interface ClassificationEvaluation extends Evaluation, ClassificationFigures {}

/** N tiles, each with the probability and the truth of K classes. */
interface Rows {
  /** f32 [N, K] */
  readonly scores: Float32Array
  /** u8 [N, K], 0 or 1 */
  readonly truth: Uint8Array
}

/** Gathers probabilities and labels batch by batch, and judges them: 5 bytes a tile and class. */
export class ClassificationRows {
  private scores = new Float32Array(1024)
  private truth = new Uint8Array(1024)
  private used = 0

  constructor(
    private readonly classNames: readonly string[],
    private readonly several: boolean,
  ) {}

  get length(): number {
    return this.used / this.classNames.length
  }

  /** probabilities: f32 [n, classes]; labels: 0 or 1 [n, classes], exactly one 1 a row unless there may be several. */
  add(probabilities: Float32Array, labels: Uint8Array): void {
    const to = this.used + probabilities.length
    if (to > this.scores.length) {
      const room = Math.max(to, 2 * this.scores.length)
      const [scores, truth] = [new Float32Array(room), new Uint8Array(room)]
      scores.set(this.scores.subarray(0, this.used))
      truth.set(this.truth.subarray(0, this.used))
      ;[this.scores, this.truth] = [scores, truth]
    }
    this.scores.set(probabilities, this.used)
    this.truth.set(labels, this.used)
    this.used = to
  }

  /** `threshold`: from which probability on a class is said to be there, with several labels; absent: the one of the best F1. */
  evaluate(threshold?: Threshold): ClassificationEvaluation {
    const rows = { scores: this.scores.subarray(0, this.used), truth: this.truth.subarray(0, this.used) }
    return this.several
      ? evaluateSeveral(rows, this.classNames, threshold)
      : evaluateOne(rows, this.classNames)
  }
}

function evaluateOne(rows: Rows, classNames: readonly string[]): ClassificationEvaluation {
  const { scores, truth } = rows
  const classes = classNames.length
  const count = scores.length / classes
  const said = Int32Array.from({ length: count }, (_, row) => likeliest(scores, classes, row))
  const right = Int32Array.from({ length: count }, (_, row) => likeliestLabel(truth, classes, row))
  const confusion = classNames.map(() => new Array<number>(classes).fill(0))
  let [hits, among, entropy] = [0, 0, 0]
  for (let row = 0; row < count; row++) {
    const [c, s] = [right[row] as number, said[row] as number]
    const line = confusion[c] as number[]
    line[s] = (line[s] as number) + 1
    hits += Number(c === s)
    among += Number(rankOf(scores, classes, row, c) < top)
    entropy -= logOf(scores[row * classes + c] as number)
  }
  // The likeliest counts, however likely it is.
  const decided = (row: number, c: number) => said[row] === c
  const share = (value: number) => (count > 0 ? value / count : 0)
  return {
    ...judge(rows, classNames, { threshold: half, decisive: 0 }, decided),
    accuracy: share(hits),
    top5: share(among),
    logLoss: share(entropy),
    confusion,
  }
}

function evaluateSeveral(
  rows: Rows,
  classNames: readonly string[],
  given: Threshold | undefined,
): ClassificationEvaluation {
  const { scores, truth } = rows
  const threshold = given ?? bestThreshold(rankingOf(rows, classNames.length))
  const confusion = classNames.map((_, c) => {
    const table: [[number, number], [number, number]] = [
      [0, 0],
      [0, 0],
    ]
    for (let i = c; i < scores.length; i += classNames.length)
      table[truth[i] as 0 | 1][Number(reaches(scores[i] as number, thresholdOf(threshold, c))) as 0 | 1]++
    return table
  })
  let [right, entropy] = [0, 0]
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number
    right += Number(reaches(score, thresholdOf(threshold, i % classNames.length)) === (truth[i] === 1))
    entropy -= logOf(truth[i] === 1 ? score : 1 - score)
  }
  const share = (value: number) => (scores.length > 0 ? value / scores.length : 0)
  return {
    ...judge(rows, classNames, { threshold, decisive: threshold }, () => true),
    accuracy: share(right),
    logLoss: share(entropy),
    confusion,
  }
}

/** Precision, recall and what goes with them, over all classes and of each; only what is `decided` counts as found. */
function judge(
  rows: Rows,
  classNames: readonly string[],
  { threshold, decisive }: { readonly threshold: Threshold; readonly decisive: Threshold },
  decided: (row: number, c: number) => boolean,
): Evaluation & Pick<ClassificationFigures, 'auc'> {
  const classes = classNames.length
  const rankings = classNames.map((_, c) => rankingOf(rows, classes, c))
  const all = rankingOf(rows, classes)
  const counts: Counts[] = []
  const each = classNames.map((name, c): Scores & { name: string } => {
    const ranking = rankings[c] as Ranking
    const own = scoresAt(rankingOf(rows, classes, c, decided), thresholdOf(decisive, c))
    counts.push(own)
    const { precision, recall, f1 } = own
    const said = { ap: averagePrecision(ranking), threshold: thresholdOf(threshold, c) }
    return { name, precision, recall, f1, ...said, objects: ranking.objects }
  })
  const areas = rankings.map(areaUnderRoc).filter((value) => value !== undefined)
  return {
    ...{ ...sumCounts(counts), ap: averagePrecision(all), ...asNamed(threshold, classNames) },
    objects: all.objects,
    classes: each,
    auc: areas.length > 0 ? areas.reduce((sum, value) => sum + value, 0) / areas.length : null,
  }
}

/** Each label of a class, or of all of them, as something to be found; `objects` counts what is not decided, too. */
function rankingOf(
  { scores, truth }: Rows,
  classes: number,
  only?: number,
  decided?: (row: number, c: number) => boolean,
): Ranking {
  const [first, step] = only === undefined ? [0, 1] : [only, classes]
  const places = new Uint32Array(scores.length / step)
  let [kept, objects] = [0, 0]
  for (let i = first; i < scores.length; i += step) {
    objects += truth[i] as number
    if (!decided || decided(Math.floor(i / classes), i % classes)) places[kept++] = i
  }
  const score = Float32Array.from(places.subarray(0, kept), (i) => scores[i] as number)
  const order = fallingOrder(score)
  return {
    score: Float32Array.from(order, (at) => score[at] as number),
    hit: Uint8Array.from(order, (at) => truth[places[at] as number] as number),
    objects,
  }
}

function likeliestLabel(truth: Uint8Array, classes: number, row: number): number {
  return truth.subarray(row * classes, (row + 1) * classes).indexOf(1)
}

/** How many classes count as likelier than class c; of equals the later ones come first, as in scikit-learn. */
function rankOf(scores: Float32Array, classes: number, row: number, c: number): number {
  const own = scores[row * classes + c] as number
  let rank = 0
  for (let other = 0; other < classes; other++) {
    const score = scores[row * classes + other] as number
    if (score > own || (score === own && other > c)) rank++
  }
  return rank
}

function logOf(probability: number): number {
  return Math.log(Math.min(1 - smallest, Math.max(smallest, probability)))
}
