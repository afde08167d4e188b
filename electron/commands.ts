import { app, type BrowserWindow, dialog } from 'electron'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../src/base/errors'
import type { EventData, ProjectState } from '../src/ipc/contract'
import { buildDataset, inspectDataset } from '../src/services/datasets.node'
import { evaluateRun } from '../src/services/evaluating.node'
import { exportAnnotations, exportTarget } from '../src/services/exporting.node'
import { importImages, removeImage } from '../src/services/importing.node'
import type { TrainerJobs } from '../src/services/jobs'
import { predictImages, predictionPath } from '../src/services/predicting.node'
import { classColor, projectName } from '../src/services/project.node'
import { addSample } from '../src/services/sample.node'
import { trainHistory, trainRun } from '../src/services/training.node'
import type { CallContext, JobRunner } from '../src/ipc/wire'
import type { DatasetSummary } from '../src/dataset/dataset'
import type { CommandHandlers } from './host'
import { sendEvent } from './host'
import type { JobBoard } from './jobBoard'
import type { OpenProject } from './openProject'
import { readSettings, recentProjects, rememberProject, writeSettings } from './preferences'

interface Parts {
  readonly window: BrowserWindow
  readonly jobs: JobBoard
  readonly project: OpenProject
  readonly trainer: JobRunner<TrainerJobs>
  readonly notice: (role: 'alert' | 'status', message: string) => void
}

const quiet = { signal: new AbortController().signal, progress: () => {}, warn: () => {} }
/** The window counts ids up by itself: more than anybody marks before the image is loaded again. */
const idsPerLoad = 1_000_000
const plural = (count: number, one: string) => `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`

/** Every command of the contract, each a few lines over the services. */
export function commandHandlers(parts: Parts): CommandHandlers {
  return {
    ...projectCommands(parts),
    ...documentCommands(parts),
    ...workCommands(parts),
    ...appCommands(parts),
  }
}

type Names<Prefix extends string> = Extract<keyof CommandHandlers, `${Prefix}.${string}`>

function projectCommands({
  window,
  jobs,
  project,
}: Parts): Pick<CommandHandlers, Names<'project' | 'images'>> {
  const opened = async (): Promise<ProjectState | null> => {
    const { state } = project
    if (state) await rememberProject(state.path, state.name)
    return state
  }
  return {
    'project.new': async ({ classes }) => {
      const { filePath, canceled } = await dialog.showSaveDialog(window, {
        title: 'New project',
        defaultPath: join(app.getPath('documents'), 'Untitled.windhover'),
        buttonLabel: 'Create',
      })
      if (canceled || !filePath) return null
      const folder = filePath.endsWith('.windhover') ? filePath : `${filePath}.windhover`
      const named = classes.map((name, i) => ({ name, color: classColor(i) }))
      await project.create(folder, named)
      return opened()
    },
    'project.open': async ({ path }) => {
      const folder = path ?? (await askForProject(window))
      if (!folder) return null
      await project.open(folder)
      return opened()
    },
    'project.sample': async () => {
      const folder = join(app.getPath('documents'), 'Windhover', 'sample.windhover')
      if (existsSync(folder)) await project.open(folder)
      else {
        await project.create(folder, [{ name: 'vehicle', color: classColor(0) }])
        const done = () => 'The sample is ready: its left half is marked and checked.'
        await jobs.run('import', 'Opening the sample', (context) => addSample(project.current, context), done)
        await project.filesChanged()
      }
      return opened()
    },
    'project.state': () => project.state,
    'project.close': async () => {
      jobs.cancelAll()
      await project.close()
    },
    'project.recent': async () => (await recentProjects()).filter(({ path }) => existsSync(path)),
    'images.import': async ({ paths }) => {
      const { current } = project
      const files = paths ?? (await askForImages(window))
      if (files.length === 0) return null
      const [first] = files
      if (files.length === 1 && first?.replace(/[/\\]$/, '').endsWith('.windhover')) {
        await project.open(first.replace(/[/\\]$/, ''))
        return opened()
      }
      const label = `Importing ${plural(files.length, 'file')}`
      const request = { files, format: 'auto', checked: 'none' } as const
      const outcome = (images: readonly { name: string; objects: number }[]) => {
        const objects = images.reduce((sum, image) => sum + image.objects, 0)
        return `Imported ${plural(images.length, 'image')}${objects > 0 ? ` with ${plural(objects, 'object')}` : ''}.`
      }
      try {
        await jobs.run('import', label, (context) => importImages(current, request, context), outcome)
      } finally {
        await project.filesChanged()
      }
      return project.state
    },
    'images.remove': async ({ image }) => {
      await removeImage(project.current, image)
      await project.filesChanged()
      return project.state as ProjectState
    },
  }
}

async function askForProject(window: BrowserWindow): Promise<string | undefined> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    title: 'Open project',
    properties: ['openDirectory'],
  })
  return filePaths[0]
}

async function askForImages(window: BrowserWindow): Promise<string[]> {
  const { filePaths, canceled } = await dialog.showOpenDialog(window, {
    title: 'Import images',
    properties: ['openFile', 'multiSelections'],
    filters: [
      {
        name: 'Images and labels',
        extensions: ['jpg', 'jpeg', 'png', 'tif', 'tiff', 'webp', 'txt', 'json', 'geojson'],
      },
      { name: 'All files', extensions: ['*'] },
    ],
  })
  return canceled ? [] : filePaths
}

function documentCommands({ project }: Parts): Pick<CommandHandlers, Names<'document'>> {
  return {
    'document.load': ({ image }) => {
      const { store } = project.current
      return { ...store.load(image), nextId: store.nextId(idsPerLoad) }
    },
    'document.apply': ({ edit }) => {
      const { store } = project.current
      store.applyEdit(edit)
      return { canUndo: store.canUndo(), canRedo: store.canRedo() }
    },
    'document.undo': () => project.current.store.undo(),
    'document.redo': () => project.current.store.redo(),
  }
}

function workCommands(
  parts: Parts,
): Pick<
  CommandHandlers,
  Names<'dataset' | 'train' | 'predict' | 'prediction' | 'evaluate' | 'export' | 'job'>
> {
  const { window, jobs, project } = parts
  return {
    'dataset.build': async (spec) => {
      const { current } = project
      const outcome = (summary: DatasetSummary) =>
        `The dataset is built: ${plural(
          Object.values(summary.tiles).reduce((a, b) => a + b, 0),
          'tile',
        )}.`
      const work = (context: CallContext) => buildDataset(current, spec, context)
      const summary = await jobs.run('dataset', 'Building the dataset', work, outcome)
      await project.filesChanged()
      return summary
    },
    'dataset.inspect': () => inspectDataset(project.current, quiet, true),
    'train.start': async ({ settings, resume }) => {
      const { current } = project
      if (jobs.isRunning('train')) throw new AppError('busy', 'A training is already running; stop it first.')
      const report = (data: unknown) => sendEvent(window, 'train', data as EventData<'train'>)
      const work = (context: CallContext) => trainRun(current, { ...settings, resume }, context)
      const outcome = (run: { status: string; epochs: number; best?: { metric: number } | undefined }) =>
        `Training ${run.status === 'stopped' ? 'stopped' : 'finished'} after ${plural(run.epochs, 'epoch')}` +
        (run.best ? `, best F1 ${run.best.metric.toFixed(2)} on the validation tiles.` : '.')
      try {
        return await jobs.run('train', 'Training', work, outcome, report)
      } finally {
        await project.tell()
      }
    },
    'train.stop': () => jobs.cancelAll('train'),
    'train.history': ({ run }) => trainHistory(project.current, run),
    'predict.start': async (request) => {
      const { current } = project
      const work = (context: CallContext) => predictImages(current, request, context)
      const outcome = (found: readonly { detections: number }[]) =>
        `Found ${plural(
          found.reduce((sum, { detections }) => sum + detections, 0),
          'object',
        )} in ${plural(found.length, 'image')}.`
      try {
        const found = await jobs.run('predict', 'Searching', work, outcome)
        return found.map(({ id, detections, seconds }) => ({ image: id, detections, seconds }))
      } finally {
        await project.filesChanged()
      }
    },
    'prediction.load': async ({ image, run }) => {
      const path = predictionPath(project.current, image, run)
      if (!path) return null
      return project.current.data.run('prediction.load', { path }, quiet)
    },
    'evaluate.run': async (request) => {
      const { current } = project
      const outcome = (scores: { f1: number }) => `Evaluated: F1 ${scores.f1.toFixed(2)}.`
      return jobs.run('evaluate', 'Evaluating', (context) => evaluateRun(current, request, context), outcome)
    },
    'export.run': async ({ format, what }) => {
      const { current } = project
      const { defaultName, folder } = exportTarget(projectName(current.paths.folder), format, what)
      const { filePath, canceled } = await dialog.showSaveDialog(window, {
        title: folder ? 'Export to a new folder' : 'Export',
        defaultPath: join(app.getPath('documents'), defaultName),
      })
      if (canceled || !filePath) return null
      const outcome = (r: { written: number; dropped: number; changed: number }) =>
        `Exported ${plural(r.written, 'object')}; ${r.changed} changed in shape, ${r.dropped} left out.`
      const work = (context: CallContext) =>
        exportAnnotations(current, { format, what, out: filePath }, context)
      return { ...(await jobs.run('export', 'Exporting', work, outcome)), path: filePath }
    },
    'job.cancel': ({ job }) => jobs.cancel(job),
  }
}

function appCommands({ trainer }: Parts): Pick<CommandHandlers, Names<'engines' | 'settings'>> {
  return {
    'engines.list': () => trainer.run('engines', null, quiet),
    'settings.read': () => readSettings(),
    'settings.write': ({ json }) => writeSettings(json),
  }
}
