import { existsSync, realpathSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { AppError } from '../base/errors'
import type { ResizeRule, SplitName } from '../tiles/tiles'
import type { ForeignMap } from '../dataset/foreign/mapping'
import type { EngineId } from '../engine/engine'
import type { MatchRule } from '../evaluation/evaluation'
import type { SplitEvaluation } from '../evaluation/splitEvaluation'
import type { CallContext } from '../base/wire'
import { says } from '../messages/says/says'
import { tableKind } from '../prediction/table/writeTable.node'
import type { TestTimeAugmentation } from '../prediction/testTimeAugmentation'
import type { RunInfo } from '../runs/config'
import type { TilesResult } from '../training/tilesJob'
import { thresholdAsked, type RequestedThreshold } from './askedThreshold'
import { chosenRun, projectClass, type Project } from './project.node'

export interface TilesRequest {
  readonly run?: string | undefined
  readonly split?: SplitName | undefined
  /** Where the table goes. */
  readonly out?: string | undefined
  readonly threshold?: RequestedThreshold | undefined
  readonly map?: ForeignMap | undefined
  /** Absent: as the run's own dataset was made. */
  readonly resize?: ResizeRule | undefined
  /** Of a run that classifies; absent: as it was validated. */
  readonly tta?: TestTimeAugmentation | undefined
  readonly engine?: EngineId | 'auto' | undefined
}

export interface SplitRequest extends TilesRequest {
  /** Absent: the run's own. */
  readonly dataset?: string | undefined
  readonly match: MatchRule
}

/** Holds what a run says of one part of a dataset against its labels, at the threshold that the run got in its training. */
export async function evaluateSplit(
  project: Project,
  { dataset, split = 'test', ...request }: SplitRequest,
  context: CallContext,
): Promise<SplitEvaluation> {
  const run = chosenRun(project, request.run)
  if (run.origin && !dataset) throw new AppError('no-dataset', says.runs.theRunIdCameFrom(run.id))
  const path = resolve(dataset ?? run.config.dataset)
  if (!existsSync(path)) throw new AppError('no-dataset', says.runs.thereIsNoDatasetAt(path))
  if (!dataset && statSync(path).mtimeMs > Date.parse(run.startedAt))
    context.warn(says.runs.pathWasBuiltAgainAfter(path, run.id, split))
  const result = await predictTiles(project, run, { ...request, from: path, split }, context)
  const { evaluation, tiles, figures } = result
  if (!evaluation) throw new Error('an evaluation without a result')
  return { ...evaluation, run: run.id, dataset: path, split, tiles, ...(figures && { figures }) }
}

export interface TableResult extends Omit<TilesResult, 'evaluation' | 'figures'> {
  readonly run: string
  readonly out: string
}

/** Writes a table of what a run says of every picture of a folder or a list, or of every tile of an HDF5. */
export async function predictTable(
  project: Project,
  from: string,
  request: TilesRequest & { readonly out: string },
  context: CallContext,
): Promise<TableResult> {
  const run = chosenRun(project, request.run)
  const {
    evaluation: _,
    figures: __,
    ...done
  } = await predictTiles(project, run, { ...request, from: resolve(from) }, context)
  return { run: run.id, ...done, out: resolve(request.out) }
}

async function predictTiles(
  project: Project,
  run: RunInfo,
  request: TilesRequest & { readonly from: string; readonly match?: MatchRule | undefined },
  context: CallContext,
): Promise<TilesResult> {
  const { from, split, map, match, resize, tta, engine = 'auto' } = request
  const out = request.out === undefined ? undefined : resolve(request.out)
  if (out) refuseTarget(out, from)
  const classes = (await project.store.classes()).map(projectClass)
  const job = {
    runDir: project.paths.run(run.id),
    engine,
    from,
    split,
    map,
    out,
    threshold: thresholdAsked(request.threshold, run, classes),
    match,
    resize,
    tta,
  }
  return project.trainer.run('predict.tiles', job, context)
}

/** Fails with `table-name`, or `same-file` for a table that would take the place of what it is made from. */
function refuseTarget(out: string, from: string): void {
  tableKind(out)
  if (existsSync(out) && existsSync(from) && realpathSync(out) === realpathSync(from))
    throw new AppError('same-file', says.runs.theTableWouldTakeThe(from))
}
