import type { MatchRule } from '../../src/evaluation/evaluation'
import type { CommandIn, EventData } from '../../src/ipc/contract'
import type { Detections, PredictionInfo } from '../../src/found/detections'
import { type MergeRule, defaultMerge } from '../../src/found/mergeRule'
import { countAtLeast, numbersAtLeast } from '../../src/found/threshold'
import { sameThreshold, statedThreshold, type Threshold } from '../../src/found/threshold'
import { boxFinders, classifiers } from '../../src/models/catalogue'
import { t } from '../../src/messages/messages'
import type { Evaluated } from './evaluationCurves'
import { classifiesWhole, legendOf, lookOf, nothingFound } from './foundClasses'
import { FoundSoFar } from './foundSoFar.svelte'
import type { Host } from './host'
import { Steps } from './steps.svelte'
import { RememberedRuns } from './rememberedRuns'
import { tellLooks } from './tellLooks'
import { SplitStep } from './splitStep.svelte'
import type { TrainStep } from './trainStep.svelte'
import { usable } from './trainStep.svelte'

export interface Prediction {
  readonly image: number
  readonly info: PredictionInfo
  readonly detections: Detections
}

type Export = CommandIn<'export.run'>

/** What the Predict step asks for and shows. */
export class PredictStep {
  /** The run that the person chose; null for the newest one. */
  chosen = $state<string | null>(null)
  scope = $state<'this' | 'all'>('this')
  level = $state<number | 'learned'>('learned')
  match = $state<'centre' | 'iou'>('centre')
  format = $state<Export['format']>('yolo')
  /** What the person chose to export; null for predictions where there are some. */
  chosenWhat = $state<Export['what'] | null>(null)
  evaluation = $state.raw<Evaluated | null>(null)
  evaluating = $state(false)
  readonly onSplit: SplitStep
  /** Of the search that is running. */
  readonly soFar = new FoundSoFar()
  /** What is drawn over the shown image. */
  prediction = $state.raw<Prediction | null>(null)
  /** Told of every prediction that comes into sight or goes. */
  onload: (() => void) | undefined
  /** Through what an evaluation calls wrong, or where two runs do not agree. */
  readonly steps = new Steps((image, rect) => this.host.goTo(image, rect))
  private loads = 0
  private thresholdOf = $state<string | undefined>()
  private readonly remembered: RememberedRuns

  readonly what = $derived.by((): Export['what'] => {
    const searched = this.host.images.some((image) => image.predictions.length > 0)
    return this.chosenWhat ?? (searched ? 'predictions' : 'objects')
  })
  readonly runs = $derived.by(() => usable(this.train.runs))
  readonly run = $derived(this.runs.find((run) => run.id === this.chosen)?.id ?? this.runs[0]?.id ?? null)
  /** What the detections of the shown prediction are called and drawn with. */
  readonly found = $derived.by(() => {
    const info = (this.partial ?? this.prediction)?.info
    return info ? lookOf(info, this.host.project?.classes ?? []) : nothingFound
  })
  /** Of a run that classifies: the classes of the shown picture, the likeliest first. */
  readonly legend = $derived.by(() => {
    if (!this.prediction?.info.classes) return null
    const { info, detections } = this.prediction
    const counted = numbersAtLeast(detections, this.host.overlay.threshold)
    return legendOf(
      info,
      this.found,
      Uint8Array.from(counted, (i) => detections.class[i] as number),
    )
  })
  /** What the running search has found so far, unless what it found before is shown already. */
  readonly partial = $derived.by(() => {
    const { shown } = this.soFar
    const whole = this.prediction?.image === shown?.image && this.prediction?.info.run === shown?.info.run
    return shown && shown.image === this.host.image?.id && !whole ? shown : null
  })
  /** What is drawn: nothing where the whole picture got one class. */
  readonly drawn = $derived.by(() => {
    if (this.partial) return this.partial.detections
    const { prediction, host } = this
    return prediction?.image === host.image?.id && prediction && !classifiesWhole(prediction.info)
      ? prediction.detections
      : null
  })
  /** The run whose detections are shown, exported and evaluated. */
  readonly shownRun = $derived(this.prediction?.info.run ?? this.run)
  /** The figures are of another run or threshold than those that are shown now. */
  readonly evaluationIsOld = $derived.by(() => {
    const { evaluation, host } = this
    if (!evaluation || evaluation.result.accuracy !== undefined) return false
    return !sameThreshold(evaluation.at, host.overlay.threshold) || evaluation.run !== this.shownRun
  })
  readonly above = $derived.by(() =>
    countAtLeast((this.partial ?? this.prediction)?.detections, this.host.overlay.threshold),
  )

  constructor(
    private readonly host: Host,
    private readonly train: TrainStep,
  ) {
    this.onSplit = new SplitStep(host)
    this.remembered = new RememberedRuns(host)
    host.overlay.onthreshold = (threshold) => {
      if (this.thresholdOf === undefined) return
      this.remembered.thresholds.set(this.thresholdOf, threshold)
      void this.remembered.keep({})
    }
  }

  get running(): boolean {
    return this.host.jobs.has('predict')
  }

  /** Forgets the last project and reads what the one that is open now has kept. */
  async reset(): Promise<void> {
    this.soFar.clear()
    this.remembered.forget()
    this.chosen = null
    this.evaluation = this.prediction = null
    this.steps.end('evaluation')
    this.thresholdOf = undefined
    await this.remembered.read()
    this.chosen = this.remembered.chosen
  }

  async choose(run: string): Promise<void> {
    this.chosen = run
    void this.remembered.keep({ chosen: run, shown: run })
    await this.load()
  }

  /** How boxes that overlap become objects, where the run finds boxes. */
  merge = $state.raw<MergeRule>(defaultMerge)
  readonly findsBoxes = $derived.by(() => {
    const model = this.runs.find(({ id }) => id === this.run)?.config.model
    return boxFinders.some((each) => each === model)
  })

  /** A look from afar decides what is searched closely, where the search runs here. */
  coarse = $state(false)
  readonly canBeCoarse = $derived.by(() => {
    const model = this.runs.find(({ id }) => id === this.run)?.config.model
    return !classifiers.some((each) => each === model) && this.host.compute.where !== 'away'
  })

  /** Looks at each window four times, mirrored: surer and four times as long. */
  careful = $state(false)

  /** The step was opened: what a search needs is loaded before it is asked for, unless other work needs the machine. */
  expect(): void {
    const { host, run, level } = this
    const image = host.image?.id
    if (image === undefined || run === null || host.jobs.running.length > 0) return
    const about = { image, run, ...(level === 'learned' ? {} : { level }) }
    void host.bridge.call('predict.expect', about).catch(() => {})
  }

  async start(): Promise<void> {
    const { host, run } = this
    const images = this.targets()
    if (run === null || images.length === 0) return
    this.soFar.clear()
    const [shown, rect] = [host.image?.id, host.view?.seen()]
    await this.goOn({
      ...{ images, run },
      ...(host.compute.where === 'away' ? { where: 'away' } : {}),
      ...(shown !== undefined && rect && images.includes(shown) ? { first: { image: shown, rect } } : {}),
      // Without a word, a run looks as its validation did.
      ...(this.careful ? { tta: 'flips' } : {}),
      ...(this.findsBoxes && this.merge !== defaultMerge ? { merge: this.merge } : {}),
      ...(this.coarse && this.canBeCoarse ? { coarseToFine: true } : {}),
      ...(this.level === 'learned' ? {} : { level: this.level }),
    } as const)
  }

  /** Searches as it is asked for, or as it was asked for before and goes on elsewhere. */
  async goOn(search: CommandIn<'predict.start'>): Promise<void> {
    const { host } = this
    const stop = search.where === 'away' ? tellLooks(host) : undefined
    const done = await host.notices.attempt(host.bridge.call('predict.start', search))
    stop?.()
    if (done) {
      host.overlay.detectionsVisible = true
      if (search.run !== undefined) void this.remembered.keep({ shown: search.run })
      await this.load(search.run)
    }
    this.soFar.clear()
  }

  /** What the running search has found in one more part of the picture. */
  receive(found: EventData<'found'>): void {
    this.takeThreshold(found.run, statedThreshold(found))
    this.host.overlay.detectionsVisible = true
    this.soFar.receive(found)
  }

  /** Fetches the shown image's prediction: of the chosen run, or of the newest one that has looked at it. */
  async load(run = this.bestRunOf(this.host.image?.predictions ?? [])): Promise<void> {
    const turn = ++this.loads
    const image = this.host.image?.id
    if (image === undefined || run === undefined) {
      this.prediction = null
      this.onload?.()
      return
    }
    const loaded = await this.host.notices.attempt(this.host.bridge.call('prediction.load', { image, run }))
    if (turn !== this.loads) return
    this.prediction = loaded ? { image, info: loaded.info, detections: loaded.detections } : null
    if (this.prediction) this.takeThreshold(run, statedThreshold(this.prediction.info))
    this.onload?.()
  }

  /** Another run has another threshold: the one that the person had set for it, else its own. */
  private takeThreshold(run: string, own: Threshold): void {
    if (this.thresholdOf === run) return
    this.thresholdOf = run
    this.host.overlay.showThreshold(this.remembered.thresholds.get(run) ?? own)
  }

  /** That a run's detections are shown with: as it is set now, or as it was set for that run; undefined: its own. */
  thresholdFor(run: string): Threshold | undefined {
    return this.thresholdOf === run ? this.host.overlay.threshold : this.remembered.thresholds.get(run)
  }

  async evaluate(): Promise<void> {
    const { host } = this
    const run = this.shownRun
    const images = this.checkedTargets()
    if (run === null || images.length === 0) return
    const { threshold } = host.overlay
    const match: MatchRule = this.match === 'centre' ? { kind: 'centre' } : { kind: 'iou', threshold: 0.5 }
    this.evaluating = true
    const result = await host.notices.attempt(
      host.bridge.call('evaluate.run', { images, run, match, threshold }),
    )
    this.evaluating = false
    if (!result) return
    const unchecked = this.searchedTargets().length - images.length
    const searched = unchecked > 0 ? t.state.theSearchedImagesBut(unchecked) : t.state.theSearchedImages
    const of = this.scope === 'all' ? searched : (host.image?.name ?? '')
    this.evaluation = { result, of, run, at: threshold }
    this.steps.end('evaluation')
    const { precision, recall, f1, accuracy } = result
    host.notices.say(
      accuracy === undefined
        ? t.state.precisionValueRecallValue2F1(precision.toFixed(3), recall.toFixed(3), f1.toFixed(3), of)
        : t.state.rightOn((accuracy * 100).toFixed(1), of),
    )
  }

  async export(): Promise<void> {
    const { host, format, what } = this
    const { threshold } = host.overlay
    const run = what === 'predictions' ? (this.shownRun ?? undefined) : undefined
    const done = await host.notices.attempt(host.bridge.call('export.run', { format, what, run, threshold }))
    if (!done) return
    const changed = done.changed ? t.state.changedToFit(done.changed) : ''
    const dropped = done.dropped ? t.state.leftOut(done.dropped) : ''
    const wrote = what === 'objects' ? t.state.wroteObjects : t.state.wrotePredictions
    const said = `${wrote(done.written, done.path)}${changed}${dropped}${t.state.end}`
    host.notices.say(said, 'edit', { saved: true })
  }

  /**
   * Searched images of which somebody knows what is in them: those with a checked area; of a class for the whole picture those,
   * too, in which something is marked.
   */
  checkedTargets(): number[] {
    const whole = this.prediction ? classifiesWhole(this.prediction.info) : false
    return this.searchedTargets().flatMap(({ id, checkedAreas, objects }) =>
      checkedAreas > 0 || (whole && objects > 0) ? [id] : [],
    )
  }

  private searchedTargets() {
    const [run, chosen] = [this.shownRun, this.targets()]
    return this.host.images.filter(
      ({ id, predictions }) => chosen.includes(id) && run !== null && predictions.includes(run),
    )
  }

  private targets(): number[] {
    const { image, images } = this.host
    return this.scope === 'all' ? images.map((each) => each.id) : image ? [image.id] : []
  }

  /** The one that was looked at last, so that a new run replaces nothing; else the one that is chosen, else the newest. */
  private bestRunOf(predictions: readonly string[]): string | undefined {
    const { shown } = this.remembered
    if (shown !== null && predictions.includes(shown)) return shown
    if (this.run !== null && predictions.includes(this.run)) return this.run
    return this.train.runs.find((run) => predictions.includes(run.id))?.id ?? predictions.at(-1)
  }
}
