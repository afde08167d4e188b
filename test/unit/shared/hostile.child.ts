// Opens projects as the app does, each asked for by a line; prints what was said and how long each answer took.
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { AppError } from '../../../src/base/errors'
import type { TileReply } from '../../../src/ipc/tiles'
import { loadH5 } from '../../../src/hdf5/h5Module.node'
import { listRuns } from '../../../src/project/folder/runs.node'
import { StoreClient } from '../../../src/project/store/storeClient.node'
import { storeJobs } from '../../../src/project/store/storeJobs.node'
import { dataJobs } from '../../../src/services/dataJobs.node'
import { inspectProjectDataset, readTile } from '../../../src/services/datasets.node'
import { LocalRunner } from '../../../src/services/localRunner'
import { storedPrediction } from '../../../src/services/predicting.node'
import { prepareImages, unprepared } from '../../../src/services/preparing.node'
import { type Project, projectState, serveTiles } from '../../../src/services/project.node'
import { TileServer } from '../../../src/services/tileServer.node'
import { trainHistory, writeNote } from '../../../src/services/keptRuns.node'
import { loadCheckpoint } from '../../../src/training/checkpoint.node'

const noAnswer = new Error('The request is not one.')

export interface Answer {
  readonly step: string
  readonly ms: number
  /** What went wrong; none where it went well. */
  readonly code?: string | undefined
  readonly message?: string | undefined
}
export interface Opened {
  readonly answers: readonly Answer[]
  readonly rss: number
}

const tiles = new TileServer()
const data = new LocalRunner(dataJobs(tiles))
const quiet = { signal: new AbortController().signal, progress: () => {}, warn: () => {} }

async function open(folder: string): Promise<Answer[]> {
  const answers: Answer[] = []
  const step = async <T>(name: string, work: () => T | Promise<T>): Promise<T | undefined> => {
    const started = performance.now()
    const ms = () => Math.round(performance.now() - started)
    try {
      const value = await work()
      answers.push({ step: name, ms: ms() })
      return value
    } catch (error) {
      const code = error instanceof AppError ? error.code : error === noAnswer ? 'no-answer' : 'raw'
      const message = error instanceof Error ? error.message : String(error)
      answers.push({ step: name, ms: ms(), code, message })
      return undefined
    }
  }
  const store = await step('open', () => StoreClient.open(new LocalRunner(storeJobs()), folder))
  if (!store) return answers
  if (store.problem) answers.push({ step: 'problem', ms: 0, code: 'problem', message: store.problem })
  const project = { store, paths: store.paths, data, trainer: undefined } as unknown as Project
  const state = await step('state', () => projectState(project, null))
  await step('serve', () => serveTiles(project))
  const image = state?.images[0]
  if (image) await look(project, image.id, step)
  await step('dataset', () => inspectProjectDataset(project, quiet, true))
  await step('dataset tile', async () => {
    if (project.paths.has(project.paths.dataset('dataset'))) await readTile(project, 0, quiet)
  })
  for (const { id } of listRuns(project.paths)) {
    await step('history', () => trainHistory(project, id))
    await step('checkpoint', () => void loadCheckpoint(join(project.paths.run(id), 'checkpoints', 'best')))
    await step('note', () => writeNote(project, id, 'seen'))
  }
  const ids = await step('unprepared', () => unprepared(project, quiet))
  if (ids && ids.length > 0)
    await step('prepare', () => prepareImages(project, ids.slice(0, 1), () => {}, quiet))
  await step('close', () => store.close())
  return answers
}

async function look(
  project: Project,
  image: number,
  step: <T>(name: string, work: () => T | Promise<T>) => Promise<T | undefined>,
): Promise<void> {
  await step('load', () => project.store.load(image))
  await step('view', () => project.store.setting(`view.${image}`))
  const path = await step('prediction path', () => storedPrediction(project, image)?.path)
  if (path) await step('prediction', () => data.run('prediction.load', { path }, quiet))
  await step('outside', () => {
    let outside: string | undefined
    try {
      outside = storedPrediction(project, image, '../../outside/pred')?.path ?? 'nowhere'
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'path-outside') throw error
    }
    if (outside !== undefined) throw new Error(`it leads to ${outside}`)
  })
  const place = { image, level: 0, column: 0, row: 0 }
  await step('tile', () => ask({ kind: 'image', id: 1, ...place }))
  await step('heat', () => ask({ kind: 'heat', id: 2, run: 'run-1', ...place }))
  await step('heat outside', async () => {
    await ask({ kind: 'heat', id: 3, run: '../../outside/pred', ...place }, 200)
    throw new Error('it was answered')
  })
}

/** One question over the tile port, as the window asks it. */
function ask(message: unknown, patience = 10_000): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(noAnswer), patience)
    const reply = (answer: TileReply) => {
      clearTimeout(timer)
      if (answer.kind === 'error') reject(new AppError('tile', answer.message))
      else resolve()
    }
    tiles.attach({
      postMessage: (answer) => reply(answer as TileReply),
      onMessage: (listener) => listener(message),
    })
  })
}

// As in the app, where the process is there before a project is opened.
await Promise.all([
  loadH5(),
  import('../../../src/image/openLevels.node'),
  import('../../../src/prediction/predictionFile.node'),
])
for await (const folder of createInterface({ input: process.stdin })) {
  const answers = await open(folder)
  process.stdout.write(`${JSON.stringify({ answers, rss: process.memoryUsage().rss } satisfies Opened)}\n`)
}
