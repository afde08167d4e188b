import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { AppError } from '../../base/errors'
import { readRegular } from '../../files/readFile.node'
import { says } from '../../messages/says/says'

interface Convolution {
  readonly name: string
  /** [height, width, in, out] */
  readonly shape: readonly [number, number, number, number]
  readonly isHead: boolean
}

/**
 * Reads Darknet's `.weights` into a model of models/yolo. The file has a header (version, pictures seen) and then, for
 * each convolution in order, its biases, with batch normalisation also scales, means and variances, and its weights as
 * [out, in, height, width]. Weights for another number of classes leave the last layers as they are, and so does a file
 * that ends behind some layer (the backbone alone). Gives the number of convolutions that got weights. Fails with
 * `weights-missing`, `weights-damaged` or `weights-mismatch`.
 */
export async function assignDarknetWeights(model: LayersModel, path: string): Promise<number> {
  const values = readValues(path)
  const convolutions = convolutionsOf(model)
  const stored = withStoredHeads(convolutions, values.length)
  const wanted = convolutions.reduce((sum, each) => sum + sizeOf(each), 0)
  if (!stored && values.length > wanted) {
    throw new AppError(
      'weights-mismatch',
      says.weights.pathHoldsValuesWeightsAnd(path, values.length, model.name, wanted, model.name),
    )
  }
  const parts = new WeightReader(values)
  let assigned = 0
  for (const [i, own] of convolutions.entries()) {
    const there = (stored ?? convolutions)[i] as Convolution
    if (parts.left === 0 && i > 0) break
    if (parts.left < sizeOf(there)) {
      throw new AppError(
        'weights-damaged',
        says.weights.pathEndsInsideLayerName(
          path,
          own.name,
          own.shape.join(' × '),
          sizeOf(there),
          parts.left,
          model.name,
        ),
      )
    }
    if (there.shape[3] !== own.shape[3]) parts.take(sizeOf(there))
    else {
      assign(model, own, parts)
      assigned++
    }
  }
  return assigned
}

/** Bytes: a file of half a billion weights. */
const largest = 2e9

function readValues(path: string): Float32Array {
  let bytes: Buffer
  try {
    bytes = readRegular(path, largest, { follow: true })
  } catch (error) {
    throw new AppError('weights-missing', says.weights.pathCannotBeReadGive(path), {
      cause: error,
    })
  }
  const version = bytes.length >= 16 ? bytes.readInt32LE(0) * 10 + bytes.readInt32LE(4) : -1
  // Since version 0.2 the number of pictures seen takes eight bytes.
  const header = version >= 2 ? 20 : 16
  if (version < 0 || version > 1000 || (bytes.length - header) % 4 !== 0 || bytes.length <= header) {
    throw new AppError('weights-damaged', says.weights.pathIsNotAWhole(path))
  }
  const values = new Float32Array(
    bytes.buffer.slice(bytes.byteOffset + header, bytes.byteOffset + bytes.length),
  )
  const wrong = values.findIndex((value) => !Number.isFinite(value))
  if (wrong < 0) return values
  throw new AppError(
    'weights-damaged',
    says.weights.pathIsDamagedWeightWrong(path, wrong, String(values[wrong])),
  )
}

function convolutionsOf(model: LayersModel): Convolution[] {
  const found = model.layers.filter(({ name }) => /^(conv|head)\d+$/.test(name))
  const number = (name: string) => Number(name.slice(4))
  return found
    .map((layer) => ({
      name: layer.name,
      shape: layer.weights[0]?.shape as unknown as Convolution['shape'],
      isHead: layer.name.startsWith('head'),
    }))
    .sort((a, b) => number(a.name) - number(b.name))
}

function sizeOf({ shape, isHead }: Convolution): number {
  const [height, width, inputs, outputs] = shape
  return (height * width * inputs + (isHead ? 1 : 4)) * outputs
}

/** The convolutions as a whole file of another number of classes has them; undefined where no number fits. */
function withStoredHeads(convolutions: readonly Convolution[], length: number): Convolution[] | undefined {
  const body = convolutions.reduce((sum, each) => sum + (each.isHead ? 0 : sizeOf(each)), 0)
  const perFilter = convolutions.reduce((sum, { shape, isHead }) => sum + (isHead ? shape[2] + 1 : 0), 0)
  const filters = (length - body) / perFilter
  if (!Number.isInteger(filters) || filters % 3 !== 0 || filters < 18) return undefined
  return convolutions.map((each) => {
    const [height, width, inputs] = each.shape
    return each.isHead ? { ...each, shape: [height, width, inputs, filters] } : each
  })
}

class WeightReader {
  private at = 0
  constructor(private readonly values: Float32Array) {}

  get left(): number {
    return this.values.length - this.at
  }

  take(count: number): Float32Array {
    return this.values.slice(this.at, (this.at += count))
  }
}

function assign(model: LayersModel, { name, shape, isHead }: Convolution, parts: WeightReader): void {
  const [height, width, inputs, outputs] = shape
  const channels = () => tf.tensor1d(parts.take(outputs))
  tf.tidy(() => {
    const first = Array.from({ length: isHead ? 1 : 4 }, channels)
    const stored = tf.tensor4d(parts.take(height * width * inputs * outputs), [
      outputs,
      inputs,
      height,
      width,
    ])
    const kernel = tf.transpose(stored, [2, 3, 1, 0])
    model.getLayer(name).setWeights(isHead ? [kernel, first[0] as tf.Tensor] : [kernel])
    const [beta, gamma, mean, variance] = first as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]
    if (!isHead) model.getLayer(`${name}_norm`).setWeights([gamma, beta, mean, variance])
  })
}
