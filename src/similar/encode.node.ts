import { input, model, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { selectEngine } from '../engine/engines.node'
import { Encoder } from '../models/pretrained/encoder'
import { readLite0 } from '../models/pretrained/lite0.node'
import { assignNamed } from '../training/namedWeights'
import { NetworkAnswer } from '../training/networkAnswer'
import type { CellGrid } from './contrast'
import { cellPixels } from './featureMap'

/** The encoder takes (x − 127) / 128. */
const scale = { mean: [127, 127, 127], std: [128, 128, 128] }

export interface FeatureEncoder {
  /** Pixels RGB u8 [height, width, 3], enlarged by the encoder; sides then multiples of 16. */
  features(pixels: Uint8Array, width: number, height: number): Promise<CellGrid>
  dispose(): void
}

/** What the encoder says of each cell of 8 × 8 pixels of its input. Throws AppError('engine-not-available'). */
export async function openEncoder(
  enlarged: number,
  warn: (sentence: string) => void,
): Promise<FeatureEncoder> {
  await selectEngine('auto', warn)
  const image = input({ shape: [null, null, 3], name: 'image' })
  const layer = new Encoder({ name: 'encoder', enlarged: [enlarged, 1], stride: cellPixels / enlarged })
  const whole = model({ inputs: image, outputs: layer.apply(image) as SymbolicTensor })
  const missing = assignNamed(whole, readLite0('encoder'))
  if (missing.length > 0) throw new Error(`the pretrained encoder has no ${missing[0]}`)
  const answer = new NetworkAnswer(whole)
  return {
    async features(pixels, width, height) {
      const data = await answer.ofImages(pixels, [1, height, width, 3], scale)
      const [columns, rows] = [(width * enlarged) / cellPixels, (height * enlarged) / cellPixels]
      return { width: columns, height: rows, channels: data.length / (columns * rows), data }
    },
    dispose: () => answer.dispose(),
  }
}
