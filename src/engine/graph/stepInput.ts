import * as tf from '@tensorflow/tfjs-core'

/** Draws that belong to a step, by the array of the first draw: how a recorded step knows them again. */
const draws = new WeakMap<object, () => Float32Array>()

/**
 * A tensor whose values `draw` gives anew at every step, such as a dropout's mask. Whoever replays a recorded step calls
 * `draw` again; values that reach the engine in any other way are taken for constants.
 */
export function stepInput(draw: () => Float32Array, shape: number[]): tf.Tensor {
  const values = draw()
  draws.set(values, draw)
  return tf.tensor(values, shape)
}

export function drawOf(values: object): (() => Float32Array) | undefined {
  return draws.get(values)
}
