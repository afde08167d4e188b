import type * as tf from '@tensorflow/tfjs-core'

// What is used here of tfjs-node's native binding (its C++ source says what each does) and of the backend around it.

/** An operation's attribute as the binding takes it; `type` is one of the binding's TF_ATTR_ numbers. */
export interface Attribute {
  readonly name: string
  readonly type: number
  readonly value: unknown
}

export interface TensorMetadata {
  readonly id: number
  readonly shape: readonly number[]
  readonly dtype: number
}

type Constants =
  | 'TF_FLOAT'
  | 'TF_INT32'
  | 'TF_BOOL'
  | 'TF_STRING'
  | 'TF_RESOURCE'
  | 'TF_ATTR_STRING'
  | 'TF_ATTR_INT'
  | 'TF_ATTR_FLOAT'
  | 'TF_ATTR_BOOL'
  | 'TF_ATTR_TYPE'
  | 'TF_ATTR_SHAPE'

export interface Binding extends Readonly<Record<Constants, number>> {
  readonly TF_Version: string
  createTensor(shape: readonly number[], dtype: number, values: ArrayBufferView): number
  deleteTensor(id: number): void
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array
  executeOp(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputs: number,
  ): TensorMetadata[]
  loadSavedModel(folder: string, tags: string): number
  deleteSavedModel(id: number): void
  runSavedModel(
    id: number,
    inputs: readonly number[],
    inputNames: string,
    outputNames: string,
  ): TensorMetadata[]
}

export interface NativeBackend {
  binding: Binding
  readonly isUsingGpuDevice: boolean
  getInputTensorIds(tensors: readonly tf.Tensor[]): number[]
  executeMultipleOutputs(
    op: string,
    attributes: readonly Attribute[],
    inputs: readonly tf.Tensor[],
    outputs: number,
  ): tf.Tensor[]
}
