import { AppError } from '../../src/base/errors'
import type { datasetCommands } from '../../src/ipc/commands/dataset'
import type { DatasetSummary } from '../../src/dataset/dataset'
import type { CallContext } from '../../src/base/wire'
import {
  buildDataset,
  inspectDataset,
  previewDataset,
  readTile,
  useForeign,
} from '../../src/services/datasets.node'
import { askForPaths } from '../askForPaths'
import { quiet } from '../../src/base/job'
import { plural } from '../plural'
import type { HandlersOf, Parts } from './parts'

export function datasetHandlers({ window, jobs, project }: Parts): HandlersOf<typeof datasetCommands> {
  let preview = new AbortController()
  /** What the person chose last: the window never names a path. */
  let foreign: string | undefined
  return {
    'dataset.preview': ({ request, revision }) => {
      preview.abort()
      preview = new AbortController()
      return previewDataset(project.current, request, revision, { ...quiet, signal: preview.signal })
    },
    'dataset.look': async ({ what }) => {
      const [path] = await askForPaths(window, {
        title: 'Use other data',
        properties: [what === 'file' ? 'openFile' : 'openDirectory'],
        ...(what === 'file' && {
          filters: [
            { name: 'HDF5 files and lists', extensions: ['h5', 'hdf5', 'csv', 'tsv', 'txt'] },
            { name: 'All files', extensions: ['*'] },
          ],
        }),
      })
      if (!path) return null
      foreign = path
      return project.current.data.run('dataset.look', { path }, quiet)
    },
    'dataset.foreign': async (request) => {
      const { current } = project
      if (!foreign) throw new AppError('no-data', 'Choose the data first.')
      const from = foreign
      const outcome = ({ splits }: DatasetSummary) =>
        `The data is ready: ${plural(splits.train.tiles, 'picture')} to learn from.`
      const work = (context: CallContext) => useForeign(current, { from, ...request }, context)
      const summary = await jobs.run('dataset', 'Taking the data in', work, outcome)
      await project.filesChanged()
      return summary
    },
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
    'dataset.tile': ({ index }) => readTile(project.current, index, quiet),
    'dataset.inspect': () => inspectDataset(project.current, quiet, true),
  }
}
