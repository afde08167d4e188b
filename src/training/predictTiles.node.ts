import { basename } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { AppError } from '../base/errors'
import { secondsLeft, type JobContext } from '../base/job'
import type { ResizeRule, SplitName, TileBatch } from '../dataset/dataset'
import type { ForeignMap } from '../dataset/foreign/mapping'
import { openTileSource, type TileSource } from '../dataset/tileSource.node'
import type { EngineId } from '../engine/engine'
import { ClassificationRows, type ClassificationFigures } from '../evaluation/classification'
import type { Evaluation, MatchRule } from '../evaluation/evaluation'
import { takeDetections } from '../prediction/order'
import type { Detections } from '../prediction/prediction'
import type { TableAbout, TableRows } from '../prediction/table/rows'
import { writeTable } from '../prediction/table/writeTable.node'
import { classOrder, inClasses } from './classOrder'
import { readTrained } from './loadNetwork.node'
import type { Judge } from './tasks/task'
import { openTileNet, type TileNet } from './tileNet.node'

export interface TilesJob {
  readonly runDir: string
  readonly engine: EngineId | 'auto'
  readonly from: string
  readonly split?: SplitName | undefined
  readonly map?: ForeignMap | undefined
  /** Tile size of the run's own dataset, which pictures in files are made to fit; absent: what the network takes. */
  readonly side?: number | undefined
  readonly resize: ResizeRule
  /** Where a table of what is said goes; absent: none is written. */
  readonly out?: string | undefined
  /** Absent: the run's own. */
  readonly threshold?: number | undefined
  /** Holds it against the labels; absent: only predicts. */
  readonly match?: MatchRule | undefined
}

/** The figures of a classification, where the run classifies. */
export type TilesEvaluation = Evaluation & Partial<ClassificationFigures>

export interface TilesResult {
  readonly tiles: number
  /** Rows of the table. */
  readonly rows: number
  readonly seconds: number
  readonly threshold: number
  readonly evaluation?: TilesEvaluation | undefined
  /** Further ones of the model's kind, such as mean IoU. */
  readonly figures?: Readonly<Record<string, number>> | undefined
}

/**
 * Looks at tiles or pictures batch by batch with one run: writes a table, judges, or both. The network is loaded once, and
 * memory holds two batches, however many there are; a judgement keeps what was said. Fails with `wrong-labels`, `empty-split`,
 * `no-weights` or as reading and writing do.
 */
export async function predictTiles(job: TilesJob, context: JobContext): Promise<TilesResult> {
  const started = performance.now()
  const trained = readTrained(job.runDir)
  const classifies = trained.definition.task === 'classify'
  const { several = false } = trained.options
  const request = { ...job, path: job.from, several, side: job.side ?? trained.state.tile }
  const source = await openTileSource(request, (sentence) => context.warn(sentence))
  try {
    if (job.match) refuseLabels(source, job, classifies)
    const net = await openTileNet(basename(job.runDir), trained, source.side, job.engine)
    try {
      const result = await new TileRun(source, net, job, context).run()
      return { ...result, seconds: (performance.now() - started) / 1000 }
    } finally {
      net.dispose()
    }
  } finally {
    source.close()
  }
}

function refuseLabels(
  { kind, classNames }: TileSource,
  { from, runDir }: TilesJob,
  classifies: boolean,
): void {
  if (classNames && (classifies || kind === 'detect')) return
  const lacks = classNames ? 'has a class for each tile and no objects' : 'has no labels'
  throw new AppError(
    'wrong-labels',
    `"${from}" ${lacks}, so nothing can be compared with what run ${basename(runDir)} says: choose a dataset with ${classifies ? 'labels' : 'marked objects'}, or only predict.`,
  )
}

class TileRun {
  private readonly order: readonly number[] | undefined
  private readonly judge: Judge | undefined
  private readonly rows: ClassificationRows | undefined
  private readonly about: TableAbout
  private done = 0
  private unlabelled = 0

  constructor(
    private readonly source: TileSource,
    private readonly net: TileNet,
    private readonly job: TilesJob,
    private readonly context: JobContext,
  ) {
    const { classNames, several, classifies } = net
    const labelled = this.takeClasses()
    this.order = labelled || undefined
    if (job.match && classifies) this.rows = new ClassificationRows(classNames, several)
    if (job.match && !classifies) this.judge = net.task.judge(0)
    this.about = {
      kind: classifies ? 'classes' : 'detections',
      ...{ run: net.run, classNames, several, threshold: job.threshold ?? net.threshold },
      ...{ from: job.from, split: job.split, sources: source.sources, labelled: labelled !== false },
    }
  }

  async run(): Promise<Omit<TilesResult, 'seconds'>> {
    const { job, about, context } = this
    const rows = job.out
      ? await writeTable(job.out, about, (add) => this.each(add))
      : await this.each(async () => {}).then(() => 0)
    if (this.unlabelled > 0)
      context.warn(
        `${this.unlabelled} tiles do not have exactly one of the run's classes and are left out of the figures.`,
      )
    return { tiles: this.done, rows, threshold: about.threshold, ...this.judged() }
  }

  /** The order of the labels' classes; true where they are the run's, false where there are none to be used. */
  private takeClasses(): readonly number[] | undefined | false {
    const { source, net, job, context } = this
    if (!source.classNames) return false
    try {
      return classOrder(source.classNames, net.classNames, (sentence) => context.warn(sentence))
    } catch (error) {
      if (job.match) throw error
      context.warn(
        `${error instanceof Error ? error.message : String(error)} The labels are left out of the table.`,
      )
      return false
    }
  }

  private judged(): Pick<TilesResult, 'evaluation' | 'figures'> {
    const { threshold } = this.about
    if (this.rows) return { evaluation: this.rows.evaluate(threshold) }
    if (!this.judge) return {}
    const { evaluation, figures } = this.judge.judge({ threshold, match: this.job.match })
    return { evaluation, figures }
  }

  /** One batch is read while the network looks at the one before. */
  private async each(add: (rows: TableRows) => Promise<void>): Promise<void> {
    const { source, net, context } = this
    const started = performance.now()
    const total = source.tiles.length
    const readFrom = (at: number) => {
      const reading = source.read(source.tiles.subarray(at, at + net.batch))
      reading.catch(() => undefined)
      return reading
    }
    let next = readFrom(0)
    for (let at = 0; at < total; at += net.batch) {
      const { tiles, batch } = await next
      context.signal.throwIfAborted()
      if (at + net.batch < total) next = readFrom(at + net.batch)
      if (tiles.length > 0) await add(await this.look(tiles, batch))
      this.done += tiles.length
      const done = Math.min(total, at + net.batch)
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
    const { net, order } = this
    const batch = order ? inClasses(read, order, net.classNames.length) : read
    const { output, tiles } = await net.look(batch)
    if (!net.classifies) {
      this.judge?.add(output, tiles)
      return this.foundRows(numbers, net.task.find?.(output, batch.count) ?? [])
    }
    const probabilities = net.probabilities(output)
    const labels = this.about.labelled ? batch.labels : undefined
    if (labels) this.take(probabilities, labels)
    return { ...this.placesOf(numbers), probabilities, labels }
  }

  /** With one class a tile, a tile of none or of several cannot be judged. */
  private take(probabilities: Float32Array, labels: Uint8Array): void {
    if (!this.rows) return
    const classes = this.net.classNames.length
    if (this.net.several) return this.rows.add(probabilities, labels)
    for (let at = 0; at < labels.length; at += classes) {
      const own = labels.subarray(at, at + classes)
      if (own.reduce((n, v) => n + v, 0) !== 1) this.unlabelled++
      else this.rows.add(probabilities.subarray(at, at + classes), own)
    }
  }

  private foundRows(numbers: Int32Array, found: readonly Detections[]): TableRows {
    const kept = found.map((each) => {
      const order = Array.from(each.score.keys()).filter(
        (i) => (each.score[i] as number) >= this.about.threshold,
      )
      return takeDetections(each, order)
    })
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
        (v, i) => (i % 4 < 2 ? v + this.net.inset : v),
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
