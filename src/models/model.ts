import type { LayersModel } from '@tensorflow/tfjs-layers'
import type { TaskId } from '../heads/task'

/** Everything that a network is built from; a checkpoint keeps it, so that the same network can be built again. */
export interface ModelOptions {
  readonly classes: number
  /** For the draw of the first weights. */
  readonly seed: number
  /** Side of a tile in pixels, for networks whose size depends on it. */
  readonly tile?: number | undefined
  /** A tile may have several classes or none (sigmoid) instead of exactly one (softmax). */
  readonly several?: boolean | undefined
  /** Width and height of each anchor in pixels, smallest first (yolo). */
  readonly anchors?: readonly (readonly [number, number])[] | undefined
  /** Factor on the number of filters; 1 is the network as published. */
  readonly width?: number | undefined
  /** Only layers that TensorFlow.js and Keras know by themselves: for export. The same weights under the same names. */
  readonly standard?: boolean | undefined
}

/** A network that the trainer can train. */
export interface ModelDefinition {
  readonly id: string
  /** What it learns and how its output is read: see heads. */
  readonly task: TaskId
  /** Pixels a cell of the heat map that it draws. */
  readonly stride: number
  /** The sides of an input must be multiples of this. */
  readonly multiple: number
  /** The least side of an input; 1 where it is absent. */
  readonly least?: number
  /** Half of the receptive field in pixels. */
  readonly margin: number
  /** Largest side in pixels of the windows that a picture is searched by, where the network is lean enough for more than the usual. */
  readonly window?: number
  /** Which layers are made anew when the rest takes over weights: none of their own where it is absent. */
  isNew?(layer: string): boolean
  /** Name of the layer that is the frozen encoder of src/models/pretrained: a training takes over its weights at the start. */
  readonly encoder?: string
  /** The layers behind the encoder are one linear one, fitted to what the encoder says: no gradient, no learning rate. */
  readonly fitted?: true
  build(options: ModelOptions): LayersModel
}
