import { basename } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { AppError } from '../base/errors'
import { secondsLeft, type JobContext } from '../base/job'
import type { TileBatch } from '../tiles/tiles'
import { openTileSource, type TileSource } from '../dataset/tileSource.node'
import { ClassificationRows } from '../evaluation/classification'
import { asNamed, askedOr, atLeast } from '../found/threshold'
import type { Detections } from '../found/detections'
import type { Classifier } from '../found/classifier'
import type { TableAbout, TableRows } from '../prediction/table/rows'
import { writeTable } from '../prediction/table/writeTable.node'
import { classOrder, inClasses } from './classOrder'
import { loadClassifier } from './loadClassifier.node'
import { readTrained, type TrainedWeights } from './loadNetwork.node'
import { searchPictures } from './searchPictures.node'
import type { Evaluator, Task } from '../heads/task'
import { taskOf } from '../heads/heads'
import { says } from '../messages/says/says'
import type { TilesJob, TilesResult } from './tilesJob'
import { openTileNet, type TileNet } from './tileNet.node'

/**
 * Looks at tiles or pictures batch by batch with one run: writes a table, judges, or both. Pictures in files are classified
 * whole, or searched in their own size by a run that finds objects. The network is loaded once, and
 * memory holds two batches, however many there are; a judgement keeps what was said. Fails with `wrong-labels`, `tile-size`,
 * `empty-split`, `no-weights` or as reading and writing do.
 */
export async function predictTiles(job: TilesJob, context: JobContext): Promise<TilesResult> {
  const started = performance.now()
  const trained = readTrained(job.runDir)
  const source = await openSource(job, trained, context)
  try {
    const result = await lookAt(job, trained, source, context)
    return { ...result, seconds: (performance.now() - started) / 1000 }
  } finally {
    source.close()
  }
}

async function lookAt(job: TilesJob, trained: TrainedWeights, source: TileSource, context: JobContext) {
  if (trained.definition.task !== 'classify' && source.kind === 'pictures')
    return searchPictures(job, trained, source, context)
  const looker = await openLooker(job, trained, source)
  try {
    return await new TileRun(source, { looker, trained }, job, context).run()
  } finally {
    looker.dispose()
  }
}

async function openSource(job: TilesJob, trained: TrainedWeights, context: JobContext): Promise<TileSource> {
  const { state, options, definition } = trained
  const classifies = definition.task === 'classify'
  const { tile: side = state.tile, resize = 'stretch', assumed } = state.input ?? {}
  const request = {
    ...{ path: job.from, split: job.split, map: job.map, several: options.several ?? false },
    ...{ side, resize: job.resize ?? resize },
  }
  const source = await openTileSource(request, context)
  try {
    if (job.match) refuseLabels(source, job, classifies)
    if (assumed && !job.resize && source.kind === 'pictures')
      context.warn(says.training.runRunDirLearnedFrom(basename(job.runDir), side, side))
    if (!classifies && source.kind === 'pictures') return source
    const { least = 1 } = definition
    const fits = classifies ? source.side === side : source.side >= Math.max(least, definition.multiple)
    if (fits) return source
    throw new AppError(
      'tile-size',
      says.training.theTilesOfFromHave(
        job.from,
        source.side,
        basename(job.runDir),
        classifies ? side : says.training.atLeastMultiple(Math.max(least, definition.multiple)),
      ),
    )
  } catch (error) {
    source.close()
    throw error
  }
}

/** What looks at a batch: a classifier, or what finds objects. */
type Looker = { readonly dispose: () => void } & (
  | { readonly classifier: Classifier; readonly net?: undefined }
  | { readonly net: TileNet; readonly classifier?: undefined }
)

async function openLooker(job: TilesJob, trained: TrainedWeights, source: TileSource): Promise<Looker> {
  if (trained.definition.task === 'classify') {
    const classifier = await loadClassifier(job.runDir, job.engine, job.tta, trained)
    return { classifier, dispose: () => classifier.close() }
  }
  if (job.tta && job.tta !== 'none')
    throw new AppError('no-ten-crop', says.training.runRunDirFindsObjects(basename(job.runDir)))
  const net = await openTileNet(trained, source.side, job.engine)
  return { net, dispose: () => net.dispose() }
}

function refuseLabels(
  { kind, classNames }: TileSource,
  { from, runDir }: TilesJob,
  classifies: boolean,
): void {
  if (classNames && (classifies || kind === 'detect')) return
  const lacks = classNames ? says.training.hasAClassForEach : says.training.hasNoLabels
  throw new AppError(
    'wrong-labels',
    says.training.fromLacksSoNothingCan(
      from,
      lacks,
      basename(runDir),
      classifies ? says.training.labels : says.training.markedObjects,
    ),
  )
}

class TileRun {
  private readonly looker: Looker
  private readonly order: readonly number[] | undefined
  /** Of a run that finds objects. */
  private readonly task: Task | undefined
  private readonly evaluator: Evaluator | undefined
  private readonly rows: ClassificationRows | undefined
  private readonly about: TableAbout
  /** Tiles that go through the network together: as many as in a step of its training. */
  private readonly batch: number
  private done = 0
  private unlabelled = 0

  constructor(
    private readonly source: TileSource,
    run: { readonly looker: Looker; readonly trained: TrainedWeights },
    private readonly job: TilesJob,
    private readonly context: JobContext,
  ) {
    const { state, definition, options } = run.trained
    const { classNames } = state
    const { classifier, net } = (this.looker = run.looker)
    const several = classifier?.several ?? true
    this.batch = Math.max(1, state.batch)
    const labelled = this.takeClasses(classNames)
    this.order = labelled || undefined
    if (job.match && classifier) this.rows = new ClassificationRows(classNames, several)
    if (net) this.task = taskOf(definition, { size: net.side, options, classNames, missCost: 1 })
    if (job.match) this.evaluator = this.task?.evaluator({ objects: 0 })
    this.about = {
      kind: classifier ? 'classes' : 'detections',
      ...{
        run: basename(job.runDir),
        classNames,
        several,
        threshold: askedOr(job.threshold, state.threshold),
      },
      ...{ from: job.from, split: job.split, sources: source.sources, labelled: labelled !== false },
    }
  }

  async run(): Promise<Omit<TilesResult, 'seconds'>> {
    const { job, about, context } = this
    const rows = job.out
      ? await writeTable(job.out, about, (add) => this.each(add))
      : await this.each(async () => {}).then(() => 0)
    if (this.unlabelled > 0) context.warn(says.training.unlabelledTilesDoNotHave(this.unlabelled))
    return { tiles: this.done, rows, ...asNamed(about.threshold, about.classNames), ...this.figures() }
  }

  /** The order of the labels' classes; true where they are the run's, false where there are none to be used. */
  private takeClasses(learned: readonly string[]): readonly number[] | undefined | false {
    const { source, job, context } = this
    if (!source.classNames) return false
    try {
      return classOrder(source.classNames, learned, (sentence) => context.warn(sentence))
    } catch (error) {
      if (job.match) throw error
      context.warn(
        says.training.errorTheLabelsAreLeft(error instanceof Error ? error.message : String(error)),
      )
      return false
    }
  }

  private figures(): Pick<TilesResult, 'evaluation' | 'figures'> {
    const { threshold } = this.about
    if (this.rows) return { evaluation: this.rows.evaluate(threshold) }
    if (!this.evaluator) return {}
    const { evaluation, figures } = this.evaluator.evaluate({ threshold, match: this.job.match })
    return { evaluation, figures }
  }

  /** One batch is read while the network looks at the one before. */
  private async each(add: (rows: TableRows) => Promise<void>): Promise<void> {
    const { source, batch: step, context } = this
    const started = performance.now()
    const total = source.tiles.length
    const readFrom = (at: number) => {
      const reading = source.read(source.tiles.subarray(at, at + step))
      reading.catch(() => undefined)
      return reading
    }
    let next = readFrom(0)
    for (let at = 0; at < total; at += step) {
      const { tiles, batch } = await next
      context.signal.throwIfAborted()
      if (at + step < total) next = readFrom(at + step)
      if (tiles.length > 0) await add(await this.look(tiles, batch))
      this.done += tiles.length
      const done = Math.min(total, at + step)
      const unit = source.kind === 'pictures' ? 'pictures' : 'tiles'
      context.progress({
        done,
        total,
        unit,
        secondsLeft: secondsLeft(started, performance.now(), done, total),
      })
      await setImmediate()
    }
  }

  private async look(numbers: Int32Array, read: TileBatch): Promise<TableRows> {
    const { order, about, looker } = this
    const batch = order ? inClasses(read, order, about.classNames.length) : read
    if (looker.classifier) {
      const probabilities = await looker.classifier.classify(batch.images, batch.count)
      const labels = about.labelled ? batch.labels : undefined
      if (labels) this.take(probabilities, labels)
      return { ...this.placesOf(numbers), probabilities, labels }
    }
    const { output, tiles } = await looker.net.look(batch)
    this.evaluator?.add(output, tiles)
    return this.foundRows(numbers, this.task?.find?.(output, batch.count) ?? [], looker.net.inset)
  }

  /** With one class a tile, a tile of none or of several cannot be judged. */
  private take(probabilities: Float32Array, labels: Uint8Array): void {
    if (!this.rows) return
    const classes = this.about.classNames.length
    if (this.about.several) return this.rows.add(probabilities, labels)
    for (let at = 0; at < labels.length; at += classes) {
      const own = labels.subarray(at, at + classes)
      if (own.reduce((n, v) => n + v, 0) !== 1) this.unlabelled++
      else this.rows.add(probabilities.subarray(at, at + classes), own)
    }
  }

  private foundRows(numbers: Int32Array, found: readonly Detections[], inset: number): TableRows {
    const kept = found.map((each) => atLeast(each, this.about.threshold))
    const tiles = Int32Array.from(
      kept.flatMap(({ score }, i) => Array.from(score, () => numbers[i] as number)),
    )
    const flat = <T>(of: (each: Detections) => Iterable<T>) => kept.flatMap((each) => [...of(each)])
    return {
      ...this.placesOf(tiles),
      class: Uint8Array.from(flat((each) => each.class)),
      score: Float32Array.from(flat((each) => each.score)),
      xywh: Float32Array.from(
        flat((each) => each.xywh),
        (v, i) => (i % 4 < 2 ? v + inset : v),
      ),
    }
  }

  private placesOf(tile: Int32Array) {
    const places = Array.from(tile, (each) => this.source.placeOf(each))
    return {
      tile,
      source: Int32Array.from(places, ([source]) => source),
      place: Int32Array.from(places.flatMap(([, ...place]) => place)),
    }
  }
}
