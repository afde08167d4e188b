import { AppError } from '../base/errors'
import type { JobHandlers } from '../ipc/wire'
import { packObjects } from '../project/packedObjects'
import type { DataJobs, PackedLabels, ReadLabels } from './jobs'
import type { TileServer } from './tileServer.node'

/** The jobs of the data process. Heavy parts are loaded when first needed, so that the process starts at once. */
export function dataJobs(tiles: TileServer): JobHandlers<DataJobs> {
  return {
    'image.import': async (input, context) => {
      const { importImage } = await import('../image/importImage.node')
      return importImage(input, context)
    },
    'labels.read': async (input) => {
      const { readLabels } = await import('../formats/readLabels.node')
      return readLabels(input)
    },
    'labels.pack': async (input) => {
      const { readLabels } = await import('../formats/readLabels.node')
      return packLabels(await readLabels(input))
    },
    'dataset.build': async (input, context) => {
      const { buildDataset } = await import('../dataset/build.node')
      return buildDataset(input, context)
    },
    'dataset.preview': async (input, { signal }) => {
      const { previewDataset } = await import('../dataset/preview.node')
      return previewDataset(input, signal)
    },
    'dataset.inspect': async ({ path, ...options }) => {
      const { inspectDataset } = await import('../dataset/inspect.node')
      return inspectDataset(path, options)
    },
    'dataset.tile': async ({ path, index }) => {
      const { openDataset } = await import('../dataset/reader.node')
      const reader = await openDataset(path)
      try {
        if (index >= reader.length)
          throw new AppError('no-tile', `The dataset has ${reader.length} tiles, and no tile ${index}.`)
        return { ...reader.read([index]), size: reader.tile }
      } finally {
        reader.close()
      }
    },
    'prediction.load': async ({ path }) => {
      const { openPrediction } = await import('../prediction/predictionFile.node')
      const file = await openPrediction(path)
      try {
        return { info: file.info, detections: file.detections() }
      } finally {
        file.close()
      }
    },
    evaluate: async (input, context) => {
      const { evaluatePredictions } = await import('./evaluatePredictions.node')
      return evaluatePredictions(input, context)
    },
    'tiles.serve': async (input) => {
      await tiles.serve(input)
      return null
    },
  }
}

function packLabels({ objects, ...rest }: ReadLabels): PackedLabels {
  const used = [...new Set(objects.map((object) => object.className))]
  const number = new Map(used.map((name, i) => [name, i]))
  const rows = objects.map(({ className, shape }) => {
    return { id: 0, class: number.get(className) as number, shape, origin: 'import' as const }
  })
  return { ...rest, used, objects: packObjects(0, rows) }
}
