import type { JobHandlers } from '../ipc/wire'
import type { TrainerJobs } from './jobs'

/** The jobs of the trainer process: whatever needs TensorFlow. */
export function trainerJobs(): JobHandlers<TrainerJobs> {
  return {
    engines: async () => {
      const { reportEngines } = await import('../engine/engines.node')
      return reportEngines()
    },
    train: async (input, context) => {
      const { train } = await import('../training/train.node')
      return train(input, context)
    },
    predict: async ({ image, runDir, engine, out, threshold, tta, level: wanted }, context) => {
      const [
        { loadDetector },
        { openPixelSource },
        { chooseLevel },
        { predictImage },
        { withTestTimeAugmentation },
      ] = await Promise.all([
        import('../training/loadDetector.node'),
        import('../image/pixelSource.node'),
        import('../prediction/chooseLevel.node'),
        import('../prediction/predict.node'),
        import('../prediction/testTimeAugmentation'),
      ])
      const detector = withTestTimeAugmentation(await loadDetector(runDir, engine), tta ?? 'none')
      const source = await openPixelSource(image)
      try {
        const level = wanted ?? (await chooseLevel(source, detector, context))
        return await predictImage({ image: image.id, source, detector, level, out, threshold }, context)
      } finally {
        detector.dispose()
        await source.close()
      }
    },
    'predict.tiles': async (job, context) => {
      const { predictTiles } = await import('../training/predictTiles.node')
      return predictTiles(job, context)
    },
    'model.export': async ({ run, runDir, format, out }) => {
      const { exportModel } = await import('../training/exportModel.node')
      return exportModel(run, runDir, format, out)
    },
  }
}
