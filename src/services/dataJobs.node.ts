import { AppError } from '../base/errors'
import type { JobHandlers } from '../base/wire'
import { says } from '../messages/says/says'
import type { DataJobs } from './jobs'
import { withoutHeld } from './marks'
import type { TileServer } from './tileServer.node'

/** The jobs of the data process. Heavy parts are loaded when first needed, so that the process starts at once. */
export function dataJobs(tiles: TileServer): JobHandlers<DataJobs> {
  return {
    ...imageJobs,
    ...labelJobs,
    ...datasetJobs,
    ...resultJobs,
    'tiles.serve': async (input) => {
      await tiles.serve(input)
      return null
    },
  }
}

type Jobs = JobHandlers<DataJobs>
type Of<Prefix extends string> = Pick<Jobs, Extract<keyof Jobs, `${Prefix}.${string}`>>

const imageJobs: Of<'image' | 'images'> = {
  'image.import': async (input, context) => {
    const { importImage } = await import('../image/importImage.node')
    return importImage(input, context)
  },
  'image.prepare': async (input, context) => {
    const { preparePicture } = await import('../image/importImage.node')
    return preparePicture(input, context)
  },
  'images.check': async (images, { signal }) => {
    const { isComplete } = await import('../image/openLevels.node')
    const missing: number[] = []
    for (const image of images) {
      signal.throwIfAborted()
      if (!(await isComplete(image))) missing.push(image.id)
    }
    return missing
  },
  'images.colors': async (images, { signal }) => {
    const { hasOldColors } = await import('../image/oldColors.node')
    const known: { id: number; old: boolean }[] = []
    for (const image of images) {
      signal.throwIfAborted()
      // What cannot be read is said where it is looked at.
      const old = await hasOldColors(image).catch(() => undefined)
      if (old !== undefined) known.push({ id: image.id, old })
    }
    return known
  },
  'image.histograms': async (input) => {
    const { histogramsOf } = await import('../image/importImage.node')
    return histogramsOf(input)
  },
}

const labelJobs: Of<'labels'> = {
  'labels.read': async (input, context) => {
    const { readLabels } = await import('../formats/readLabels.node')
    return readLabels(input, context)
  },
  'labels.preview': async ({ file, ...of }) => {
    const { previewFile } = await import('../formats/csvPreview.node')
    return previewFile(file, of)
  },
  'labels.pack': async (input, context) => {
    const { packLabels } = await import('./packLabels.node')
    return packLabels(input, context)
  },
  'labels.write': async (input, context) => {
    const { writeLabels } = await import('./writeLabels.node')
    return writeLabels(input, context)
  },
}

const datasetJobs: Of<'dataset'> = {
  'dataset.build': async (input, context) => {
    const { buildDataset } = await import('../dataset/build.node')
    return buildDataset({ ...input, images: input.images.map(withoutHeld) }, context)
  },
  'dataset.yolo': async (input, context) => {
    const { writeDatasetAsYolo } = await import('./writeDatasetAsYolo.node')
    return writeDatasetAsYolo(input, context)
  },
  'dataset.foreign': async (input, context) => {
    const { buildForeign } = await import('../dataset/foreign/buildForeign.node')
    return buildForeign(input, context)
  },
  'dataset.list': async (input, context) => {
    const { listPictures } = await import('../dataset/foreign/listFiles.node')
    return listPictures(input, context)
  },
  'dataset.look': async ({ path }) => {
    const { lookAtForeign } = await import('../dataset/foreign/look.node')
    return lookAtForeign(path)
  },
  'dataset.preview': async (input, { signal }) => {
    const { previewDataset } = await import('../dataset/preview.node')
    return previewDataset({ ...input, images: input.images?.map(withoutHeld) }, signal)
  },
  'dataset.inspect': async ({ path, ...options }) => {
    const { inspectDataset } = await import('../dataset/inspect.node')
    return inspectDataset(path, options)
  },
  'dataset.ground': async ({ path }) => {
    const { readGround } = await import('../dataset/seenGround.node')
    return readGround(path)
  },
  'dataset.tile': async ({ path, index }) => {
    const { openDataset, readTilesOf } = await import('../dataset/reader.node')
    const reader = await openDataset(path)
    try {
      if (index >= reader.length)
        throw new AppError('no-tile', says.services.theDatasetHasReaderTiles(reader.length, index))
      return { ...(await readTilesOf(reader, [index])), size: reader.tile }
    } finally {
      reader.close()
    }
  },
}

const resultJobs: Of<'prediction' | 'figure' | 'report'> & Pick<Jobs, 'evaluate' | 'count'> = {
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
  count: async (input, context) => {
    const { countPredictions } = await import('./countPredictions.node')
    return countPredictions(input, context)
  },
  'figure.draw': async (input, context) => {
    const { drawFigure } = await import('../figures/drawFigure.node')
    return drawFigure(input, context)
  },
  'report.pictures': async (input, context) => {
    const { drawReportPictures } = await import('../figures/report/reportPictures.node')
    return drawReportPictures(input, context)
  },
}
