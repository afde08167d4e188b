import type { LayersModel } from '@tensorflow/tfjs-layers'

export interface ModelOptions {
  readonly classes: number
  /** For the draw of the first weights. */
  readonly seed: number
}

/** A network that the trainer can train. Its output is f32 [n, height / stride, width / stride, classes + 4]. */
export interface ModelDefinition {
  readonly id: string
  /** Pixels a cell of the output. */
  readonly stride: number
  /** The sides of an input must be multiples of this. */
  readonly multiple: number
  /** Half of the receptive field in pixels. */
  readonly margin: number
  build(options: ModelOptions): LayersModel
}
