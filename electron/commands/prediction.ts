import { app, type BrowserWindow } from 'electron'
import { join } from 'node:path'
import * as v from 'valibot'
import { levelName } from '../../src/tiles/levels'
import { foundSoFar, type predictionCommands } from '../../src/ipc/commands/prediction'
import type { CommandIn } from '../../src/ipc/contract'
import { AppError } from '../../src/base/errors'
import { projectLeft } from '../../src/base/projectLeft'
import type { CallContext } from '../../src/base/wire'
import type { SplitEvaluation, TilesEvaluation } from '../../src/evaluation/splitEvaluation'
import { changeKinds } from '../../src/evaluation/compare'
import { compareInDetail } from '../../src/services/comparing.node'
import { evaluateRun } from '../../src/services/evaluating.node'
import { exportAnnotations, exportTarget } from '../../src/services/exporting.node'
import {
  expectPrediction,
  predictImages,
  storedPrediction,
  type PredictedImage,
} from '../../src/services/predicting.node'
import { evaluateSplit } from '../../src/services/predictingTiles.node'
import { projectName } from '../../src/services/project.node'
import { quiet } from '../../src/base/job'
import { t } from '../../src/messages/messages'
import { sendEvent } from '../host'
import { askWhereToSave } from '../askForPaths'
import type { HandlersOf, AppServices } from './appServices'

const summaryOf = ({ accuracy, f1 }: TilesEvaluation) =>
  accuracy === undefined ? `F1 ${f1.toFixed(2)}` : t.host.percentRight((accuracy * 100).toFixed(1))

function classifiedText(images: readonly PredictedImage[]): string {
  const tiles = images.reduce((sum, image) => sum + (image.tiles ?? 1), 0)
  const of = t.numbers.images(images.length)
  return tiles > images.length ? t.host.classifiedInTiles(of, t.numbers.tiles(tiles)) : t.host.classified(of)
}

/** More of a kind than anybody steps through. */
const maxChanges = 2000

function searchedText(found: readonly PredictedImage[]): string {
  if (found.some(({ classes }) => classes)) return classifiedText(found)
  const objects = found.reduce((sum, { detections }) => sum + detections, 0)
  const levels = [...new Set(found.map(({ level }) => level))].sort((a, b) => a - b)
  const searched = levels.some((level) => level > 0)
    ? t.host.searchedAt(levels.map(levelName).join(t.host.and))
    : ''
  return t.host.found(t.numbers.objects(objects), t.numbers.images(found.length), searched)
}

export function predictionHandlers(services: AppServices): HandlersOf<typeof predictionCommands> {
  return { ...searching(services), ...judging(services), ...comparing(services) }
}

type Handlers = HandlersOf<typeof predictionCommands>
type Searching = 'predict.start' | 'predict.look' | 'predict.expect' | 'prediction.load'

function searching({ window, jobs, project, crashes, compute }: AppServices): Pick<Handlers, Searching> {
  let looked: CommandIn<'predict.look'> = null
  return {
    'predict.look': (at) => {
      looked = at
    },
    'predict.start': async (request) => {
      const { current } = project
      const { where, ...asked } = request
      const { folder } = current.paths
      const work = async (context: CallContext) => {
        if (where !== 'away') return predictImages(current, { ...asked, resume: true }, context)
        looked = null
        const looking = () => (isSeen(window) ? (looked ?? undefined) : undefined)
        const away = { ...compute.away(), looking }
        return remembered({ compute, folder, request, signal: context.signal }, () =>
          predictImages(current, { ...asked, resume: true, away }, context),
        )
      }
      const report = (data: unknown) => {
        const known = v.safeParse(foundSoFar, data)
        if (known.success) sendEvent(window, 'found', known.output)
      }
      const reporting = (context: CallContext) => work({ ...context, report })
      try {
        const found = await jobs.run('predict', t.host.searching, reporting, searchedText)
        return found.map(({ id, detections, seconds, level }) => ({ image: id, detections, seconds, level }))
      } finally {
        await project.filesChanged()
      }
    },
    'predict.expect': async (request) => {
      try {
        await expectPrediction(project.current, request, quiet)
      } catch {
        // The search will say it.
      }
    },
    'prediction.load': async ({ image, run: asked }) => {
      const stored = storedPrediction(project.current, image, asked)
      crashes.shows({ image, prediction: stored !== undefined })
      if (!stored) return null
      const { path, info: run } = stored
      const { info, detections } = await project.current.data.run('prediction.load', { path }, quiet)
      return { info: { ...info, classIds: run.classIds }, detections }
    },
  }
}

interface Remembered {
  readonly folder: string
  readonly request: CommandIn<'predict.start'>
  readonly signal: AbortSignal
}

/** A search elsewhere, which the next window finds again until its end is known. */
async function remembered<T>(
  { compute, folder, request, signal }: Pick<AppServices, 'compute'> & Remembered,
  search: () => Promise<T>,
): Promise<T> {
  compute.remember(folder, request)
  try {
    const found = await search()
    compute.remember(folder, undefined)
    return found
  } catch (error) {
    // Left, or out of reach for a while: it goes on there, and is found again.
    const silent = error instanceof AppError && error.code === 'place-unreachable'
    if (signal.reason !== projectLeft && !silent) compute.remember(folder, undefined)
    throw error
  }
}

const isSeen = (window: BrowserWindow) => !window.isDestroyed() && window.isVisible() && !window.isMinimized()

function judging({ window, jobs, project }: AppServices): Omit<Handlers, Searching | 'runs.compare'> {
  return {
    'evaluate.run': async (request) => {
      const { current } = project
      const outcome = (scores: TilesEvaluation) => t.host.evaluatedScores(summaryOf(scores))
      return jobs.run(
        'evaluate',
        t.host.evaluating,
        (context) => evaluateRun(current, { ...request, mistakes: true }, context),
        outcome,
      )
    },
    'evaluate.split': async ({ run, split, table }) => {
      const { current } = project
      const out = table ? await askForTable(window, `${run}-${split}.csv`) : undefined
      if (table && out === undefined) return null
      const work = (context: CallContext) =>
        evaluateSplit(current, { run, split, out, match: { kind: 'centre' } }, context)
      const outcome = (scores: SplitEvaluation) => {
        const [tiles, summary] = [t.numbers.tiles(scores.tiles), summaryOf(scores)]
        return out
          ? t.host.evaluatedPartTable(tiles, t.host[split], summary, out)
          : t.host.evaluatedPart(tiles, t.host[split], summary)
      }
      return jobs.run('evaluate', t.host.evaluating, work, outcome)
    },
    'export.run': async ({ format, what, run, threshold }) => {
      const { current } = project
      const { defaultName, folder } = await exportTarget(projectName(current.paths.folder), format, what, run)
      const filePath = await askWhereToSave(window, {
        title: folder ? t.host.exportToANewFolder : t.host.exportIt,
        defaultPath: join(app.getPath('documents'), defaultName),
      })
      if (filePath === undefined) return null
      const outcome = (r: { written: number; dropped: number; changed: number }) =>
        t.host.exported(t.numbers.objects(r.written), r.changed, r.dropped)
      const work = (context: CallContext) =>
        exportAnnotations(current, { format, what, run, threshold, out: filePath }, context)
      return { ...(await jobs.run('export', t.host.exporting, work, outcome)), path: filePath }
    },
  }
}

function askForTable(window: BrowserWindow, name: string): Promise<string | undefined> {
  return askWhereToSave(window, {
    title: t.host.saveAsATable,
    defaultPath: join(app.getPath('documents'), name),
    filters: [
      { name: t.host.csvTable, extensions: ['csv'] },
      { name: t.host.hdf5Table, extensions: ['h5'] },
    ],
  })
}

function comparing({ jobs, project }: AppServices): Pick<Handlers, 'runs.compare'> {
  return {
    'runs.compare': async (request) => {
      const { current } = project
      const work = (context: CallContext) => compareInDetail(current, { ...request }, context)
      const outcome = ({ result: { gained, lost, moved } }: Awaited<ReturnType<typeof work>>) =>
        t.host.comparedRuns(gained, lost, moved)
      const { result, changes } = await jobs.run('evaluate', t.host.comparing, work, outcome)
      const surest = changeKinds.flatMap((kind) =>
        changes
          .filter((change) => change.kind === kind)
          .sort((a, b) => b.score - a.score)
          .slice(0, maxChanges),
      )
      return { ...result, changes: surest, leftOut: changes.length - surest.length }
    },
  }
}
