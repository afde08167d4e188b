import { levelName } from '../../dataset/levels'
import { engineIds } from '../../engine/engine'
import { predictImages } from '../../services/predicting.node'
import { testTimeAugmentations } from '../../prediction/testTimeAugmentation'
import {
  choiceOption,
  type Command,
  imagesOption,
  levelOption,
  numberOption,
  textOption,
} from '../command.node'

export const predict: Command = {
  name: 'predict',
  usage:
    'predict PROJECT [--image ID|all] [--run ID|best] [--threshold T] [--level N|auto] [--tta none|flips|ten-crop] [--engine auto|tensorflow|webgpu|wasm]',
  summary: 'Searches whole images with a trained run.',
  options: {
    image: { type: 'string' },
    run: { type: 'string' },
    threshold: { type: 'string' },
    level: { type: 'string' },
    tta: { type: 'string' },
    engine: { type: 'string' },
  },
  async run([folder], options, context) {
    const request = {
      images: imagesOption(options),
      run: textOption(options, 'run'),
      threshold: numberOption(options, 'threshold', { min: 0, max: 1 }),
      level: levelOption(options),
      tta: choiceOption(options, 'tta', testTimeAugmentations),
      engine: choiceOption(options, 'engine', ['auto', ...engineIds]),
    }
    const project = await context.open(folder)
    const images = await predictImages(project, request, context)
    for (const i of images) {
      context.say(
        `Image ${i.id}: ${i.detections} found in ${i.seconds.toFixed(1)} s (${i.megapixelsPerSecond.toFixed(1)} megapixels/s, searched at ${levelName(i.level)}).`,
      )
      const shares = i.classes?.map(({ name, probability }) => `${name} ${(probability * 100).toFixed(0)} %`)
      if (shares) context.say(`Image ${i.id} shows ${shares.join(', ')}.`)
    }
    return { images }
  },
}
