import type { datasetCommands } from '../../src/ipc/commands/dataset'
import type { DatasetSummary } from '../../src/dataset/dataset'
import type { CallContext } from '../../src/ipc/wire'
import { buildDataset, inspectDataset, previewDataset, readTile } from '../../src/services/datasets.node'
import { type HandlersOf, type Parts, plural, quiet } from './parts'

export function datasetHandlers({ jobs, project }: Parts): HandlersOf<typeof datasetCommands> {
  let preview = new AbortController()
  return {
    'dataset.preview': ({ request, revision }) => {
      preview.abort()
      preview = new AbortController()
      return previewDataset(project.current, request, revision, { ...quiet, signal: preview.signal })
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
