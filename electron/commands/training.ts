import { app, type BrowserWindow } from 'electron'
import { basename, join } from 'node:path'
import { AppError } from '../../src/base/errors'
import { projectLeft } from '../../src/base/projectLeft'
import type { trainingCommands } from '../../src/ipc/commands/training'
import type { EventData } from '../../src/ipc/contract'
import type { CallContext } from '../../src/base/wire'
import { exportRunModel } from '../../src/services/exportingModel.node'
import { projectName } from '../../src/services/project.node'
import { runFolder } from '../../src/services/runFolder.node'
import { removeRun, renameRun, trainHistory, writeNote } from '../../src/services/keptRuns.node'
import { cutOff, trainRun, type TrainRequest } from '../../src/services/training.node'
import { bestF1, judgedOnTraining, type RunInfo } from '../../src/runs/config'
import { epochsOf } from '../../src/runs/runName'
import type { ModelFormat } from '../../src/training/modelFormats'
import { askForPaths, askWhereToSave } from '../askForPaths'
import { sendEvent } from '../host'
import { quiet } from '../../src/base/job'
import { t } from '../../src/messages/messages'
import type { HandlersOf, AppServices } from './appServices'

export function trainingHandlers(services: AppServices): HandlersOf<typeof trainingCommands> {
  const { window, jobs, project, trainer, compute } = services
  /** What the person chose last: the window never names a path. */
  let chosen: Pick<TrainRequest, 'from' | 'weights'> = {}
  return {
    'train.start': async ({ settings, resume, where }) => {
      const { current } = project
      const { start, ...rest } = settings
      const from = start?.kind === 'run' ? { from: start.run } : start ? chosen : {}
      if (jobs.isRunning('train')) throw new AppError('busy', t.host.aTrainingIsAlreadyRunning)
      const report = (data: unknown) => sendEvent(window, 'train', data as EventData<'train'>)
      const work = async (context: CallContext) => {
        const away = where === 'away' ? compute.away() : undefined
        const run = await trainRun(current, { ...rest, ...from, resume, away }, { ...context, report })
        return context.signal.reason === projectLeft ? cutOff(current, run) : run
      }
      try {
        return await jobs.run({ kind: 'train', away: where === 'away' }, t.host.training, work, trainedText)
      } finally {
        await project.tell()
      }
    },
    'train.chooseStart': async ({ what }) => {
      const [path] = await askForStart(window, what)
      if (!path) return null
      chosen = what === 'run' ? { from: runFolder(project.current, path) } : { weights: path }
      return { name: basename(path) }
    },
    'train.stop': () => jobs.cancelAll('train'),
    'model.export': (request) => exportModel(services, request),
    'engines.list': () => trainer.run('engines', null, quiet),
    ...keeping(project),
  }
}

/** Null where the person would rather not. */
async function exportModel(
  { window, jobs, project }: AppServices,
  { run, format }: { readonly run: string; readonly format: ModelFormat },
): Promise<{ file: string } | null> {
  const { current } = project
  const filePath = await askForModel(window, `${projectName(current.paths.folder)}-${run}`, format)
  if (filePath === undefined) return null
  const work = (context: CallContext) => exportRunModel(current, { run, format, out: filePath }, context)
  const { file } = await jobs.run('export', t.host.exporting, work, (made) =>
    t.host.networkWrittenToFileValue(made.file, (made.bytes / 1e6).toFixed(1)),
  )
  return { file }
}

function trainedText(run: RunInfo): string {
  const epochs = epochsOf(run)
  const ended = run.status === 'stopped' ? t.host.trainingStopped(epochs) : t.host.trainingFinished(epochs)
  const best = judgedOnTraining(run) ? t.host.bestOnTraining : t.host.bestOnValidation
  return `${ended}${run.best ? best(bestF1(run)?.toFixed(2) ?? '') : t.state.end}`
}

/** For the folder of a run, or for a file of weights. */
function askForStart(window: BrowserWindow, what: 'run' | 'weights'): Promise<string[]> {
  return askForPaths(window, {
    title: what === 'run' ? t.host.startFromARunOf : t.host.startFromAFileOf,
    properties: [what === 'run' ? 'openDirectory' : 'openFile'],
    ...(what === 'weights' && {
      filters: [{ name: t.host.kerasAndDarknetWeights, extensions: ['h5', 'hdf5', 'keras', 'weights'] }],
    }),
  })
}

function askForModel(window: BrowserWindow, name: string, format: ModelFormat): Promise<string | undefined> {
  return askWhereToSave(window, {
    title: format === 'keras' ? t.host.exportKerasWeights : t.host.exportToANewFolder,
    defaultPath: join(app.getPath('documents'), `${name}${format === 'keras' ? '.h5' : '-tfjs'}`),
  })
}

/** What is kept of runs: history, note and name; and how they go. */
function keeping(
  project: AppServices['project'],
): Pick<HandlersOf<typeof trainingCommands>, 'train.history' | 'run.note' | 'run.rename' | 'run.remove'> {
  return {
    'train.history': ({ run }) => trainHistory(project.current, run),
    'run.note': async ({ run, note }) => {
      writeNote(project.current, run, note)
      await project.tell()
    },
    'run.rename': async ({ run, name }) => {
      renameRun(project.current, run, name)
      await project.tell()
    },
    'run.remove': async ({ run }) => {
      removeRun(project.current, run)
      await project.filesChanged()
    },
  }
}
