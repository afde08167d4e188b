import { layers, type LayersModel } from '@tensorflow/tfjs-layers'
import type { AppError } from '../base/errors'

type AddWeight = (name: string, shape: readonly (number | null)[], ...rest: unknown[]) => unknown

/**
 * Builds a network of at most `most` weights. What a file says of a network may make it larger than any memory: it fails
 * with `tooLarge` before the layer is made that goes beyond. TensorFlow.js has no way to ask a network for its size first,
 * so its layers are listened to while they are made.
 */
export function buildWithin(most: number, build: () => LayersModel, tooLarge: () => AppError): LayersModel {
  const all = layers.Layer.prototype as unknown as { addWeight: AddWeight }
  const { addWeight } = all
  let made = 0
  all.addWeight = function (this: unknown, name, shape, ...rest) {
    made += shape.reduce<number>((product, side) => product * (side ?? 1), 1)
    if (made > most) throw tooLarge()
    return addWeight.call(this, name, shape, ...rest)
  }
  try {
    return build()
  } finally {
    all.addWeight = addWeight
  }
}
