import type { JobHandlers } from '../base/wire'
import type { TrainerJobs } from './jobs'

/** The jobs of the trainer process: whatever needs TensorFlow. */
export function trainerJobs(): JobHandlers<TrainerJobs> {
  return {
    engines: async () => {
      const { reportEngines } = await import('../engine/engines.node')
      return reportEngines()
    },
    train: async (input, context) => {
      const { dropReady } = await import('./readyDetector.node')
      dropReady()
      const { train } = await import('../training/train.node')
      return train(input, context)
    },
    predict: async (input, context) => {
      const { searchImages } = await import('./searchImages.node')
      return searchImages(input, context)
    },
    'predict.ready': async (job) => {
      const { readySearch } = await import('./searchImages.node')
      return readySearch(job)
    },
    'predict.plan': async (job, context) => {
      const { planBlocks } = await import('./blockSearch.node')
      return planBlocks(job, context)
    },
    'predict.look': async (job, context) => {
      const { lookAtBlocks } = await import('./lookAtBlocks.node')
      return lookAtBlocks(job, context)
    },
    similar: async (job, context) => {
      const { findSimilar } = await import('./findSimilar.node')
      return findSimilar(job, context)
    },
    'predict.tiles': async (job, context) => {
      const { predictTiles } = await import('../training/predictTiles.node')
      return predictTiles(job, context)
    },
    'model.export': async ({ run, runDir, format, out }) => {
      const { exportModel } = await import('../training/exportModel.node')
      return exportModel(run, runDir, format, out)
    },
    'run.write': async ({ runDir, out, contents }) => {
      const { writeRunFile } = await import('./runFile.node')
      return writeRunFile(runDir, out, contents)
    },
    'run.unpack': async ({ file, runDir }, context) => {
      const { unpackRunFile } = await import('./runFile.node')
      return unpackRunFile(file, runDir, context)
    },
  }
}
