import { acceptAll, rejectAll } from '../../src/document/commands/answerAll'
import { acceptDetection } from '../../src/document/commands/acceptDetection'
import { rejectDetection } from '../../src/document/commands/rejectDetection'
import type { Change } from '../../src/document/edit'
import type { ClassRecord, ObjectRecord, Rejection, Shape } from '../../src/records/records'
import type { Rect } from '../../src/geometry/rect'
import { detectionRect, detectionShape } from '../../src/found/detections'
import { reaches, thresholdOf, type Threshold } from '../../src/found/threshold'
import { projectClasses } from '../../src/found/projectClasses'
import { t } from '../../src/messages/messages'
import { changedRects } from '../document/changedRects'
import type { DocumentChange } from '../document/openDocument.svelte'
import type { Host } from './host'
import type { PredictStep } from './predictStep.svelte'
import type { AnsweredShare } from '../../src/evaluation/answeredShare'
import { answeredThreshold } from '../../src/evaluation/answeredThreshold'
import { atRandom, waitingAtLeast, byDoubt, foundOf, inTurn, undecided, undecidedAfter } from './reviewQueue'
import {
  doubtfulAround,
  falseShareOf,
  lowestAsked,
  noAnswers,
  saidIn,
  type Answered,
} from './reviewThresholds'
import type { QueueInput, ReviewPart } from './reviewQueue'

export interface ReviewItem {
  /** Number of the detection. */
  readonly number: number
  readonly rect: Rect
  /** What it becomes when it is accepted: its outline, or its box. */
  readonly shape: Shape
  readonly score: number
  readonly class: ClassRecord | undefined
  /** Its class number. */
  readonly of: number
}

/** Rows of an edit beyond which a new search is quicker than a look around each. */
const maxRects = 200

/** The queue of detections that wait for a person, the most doubtful first. */
export class ReviewStep {
  part = $state<ReviewPart>('all')
  /** Rows that came of the answers of this sitting: undo takes them back, and redo brings them again. */
  private answers = $state.raw(noAnswers)
  /** Those that nobody took back. */
  private readonly standing = $derived.by(() => {
    const { document } = this.host
    void document.revision
    return {
      yes: this.answers.yes.filter(({ id }) => document.objects.has(id)),
      no: this.answers.no.filter(({ id }) => document.rejections.has(id)),
    }
  })
  /** Decided in this sitting. */
  readonly accepted = $derived(this.standing.yes.length)
  readonly rejected = $derived(this.standing.no.length)
  /** This sitting's answers in the shown picture. */
  private readonly said = $derived.by(() => saidIn(this.standing))
  /** The threshold that the answers suggest for the shown picture; undefined while they are too few, or it is one by class. */
  readonly suggested = $derived.by(() => {
    const { prediction, legend } = this.predict
    return prediction && !legend && typeof this.host.overlay.threshold === 'number'
      ? answeredThreshold(prediction.detections.score, this.said)
      : undefined
  })
  /** What the answers say of all that reaches `threshold` in the shown picture, or of that of one class number. */
  falseShare(threshold: number, of?: number): AnsweredShare | undefined {
    const found = this.predict.prediction?.detections
    return found && falseShareOf(found, this.said, threshold, of)
  }
  private waiting = $state.raw<Int32Array | null>(null)
  private skipped = $state.raw<ReadonlySet<number>>(new Set())
  private wanted = $state<number | null>(null)
  /** Asked for: also what has so low a score that it is hardly ever an object. */
  private lower = $state(false)
  private search: AbortController | undefined

  private readonly border = $derived.by(() => {
    const { threshold } = this.host.overlay
    const found = this.predict.prediction?.detections
    return found && this.part === 'all' ? doubtfulAround(threshold, found, this.said) : threshold
  })
  /** The lowest scores that are asked about. */
  readonly lowest = $derived.by(() =>
    this.lower ? 0 : lowestAsked(this.host.overlay.threshold, this.border),
  )
  /** How many wait below it. */
  readonly below = $derived.by(() => (this.waiting?.length ?? 0) - (this.reaching(this.lowest) ?? 0))
  private readonly ordered = $derived.by(() => {
    const prediction = this.predict.prediction
    if (!this.waiting || !prediction) return null
    const { detections } = prediction
    if (this.part === 'random') return atRandom(this.waiting, detections, this.host.overlay.threshold)
    return byDoubt(waitingAtLeast(this.waiting, detections, this.lowest), detections, this.border, this.part)
  })
  /** Still to decide, the current one first; null before it is known. */
  readonly queue = $derived(this.ordered && inTurn(this.ordered, this.skipped, this.wanted))
  readonly current = $derived.by(() => {
    const first = this.queue?.[0]
    return first === undefined ? undefined : this.item(first)
  })

  constructor(
    private readonly host: Host,
    private readonly predict: PredictStep,
  ) {}

  /** Detections of the shown picture at or above the threshold that nobody has decided. */
  get toReview(): number | undefined {
    // Tiles that have a class are no finds to decide on, one by one.
    return this.predict.legend ? 0 : this.reaching(this.host.overlay.threshold)
  }

  /** How many of those that wait reach a threshold; undefined before it is known. */
  private reaching(threshold: Threshold): number | undefined {
    const found = this.predict.prediction?.detections
    return this.waiting && found ? foundOf(this.waiting, found, threshold) : undefined
  }

  /** Numbers of the detections that nobody has decided, by falling score; null before they are known. */
  get undecided(): Int32Array | null {
    return this.waiting
  }

  item(number: number): ReviewItem | undefined {
    const prediction = this.predict.prediction
    if (!prediction) return undefined
    const { detections, info } = prediction
    const of = detections.class[number] ?? 0
    return {
      ...{ number, of },
      rect: detectionRect(detections, number),
      shape: detectionShape(detections, number),
      score: detections.score[number] ?? 0,
      class: projectClasses(info, this.host.project?.classes ?? [])[of],
    }
  }

  /** Finds out anew what is undecided, after another prediction or image came into sight. */
  async refresh(): Promise<void> {
    this.search?.abort()
    this.waiting = null
    this.skipped = new Set()
    this.wanted = null
    this.lower = false
    this.answers = noAnswers
    await this.findWaiting()
  }

  /** Keeps up with the document: one edit costs a look around it, not a new search. */
  changed(change: DocumentChange): void {
    const input = this.input()
    const rects = change.kind === 'changes' ? changedRects(marksOf(change.changes)) : undefined
    if (!input || rects?.length === 0) return
    if (this.waiting && rects && rects.length <= maxRects)
      this.waiting = undecidedAfter(this.waiting, rects, input)
    else void this.findWaiting()
  }

  private async findWaiting(): Promise<void> {
    this.search?.abort()
    const search = (this.search = new AbortController())
    const input = this.input()
    if (!input) return
    try {
      this.waiting = await undecided(input, search.signal)
    } catch (error) {
      if (!search.signal.aborted) throw error
    }
  }

  private input(): QueueInput | undefined {
    const { predict, host } = this
    if (!predict.prediction) return undefined
    const { detections, info } = predict.prediction
    const { document, project } = host
    const byNumber = projectClasses(info, project?.classes ?? [])
    return {
      detections,
      classOf: (number) => byNumber[number],
      objectsNear: (rect) => document.search(rect).flatMap((id) => document.objects.get(id) ?? []),
      rejections: [...document.rejections.values()],
    }
  }

  /** Says yes to the current detection, as its own class or another. */
  accept(as?: ClassRecord): void {
    const item = this.current
    const image = this.host.image
    const own = as ?? item?.class
    if (!item || !image || !own) return
    this.settle(item.number)
    const { document } = this.host
    const id = document.newId()
    const { score, shape } = item
    const alike = own.id === item.class?.id
    this.answers = { ...this.answers, yes: [...this.answers.yes, { id, score, alike, of: item.of }] }
    document.apply(acceptDetection(id, image.id, { class: own.id, shape, score }))
  }

  /** Says no: a hard negative for the next dataset. */
  reject(): void {
    const item = this.current
    const image = this.host.image
    const run = this.predict.prediction?.info.run
    const classId = item?.class?.id ?? this.host.project?.classes[0]?.id
    if (!item || !image || run === undefined || classId === undefined) return
    this.settle(item.number)
    const { document } = this.host
    const id = document.newId()
    const no = { id, score: item.score, alike: true, of: item.of }
    this.answers = { ...this.answers, no: [...this.answers.no, no] }
    document.apply(rejectDetection({ id, image: image.id, class: classId, rect: item.rect, run }))
  }

  /** Says yes to several at once, one step for undo; returns those of no class. Not `seen`: looked at by nobody, they tell nothing of the others. */
  acceptAll(numbers: readonly number[], as?: ClassRecord, seen = true): number[] {
    const { document, image } = this.host
    if (!image) return [...numbers]
    const left: number[] = []
    const yes: Answered[] = []
    const objects = numbers.flatMap((number): ObjectRecord[] => {
      const item = this.item(number)
      const own = as ?? item?.class
      if (!item || !own) return (left.push(number), [])
      const { shape, score } = item
      const id = document.newId()
      yes.push({ id, score, alike: own.id === item.class?.id, of: item.of })
      return [{ id, image: image.id, class: own.id, shape, origin: 'model', score }]
    })
    if (objects.length === 0) return left
    const stay = new Set(left)
    this.settleAll(numbers.filter((number) => !stay.has(number)))
    if (seen) this.answers = { ...this.answers, yes: [...this.answers.yes, ...yes] }
    document.apply(acceptAll(objects, t.numbers.detections(objects.length), as?.name))
    return left
  }

  /** Says no to several at once; one step for undo. */
  rejectAll(numbers: readonly number[]): void {
    const { document, image, project } = this.host
    const run = this.predict.prediction?.info.run
    if (!image || run === undefined) return
    const no: Answered[] = []
    const rows = numbers.flatMap((number): Rejection[] => {
      const item = this.item(number)
      const classId = item?.class?.id ?? project?.classes[0]?.id
      if (!item || classId === undefined) return []
      const id = document.newId()
      no.push({ id, score: item.score, alike: true, of: item.of })
      return [{ id, image: image.id, class: classId, rect: item.rect, run }]
    })
    if (rows.length === 0) return
    this.settleAll(numbers)
    this.answers = { ...this.answers, no: [...this.answers.no, ...no] }
    document.apply(rejectAll(rows, t.numbers.detections(rows.length)))
  }

  /** Puts the current detection behind the others; after the last one the round begins again. */
  skip(): void {
    const first = this.current?.number
    const { queue, skipped } = this
    if (first === undefined || !queue) return
    this.wanted = null
    const next = new Set(skipped).add(first)
    this.skipped = queue.every((i) => next.has(i)) ? new Set([first]) : next
  }

  /** Takes a detection to the front, because the person clicked on it. */
  goTo(number: number): void {
    this.wanted = number
    const { score, class: classes } = this.predict.prediction?.detections ?? {}
    if (score && classes && !reaches(score[number] ?? 0, thresholdOf(this.lowest, classes[number] ?? 0)))
      this.lower = true
  }

  /** Asks about those of the lowest scores, too. */
  askLower(): void {
    this.lower = true
  }

  private settle(number: number): void {
    this.settleAll([number])
  }

  private settleAll(numbers: readonly number[]): void {
    const gone = new Set(numbers)
    this.wanted = null
    this.waiting = this.waiting?.filter((i) => !gone.has(i)) ?? null
  }
}

/** What a detection can lie on: checked areas decide nothing. */
function marksOf(changes: readonly Change[]): Change[] {
  return changes.filter(({ table }) => table !== 'checked')
}
