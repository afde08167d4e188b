import { acceptDetection } from '../../src/document/commands/acceptDetection'
import { rejectDetection } from '../../src/document/commands/rejectDetection'
import type { ClassRecord } from '../../src/document/records'
import type { Rect } from '../../src/geometry/rect'
import { detectionRect } from '../../src/prediction/prediction'
import type { Host } from './host'
import type { PredictStep } from './predictStep.svelte'
import { byDoubt, classOfNumber, foundOf, inTurn, undecided } from './reviewQueue'
import type { ReviewPart } from './reviewQueue'

export interface ReviewItem {
  /** Number of the detection. */
  readonly number: number
  readonly rect: Rect
  readonly score: number
  readonly class: ClassRecord | undefined
}

/** The queue of detections that wait for a person, the most doubtful first. */
export class ReviewStep {
  part = $state<ReviewPart>('all')
  /** Decided in this sitting. */
  accepted = $state(0)
  rejected = $state(0)
  private waiting = $state.raw<Int32Array | null>(null)
  private skipped = $state.raw<ReadonlySet<number>>(new Set())
  private wanted = $state<number | null>(null)
  private search: AbortController | undefined
  private searched: { prediction: unknown; revision: number } | undefined

  private readonly ordered = $derived.by(() => {
    const prediction = this.predict.prediction
    if (!this.waiting || !prediction) return null
    return byDoubt(this.waiting, prediction.detections.score, this.host.overlay.threshold, this.part)
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
    const { waiting } = this
    const score = this.predict.prediction?.detections.score
    return waiting && score ? foundOf(waiting, score, this.host.overlay.threshold) : undefined
  }

  item(number: number): ReviewItem | undefined {
    const prediction = this.predict.prediction
    if (!prediction) return undefined
    const { detections, info } = prediction
    return {
      number,
      rect: detectionRect(detections, number),
      score: detections.score[number] ?? 0,
      class: classOfNumber(detections.class[number] ?? 0, info.classNames, this.host.project?.classes ?? []),
    }
  }

  /** Finds out anew what is undecided, after the prediction or the document changed. */
  async refresh(): Promise<void> {
    const { predict, host } = this
    const prediction = predict.prediction
    const { revision } = host.document
    if (this.searched?.prediction === prediction && this.searched.revision === revision) return
    if (this.searched?.prediction !== prediction) this.begin()
    this.searched = { prediction, revision }
    this.search?.abort()
    if (!prediction) return
    const search = (this.search = new AbortController())
    const classes = host.project?.classes ?? []
    const byNumber = prediction.info.classNames.map((_, n) =>
      classOfNumber(n, prediction.info.classNames, classes),
    )
    try {
      const waiting = await undecided(
        {
          detections: prediction.detections,
          classOf: (number) => byNumber[number],
          objectsNear: (rect) =>
            host.document.search(rect).flatMap((id) => host.document.objects.get(id) ?? []),
          rejections: [...host.document.rejections.values()],
        },
        search.signal,
      )
      if (!search.signal.aborted) this.waiting = waiting
    } catch (error) {
      if (!search.signal.aborted) throw error
    }
  }

  /** Says yes to the current detection, as its own class or another. */
  accept(as?: ClassRecord): void {
    const item = this.current
    const image = this.host.image
    const own = as ?? item?.class
    if (!item || !image || !own) return
    this.settle(item.number)
    this.accepted++
    this.host.document.apply(
      acceptDetection(this.host.document.newId(), image.id, own.id, item.rect, item.score),
    )
  }

  /** Says no: a hard negative for the next dataset. */
  reject(): void {
    const item = this.current
    const image = this.host.image
    const run = this.predict.prediction?.info.run
    const classId = item?.class?.id ?? this.host.project?.classes[0]?.id
    if (!item || !image || run === undefined || classId === undefined) return
    this.settle(item.number)
    this.rejected++
    const { document } = this.host
    document.apply(
      rejectDetection({ id: document.newId(), image: image.id, class: classId, rect: item.rect, run }),
    )
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
  }

  private settle(number: number): void {
    this.wanted = null
    this.waiting = this.waiting?.filter((i) => i !== number) ?? null
  }

  private begin(): void {
    this.waiting = null
    this.skipped = new Set()
    this.wanted = null
    this.accepted = this.rejected = 0
  }
}
