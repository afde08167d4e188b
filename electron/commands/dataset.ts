import { AppError } from '../../src/base/errors'
import type { datasetCommands } from '../../src/ipc/commands/dataset'
import type { DatasetSummary } from '../../src/dataset/dataset'
import type { CallContext } from '../../src/base/wire'
import {
  buildProjectDataset,
  inspectProjectDataset,
  previewProjectDataset,
  readTile,
  useForeign,
} from '../../src/services/datasets.node'
import { askForPaths } from '../askForPaths'
import { quiet } from '../../src/base/job'
import { t } from '../../src/messages/messages'
import type { HandlersOf, AppServices } from './appServices'

export function datasetHandlers({ window, jobs, project }: AppServices): HandlersOf<typeof datasetCommands> {
  let preview = new AbortController()
  /** What the person chose last: the window never names a path. */
  let foreign: string | undefined
  return {
    'dataset.preview': ({ request, revision }) => {
      preview.abort()
      preview = new AbortController()
      return previewProjectDataset(project.current, request, revision, { ...quiet, signal: preview.signal })
    },
    'dataset.look': async ({ what }) => {
      const [path] = await askForPaths(window, {
        title: t.host.useOtherData,
        properties: [what === 'file' ? 'openFile' : 'openDirectory'],
        ...(what === 'file' && {
          filters: [
            { name: t.host.hdf5FilesAndLists, extensions: ['h5', 'hdf5', 'csv', 'tsv', 'txt'] },
            { name: t.host.allFiles, extensions: ['*'] },
          ],
        }),
      })
      if (!path) return null
      foreign = path
      return project.current.data.run('dataset.look', { path }, quiet)
    },
    'dataset.foreign': async (request) => {
      const { current } = project
      if (!foreign) throw new AppError('no-data', t.host.chooseTheDataFirst)
      const from = foreign
      const outcome = ({ splits }: DatasetSummary) =>
        t.host.dataIsReady(t.numbers.pictures(splits.train.tiles))
      const work = (context: CallContext) => useForeign(current, { from, ...request }, context)
      const summary = await jobs.run('dataset', t.host.takingTheDataIn, work, outcome)
      await project.filesChanged()
      return summary
    },
    'dataset.build': async (spec) => {
      const { current } = project
      const outcome = (summary: DatasetSummary) =>
        t.host.datasetIsBuilt(t.numbers.tiles(Object.values(summary.tiles).reduce((a, b) => a + b, 0)))
      const work = (context: CallContext) => buildProjectDataset(current, spec, context)
      const summary = await jobs.run('dataset', t.host.buildingTheDataset, work, outcome)
      await project.filesChanged()
      return summary
    },
    'dataset.tile': ({ index }) => readTile(project.current, index, quiet),
    'dataset.inspect': () => inspectProjectDataset(project.current, quiet, true),
  }
}
