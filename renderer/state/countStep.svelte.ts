import { checkCell } from '../../src/document/commands/checkCell'
import type { Rect } from '../../src/geometry/rect'
import type { CommandOut } from '../../src/ipc/contract'
import { t } from '../../src/messages/messages'
import { uncoveredShare } from '../../src/tiles/fieldSample'
import type { Host } from './host'
import type { PredictStep } from './predictStep.svelte'

export type CountScope = 'this' | 'region' | 'all'

/** What was counted, and by what: figures of something else are old. */
interface Counted {
  readonly result: CommandOut<'count.run'>
  readonly of: string
  readonly key: string
}

/** Screen pixels for one of the image, at most: what is larger is only blurred. */
const closest = 4
/** A rest of rounding is nothing to check. */
const wholeEnough = 1e-3

/** How many objects there are, with an interval, and the fields of view that are drawn for it and stepped through. */
export class CountStep {
  scope = $state<CountScope>('this')
  /** The rectangle that was drawn last with the tool that counts; of the shown image. */
  region = $state.raw<Rect | null>(null)
  fieldsWanted = $state(20)
  working = $state(false)
  private counted = $state.raw<Counted | null>(null)
  private drawn = $state.raw<{ image: number; run: string; fields: readonly Rect[] } | null>(null)
  more = $state.raw<number | null>(null)
  /** Place of the field in hand; null while nobody steps through them. */
  current = $state.raw<number | null>(null)

  /** The drawn fields of the shown image, in their order, and which of them are checked by now. */
  readonly fields = $derived.by(() => {
    const { document } = this.host
    void document.revision
    const here = this.drawn?.image === document.image?.id ? (this.drawn?.fields ?? []) : []
    // A field is there to tell of every class.
    const areas = [...document.checked.values()].flatMap(({ rect, only }) => (only ? [] : rect))
    return here.map((rect) => ({ rect, checked: uncoveredShare(rect, areas) < wholeEnough }))
  })
  readonly checked = $derived(this.fields.filter(({ checked }) => checked).length)
  /** What the view shows of it. */
  readonly shown = $derived(this.current === null ? null : (this.fields[this.current]?.rect ?? null))
  private readonly key = $derived.by(() => {
    const { host, predict, scope, region } = this
    const about = [predict.shownRun, host.overlay.threshold, scope]
    return JSON.stringify([...about, scope === 'all' ? null : host.image?.id, scope === 'region' && region])
  })
  readonly result = $derived(this.counted?.result ?? null)
  readonly of = $derived(this.counted?.of ?? '')
  /** The figures are of another run, threshold or region than those that are set now. */
  readonly old = $derived(this.counted !== null && this.counted.key !== this.key)

  constructor(
    private readonly host: Host,
    private readonly predict: PredictStep,
  ) {
    host.document.listen((change) => {
      if (change.kind !== 'reset') return
      this.current = this.region = this.more = null
    })
  }

  reset(): void {
    this.counted = this.drawn = null
  }

  async count(): Promise<void> {
    const { host, predict, scope, region, key } = this
    const { image } = host
    if (scope === 'region' && !region) return host.notices.say(t.count.drawARegion)
    if (!image) return
    const about = { run: predict.shownRun ?? undefined, threshold: host.overlay.threshold }
    const of = scope === 'all' ? t.count.allImages : image.name
    const where =
      scope === 'all'
        ? { images: 'all' as const, each: true }
        : { images: [image.id], ...(scope === 'region' && region ? { region } : {}) }
    const result = await this.work(() => host.bridge.call('count.run', { ...about, ...where }))
    if (!result) return
    this.counted = { result, of, key }
    this.more = result.fields.more
  }

  /** Draws until so many are there to be checked, and goes to the first of them. */
  async draw(): Promise<void> {
    const { host, predict, fieldsWanted } = this
    const { image } = host
    if (!image) return
    const run = predict.shownRun ?? undefined
    const answer = await this.work(() =>
      host.bridge.call('sample.draw', { image: image.id, fields: fieldsWanted, run }),
    )
    if (!answer?.drawn || host.image?.id !== image.id) return
    this.drawn = { image: image.id, ...answer.drawn }
    this.more = answer.more
    this.go(this.open(-1) ?? 0)
  }

  step(by: 1 | -1): void {
    const { length } = this.fields
    if (length === 0) return this.host.notices.say(t.count.drawFieldsFirst)
    this.go(this.current === null ? (this.open(-1) ?? 0) : (this.current + by + length) % length)
  }

  leave(): void {
    this.current = null
  }

  /** Every object in the field in hand is marked: it becomes checked area, and the next one that is not is shown. */
  check(): void {
    const { host, current } = this
    const { document } = host
    const field = current === null ? undefined : this.fields[current]
    if (!field || !document.image || current === null) return this.step(1)
    const areas = [...document.checked.values()]
    document.apply(checkCell(() => document.newId(), { image: document.image.id, rect: field.rect }, areas))
    const next = this.open(current)
    if (next !== undefined) return this.go(next)
    this.current = null
    host.notices.say(t.count.allChecked)
  }

  /** The next field that is not checked, and round again. */
  private open(after: number): number | undefined {
    const numbers = this.fields.flatMap(({ checked }, i) => (checked ? [] : [i]))
    return numbers.find((number) => number > after) ?? numbers[0]
  }

  private go(number: number): void {
    const { rect } = this.fields[number] ?? {}
    if (!rect) return
    this.current = number
    this.host.view?.show(rect, closest)
  }

  /** Fetches the fields that were drawn on the shown image, where they are to be seen. */
  async load(): Promise<void> {
    const id = this.host.document.image?.id
    if (id === undefined || this.drawn?.image === id) return
    const found = await this.host.notices.attempt(this.host.bridge.call('sample.drawn', { image: id }))
    if (this.host.document.image?.id === id) this.drawn = found ? { image: id, ...found } : null
  }

  private async work<T>(what: () => Promise<T>): Promise<T | undefined> {
    this.working = true
    try {
      // What was marked or checked a moment ago counts.
      await this.host.document.settled()
      return await this.host.notices.attempt(what())
    } finally {
      this.working = false
    }
  }
}
