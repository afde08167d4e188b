import { countsAt } from '../../src/found/threshold'
import { t } from '../../src/messages/messages'
import type { ClassRecord } from '../../src/records/records'
import type { Host } from './host'
import type { PredictStep } from './predictStep.svelte'
import type { ReviewStep } from './reviewStep.svelte'

/** The same each time: nothing is drawn anew where nothing is picked. */
const nobody: readonly number[] = []
const none = { of: null, numbers: new Set<number>() }

/** Detections of the picture that a person drew around, to answer them all at once. */
export class FoundLot {
  /** Numbers mean nothing in another prediction. */
  private picked = $state.raw<{ readonly of: unknown; readonly numbers: ReadonlySet<number> }>(none)
  /** Those of them that are still shown and wait for an answer, by falling score. */
  readonly numbers = $derived.by((): readonly number[] => {
    const { prediction, legend, partial } = this.predict
    const waiting = this.review.undecided
    // Tiles that have a class are no finds to decide on, and what a search has found so far has other numbers.
    if (!prediction || this.picked.of !== prediction || !waiting || legend || partial) return nobody
    const counts = countsAt(prediction.detections, this.host.overlay.threshold)
    return [...waiting].filter((number) => counts(number) && this.picked.numbers.has(number))
  })
  readonly shown = $derived<ReadonlySet<number>>(new Set(this.numbers))

  constructor(
    private readonly host: Host,
    private readonly review: ReviewStep,
    private readonly predict: PredictStep,
  ) {}

  /** `adds`: to those that were picked before. */
  pick(numbers: readonly number[], adds: boolean): void {
    this.keep(adds ? [...this.numbers, ...numbers] : numbers)
  }

  clear(): void {
    if (this.picked !== none) this.picked = none
  }

  accept(as?: ClassRecord): void {
    const { numbers } = this
    if (!as && numbers.every((number) => !this.review.item(number)?.class))
      return this.host.notices.say(t.actions.pressTheDigitOfIts)
    const left = this.review.acceptAll(numbers, as)
    // What has no class of this project waits for a digit, and stays picked.
    if (left.length > 0) {
      this.keep(left)
      this.host.notices.say(t.review.someHaveNoClass(t.numbers.detections(left.length)))
    } else this.clear()
  }

  reject(): void {
    this.review.rejectAll(this.numbers)
    this.clear()
  }

  private keep(numbers: readonly number[]): void {
    this.picked = numbers.length > 0 ? { of: this.predict.prediction, numbers: new Set(numbers) } : none
  }
}
