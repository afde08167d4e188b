import { countsAt } from '../../src/found/threshold'
import type { Rect } from '../../src/geometry/rect'
import { t } from '../../src/messages/messages'
import type { ClassRecord, Shape } from '../../src/records/records'
import type { Host } from './host'
import { cropOrder, expectedWrong, cropReach } from './cropOrder'
import type { CropSort, Expected } from './cropOrder'
import {
  afterAnswer,
  chosenOf,
  nonePicked,
  pick,
  pickEvery,
  pickPlaces,
  currentCropIndex,
} from './pickedCrops'
import type { Picked } from './pickedCrops'
import type { PredictStep } from './predictStep.svelte'
import type { ReviewStep } from './reviewStep.svelte'
import type { SimilarStep } from './similarStep.svelte'

/** One crop of the grid. */
export interface Crop {
  readonly key: number
  readonly rect: Rect
  /** What is drawn around: an outline, or the box. */
  readonly shape: Shape
  readonly class: ClassRecord | undefined
  /** Of a detection. */
  readonly score?: number | undefined
}

/** Crops side by side: places that look alike, or the detections of the shown prediction. */
export class Crops {
  mode = $state<'places' | 'detections' | null>(null)
  sort = $state<CropSort>('score')
  /** The side of a crop on the screen. */
  side = $state(96)
  /** Score from which all detections are accepted at one press. */
  from = $state(0.8)
  /** The grid has the focus: its keys count. */
  focused = $state(false)
  picked = $state.raw<Picked>(nonePicked)

  /** All detections in order; those that wait are among them. */
  private readonly ranked = $derived.by(() => {
    const { prediction } = this.predict
    return prediction && this.mode === 'detections' ? cropOrder(prediction.detections, this.sort) : null
  })
  /** Keys of the crops, as they stand in the grid. */
  readonly order = $derived.by((): Int32Array => {
    if (this.mode === 'places') return Int32Array.from(this.similar.order)
    const { ranked } = this
    const found = this.predict.prediction?.detections
    const waiting = this.review.undecided
    if (!ranked || !found || !waiting) return new Int32Array(0)
    const open = new Uint8Array(found.score.length)
    for (const number of waiting) open[number] = 1
    const counts = countsAt(found, this.host.overlay.threshold)
    return ranked.filter((number) => open[number] === 1 && counts(number))
  })
  readonly current = $derived(currentCropIndex(this.picked, this.order))
  /** Keys of the crops that an answer is for. */
  readonly chosen = $derived(chosenOf(this.picked, this.order))
  /** Side of the part of the image that each crop shows, in its pixels: one scale for all. */
  readonly reach = $derived.by(() => {
    if (this.mode === 'places') {
      const size = this.similar.question?.size
      const [first] = this.similar.order
      const rect = first === undefined ? undefined : this.similar.rectOf(first)
      return cropReach([size ?? rect ?? { w: 32, h: 32 }])
    }
    const { prediction } = this.predict
    if (!prediction) return 1
    const { xywh } = prediction.detections
    const step = Math.max(1, Math.floor(xywh.length / 4 / 1000))
    const sizes = Array.from({ length: Math.floor(xywh.length / 4 / step) }, (_, i) => {
      return { w: xywh[i * step * 4 + 2] as number, h: xywh[i * step * 4 + 3] as number }
    })
    return cropReach(sizes)
  })
  readonly image = $derived.by(() =>
    this.mode === 'places' ? this.similar.question?.image : this.predict.prediction?.image,
  )
  /** Numbers of the detections that `acceptFrom` takes. */
  readonly sure = $derived.by(() => {
    const score = this.predict.prediction?.detections.score
    return this.mode === 'detections' && score
      ? this.order.filter((key) => (score[key] as number) >= this.from)
      : new Int32Array(0)
  })
  readonly expected = $derived.by((): Expected | undefined => {
    const { evaluation, prediction } = this.predict
    if (!evaluation || evaluation.run !== prediction?.info.run) return undefined
    return expectedWrong(evaluation.result, this.from, this.sure.length)
  })

  readonly similar: SimilarStep
  private readonly review: ReviewStep
  private readonly predict: PredictStep

  constructor(
    private readonly host: Host,
    steps: { readonly similar: SimilarStep; readonly review: ReviewStep; readonly predict: PredictStep },
    private readonly fly: (rect: Rect) => void,
  ) {
    this.similar = steps.similar
    this.review = steps.review
    this.predict = steps.predict
    this.similar.hand = () => ({
      key: this.mode === 'places' ? this.order[this.current] : undefined,
      place: this.current,
      many: this.picked.keys.size > 1,
    })
  }

  /** Opens the grid; what is in it comes when it is known. */
  async show(mode: 'places' | 'detections', work?: Promise<void>): Promise<void> {
    this.picked = nonePicked
    this.mode = mode
    if (mode === 'detections') this.similar.close()
    await work
    if (this.mode === 'places' && !this.similar.question) this.mode = null
  }

  close(): void {
    this.mode = null
    this.focused = false
    this.picked = nonePicked
    this.similar.close()
  }

  /** Another image or prediction came into sight. */
  imageChanged(): void {
    if (this.mode === 'places' && !this.similar.question) this.mode = null
    if (this.mode === 'detections') this.picked = nonePicked
  }

  item(key: number): Crop | undefined {
    if (this.mode === 'detections') {
      const found = this.review.item(key)
      return found && { key, rect: found.rect, shape: found.shape, class: found.class, score: found.score }
    }
    const rect = this.similar.rectOf(key)
    return rect && { key, rect, shape: { kind: 'box', ...rect }, class: this.similar.question?.of }
  }

  pick(place: number, how: 'only' | 'range' | 'toggle'): void {
    this.setPicked(pick(this.picked, this.order, place, how))
  }

  pickPlaces(places: readonly number[], before: ReadonlySet<number>): void {
    this.setPicked(pickPlaces(this.picked, this.order, places, before))
  }

  pickEvery(): void {
    this.setPicked(pickEvery(this.picked, this.order))
  }

  /** Takes the picture to the current crop. */
  flyTo(): void {
    const key = this.order[this.current]
    const item = key === undefined ? undefined : this.item(key)
    if (item) this.fly(item.rect)
  }

  accept(as?: ClassRecord): void {
    const { chosen } = this
    if (this.mode === 'detections' && !as && chosen.every((key) => !this.item(key)?.class))
      return this.host.notices.say(t.actions.pressTheDigitOfIts)
    this.answer(chosen, () =>
      this.mode === 'places' ? this.similar.accept(chosen, as) : this.review.acceptAll(chosen, as),
    )
  }

  reject(): void {
    const { chosen } = this
    this.answer(chosen, () =>
      this.mode === 'places' ? this.similar.reject(chosen) : this.review.rejectAll(chosen),
    )
  }

  /** Accepts all detections from a score on. */
  acceptSure(): void {
    const keys = [...this.sure]
    this.answer(keys, () => this.review.acceptAll(keys, undefined, false))
  }

  private answer(keys: readonly number[], work: () => void): void {
    if (keys.length === 0) return
    this.picked = afterAnswer(this.picked, this.order, keys)
    work()
    this.similar.release()
  }

  private setPicked(picked: Picked): void {
    this.picked = picked
    if (picked.keys.size <= 1) this.similar.release()
  }
}
