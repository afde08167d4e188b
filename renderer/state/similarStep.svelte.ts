import { acceptAll, rejectAll } from '../../src/document/commands/answerAll'
import { containsPoint, type Rect } from '../../src/geometry/rect'
import { t } from '../../src/messages/messages'
import { middleSize, type Size } from '../../src/similar/middleSize'
import { bounds, type ClassRecord, type ObjectRecord, type Rejection } from '../../src/records/records'
import type { DocumentChange } from '../document/openDocument.svelte'
import type { Classes } from './classes.svelte'
import type { Host } from './host'
import { holding } from './pickedCrops'
import { openPlaces } from './reviewQueue'

interface Question {
  readonly kind: 'similar' | 'unusual'
  readonly image: number
  /** What accepted places become. */
  readonly of: ClassRecord
  /** Where what is looked for was marked before the question. */
  readonly seeds: readonly Rect[]
  readonly size: Size | undefined
}

/** The crop that the person has in hand, and whether several are picked: then nothing moves. */
export interface Hand {
  readonly key: number | undefined
  readonly place: number
  readonly many: boolean
}

/** What a rejection says that came of no run. */
export const similarRun = 'similar'
/** Places that one question is answered with; nobody looks through more by hand. */
const top = 1000
/** Answers that a first dataset can be made of, and how many of them must be a yes. */
const [enoughAnswers, enoughAccepted] = [20, 5]
/** Answers that are sent along. */
const maxSent = 5000

const none = { yes: [] as readonly number[], no: [] as readonly number[] }

/** Places that look like what is selected, or like nothing else, and what the person said of them. */
export class SimilarStep {
  question = $state.raw<Question | null>(null)
  /** The first answer is on its way. */
  asking = $state(false)
  /** Keys of the places that wait for a yes or no, best first. */
  order = $state.raw<readonly number[]>([])
  /** Rows that came of the answers to this question. */
  private answers = $state.raw(none)
  hand: () => Hand = () => ({ key: undefined, place: 0, many: false })

  readonly accepted = $derived.by(() => this.rows().yes.length)
  readonly rejected = $derived.by(() => this.rows().no.length)
  readonly enough = $derived(
    this.accepted + this.rejected >= enoughAnswers && this.accepted >= enoughAccepted,
  )

  private readonly rects = new Map<number, Rect>()
  private readonly keys = new Map<string, number>()
  private found: readonly number[] = []
  private nextKey = 1
  private turn = 0
  /** What the newest order was asked with, what is being asked, and an order that waits until nothing is picked. */
  private known = ''
  private busy = false
  private waiting: readonly Rect[] | null = null

  constructor(
    private readonly host: Host,
    private readonly classes: Classes,
  ) {}

  rectOf(key: number): Rect | undefined {
    return this.rects.get(key)
  }

  /** Why nothing can be looked for by what is selected; undefined where it can. */
  refusal(): string | undefined {
    const { document } = this.host
    const [first] = document.selection.objects
    if (first === undefined) return t.crops.selectAnObjectFirst
    return this.seeds().length > 0 ? undefined : t.crops.anObjectWithASize
  }

  /** Places like the selected objects. */
  async find(): Promise<void> {
    const { document, image } = this.host
    const seeds = this.seeds()
    const [first] = document.selectedObjects()
    const of = this.classes.all.find(({ id }) => id === first?.class)
    if (image && of && seeds.length > 0)
      await this.start({ kind: 'similar', image: image.id, of, seeds, size: middleSize(seeds) })
  }

  /** Places like those that were accepted so far. */
  async findMore(): Promise<void> {
    const { question } = this
    const seeds = this.rows().yes.map(({ shape }) => bounds(shape))
    if (question && seeds.length > 0)
      await this.start({ ...question, kind: 'similar', seeds, size: middleSize(seeds) })
  }

  /** Places unlike the rest of the picture. */
  async unusual(): Promise<void> {
    const { image, document } = this.host
    const of = this.classes.active
    if (!image || !of) return
    const some: Rect[] = []
    for (const { shape } of document.objects.values()) if (some.push(bounds(shape)) >= top) break
    await this.start({ kind: 'unusual', image: image.id, of, seeds: [], size: middleSize(some) })
  }

  /** Nobody waits any more: what is still being computed ends. */
  close(): void {
    const job = this.asking && this.host.jobs.running.find(({ kind }) => kind === 'similar')
    if (job) this.host.jobs.cancel(job)
    this.turn++
    this.forget()
  }

  /** Says yes: objects of the class in question, or of another; one step for undo. */
  accept(keys: readonly number[], as?: ClassRecord): void {
    const { question, host } = this
    if (!question || keys.length === 0) return
    const own = as ?? question.of
    const objects = this.rectsOf(keys).map((rect): ObjectRecord => ({
      id: host.document.newId(),
      image: question.image,
      class: own.id,
      shape: { kind: 'box', ...rect },
      origin: 'model',
    }))
    this.answers = { ...this.answers, yes: [...this.answers.yes, ...objects.map(({ id }) => id)] }
    host.document.apply(acceptAll(objects, t.crops.places(objects.length), own.name))
  }

  /** Says no: kept as rejections, which the next dataset learns from. */
  reject(keys: readonly number[]): void {
    const { question, host } = this
    if (!question || keys.length === 0) return
    const rows = this.rectsOf(keys).map((rect): Rejection => ({
      id: host.document.newId(),
      image: question.image,
      class: question.of.id,
      rect,
      run: similarRun,
    }))
    this.answers = { ...this.answers, no: [...this.answers.no, ...rows.map(({ id }) => id)] }
    host.document.apply(rejectAll(rows, t.crops.places(rows.length)))
  }

  /** Keeps up with the document: what is answered leaves, what undo brought back comes again. */
  changed(change: DocumentChange): void {
    const { question, host } = this
    if (!question || change.kind === 'arrived') return
    if (host.document.image?.id !== question.image) return this.close()
    const open = new Set(this.openOf(this.found))
    this.order = this.merged(open)
    void this.askAgain()
  }

  /** Nothing is picked any more: an order that waited for that takes its place. */
  release(): void {
    const { waiting } = this
    this.waiting = null
    if (waiting) this.take(waiting)
  }

  private async start(question: Question): Promise<void> {
    const turn = ++this.turn
    this.forget()
    this.question = question
    this.asking = true
    this.known = this.signature()
    const answer = await this.host.notices.attempt(this.ask(false))
    if (turn !== this.turn) return
    this.asking = false
    if (!answer) return this.close()
    this.take(answer)
    void this.askAgain()
  }

  /** Answers in quick succession are one new question. */
  private async askAgain(): Promise<void> {
    const { question, turn } = this
    if (this.busy || this.asking || question?.kind !== 'similar' || this.signature() === this.known) return
    this.busy = true
    this.known = this.signature()
    const answer = await this.host.notices.attempt(this.ask(true))
    this.busy = false
    if (turn !== this.turn) return this.askAgain()
    if (answer && this.hand().many) this.waiting = answer
    else if (answer) this.take(answer)
    await this.askAgain()
  }

  private async ask(again: boolean): Promise<Rect[]> {
    const { image, seeds, size, of } = this.question as Question
    const { yes, no } = this.rows()
    const box = ({ shape }: ObjectRecord) => plain(bounds(shape))
    const wanted = [...seeds, ...yes.filter((row) => row.class === of.id).map(box)]
    const rejected = [...no.map(({ rect }) => rect), ...yes.filter((row) => row.class !== of.id).map(box)]
    const { xywh } = await this.host.bridge.call('similar.find', {
      ...{ image, size, again, top: top + wanted.length },
      wanted: wanted.slice(-maxSent).map(plain),
      rejected: rejected.slice(-maxSent).map(plain),
    })
    return rectsIn(xywh)
  }

  /** A new order, in which the crop in hand stays where it is. */
  private take(rects: readonly Rect[]): void {
    const { key, place } = this.hand()
    const held = key === undefined ? undefined : this.rects.get(key)
    const keys = rects.map((rect) => this.keyOf(rect))
    this.found = held && key !== undefined ? this.withHeld(keys, key, held) : keys
    const open = this.openOf(this.found)
    const isOpen = key !== undefined && open.includes(key)
    this.order = isOpen ? holding(open, key, place) : open
  }

  /** The held place, and not the same thing a second time, a cell beside it. */
  private withHeld(keys: readonly number[], key: number, held: Rect): number[] {
    const others = keys.filter((each) => {
      const rect = this.rects.get(each)
      return each !== key && !(rect && containsPoint(held, rect.x + rect.w / 2, rect.y + rect.h / 2))
    })
    return [...others, key]
  }

  /** The order as it is, with what has gone left out and what has come back where it was found. */
  private merged(open: ReadonlySet<number>): number[] {
    const kept = this.order.filter((key) => open.has(key))
    const shown = new Set(kept)
    const back = this.found.filter((key) => open.has(key) && !shown.has(key))
    return [...back, ...kept]
  }

  private openOf(keys: readonly number[]): number[] {
    const { document } = this.host
    const { question } = this
    if (!question) return []
    const objectsNear = (rect: Rect) => document.search(rect).flatMap((id) => document.objects.get(id) ?? [])
    const rejections = [...document.rejections.values()]
    const open = openPlaces(this.rectsOf(keys), question.of.id, { objectsNear, rejections })
    return open.map((i) => keys[i] as number)
  }

  /** Rows of the answers that still stand: undo takes them away, and redo brings them again. */
  private rows(): { yes: ObjectRecord[]; no: Rejection[] } {
    const { document } = this.host
    void document.revision
    return {
      yes: this.answers.yes.flatMap((id) => document.objects.get(id) ?? []),
      no: this.answers.no.flatMap((id) => document.rejections.get(id) ?? []),
    }
  }

  private signature(): string {
    const { yes, no } = this.rows()
    return JSON.stringify([yes.map((row) => [row.id, row.class]), no.map(({ id }) => id)])
  }

  private seeds(): Rect[] {
    const boxes = this.host.document.selectedObjects().map(({ shape }) => plain(bounds(shape)))
    return boxes.filter(({ w, h }) => w >= 1 && h >= 1)
  }

  private rectsOf(keys: readonly number[]): Rect[] {
    return keys.flatMap((key) => this.rects.get(key) ?? [])
  }

  private keyOf(rect: Rect): number {
    const name = `${rect.x} ${rect.y} ${rect.w} ${rect.h}`
    const key = this.keys.get(name) ?? this.nextKey++
    this.keys.set(name, key)
    this.rects.set(key, rect)
    return key
  }

  private forget(): void {
    this.question = null
    this.asking = false
    this.answers = none
    this.order = this.found = []
    this.waiting = null
    this.rects.clear()
    this.keys.clear()
  }
}

const plain = ({ x, y, w, h }: Rect): Rect => ({ x, y, w, h })

/** f32 [n, 4] as rectangles. */
function rectsIn(xywh: Float32Array): Rect[] {
  return Array.from({ length: xywh.length / 4 }, (_, i) => {
    const [x = 0, y = 0, w = 0, h = 0] = xywh.subarray(i * 4, i * 4 + 4)
    return { x, y, w, h }
  })
}
