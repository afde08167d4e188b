import * as tf from '@tensorflow/tfjs-core'

interface ConvAttributes {
  readonly strides: number | [number, number]
  readonly pad: number | 'valid' | 'same'
  readonly dataFormat: 'NHWC' | 'NCHW'
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

/**
 * The wasm backend has no kernel for a convolution's filter gradient and a slow one for its input gradient. Both are
 * registered here from operations that it does well (channels last, no dilation, which tfjs cannot differentiate anyway).
 */
export function registerConvolutionGradients(backendName: string): void {
  for (const kernelName of ['Conv2DBackpropFilter', 'Conv2DBackpropInput'] as const) {
    if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName)
  }
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName,
    kernelFunc: ({ inputs, attrs }) => {
      const { x, dy } = inputs as { x: tf.Tensor4D; dy: tf.Tensor4D }
      const filterShape = attrs?.['filterShape'] as [number, number, number, number]
      return filterGradient(x, dy, filterShape, attrs as unknown as ConvAttributes)
    },
  })
  tf.registerKernel({
    kernelName: 'Conv2DBackpropInput',
    backendName,
    kernelFunc: ({ inputs, attrs }) => {
      const { dy, filter } = inputs as { dy: tf.Tensor4D; filter: tf.Tensor4D }
      const inputShape = attrs?.['inputShape'] as [number, number, number, number]
      return inputGradient(dy, filter, inputShape, attrs as unknown as ConvAttributes)
    },
  })
}

function geometry(
  inputShape: [number, number, number, number],
  filterShape: [number, number, number, number],
  { strides, pad, dimRoundingMode }: ConvAttributes,
) {
  return tf.backend_util.computeConv2DInfo(inputShape, filterShape, strides, 1, pad, dimRoundingMode)
}

/** dL/dfilter: for each of the filter's cells, the shifted input (strided) transposed times the output's gradient. */
function filterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  filterShape: [number, number, number, number],
  attributes: ConvAttributes,
): tf.Tensor4D {
  const info = geometry(x.shape, filterShape, attributes)
  const { top, bottom, left, right } = info.padInfo
  const { batchSize, outHeight, outWidth, inChannels, outChannels, strideHeight, strideWidth } = info
  return tf.tidy(() => {
    const padded = tf.pad(x, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ])
    const rows = batchSize * outHeight * outWidth
    const gradient = tf.reshape(dy, [rows, outChannels])
    const cells: tf.Tensor[] = []
    for (let ky = 0; ky < info.filterHeight; ky++) {
      for (let kx = 0; kx < info.filterWidth; kx++) {
        const shifted = tf.stridedSlice(
          padded,
          [0, ky, kx, 0],
          [
            batchSize,
            ky + (outHeight - 1) * strideHeight + 1,
            kx + (outWidth - 1) * strideWidth + 1,
            inChannels,
          ],
          [1, strideHeight, strideWidth, 1],
        )
        cells.push(tf.matMul(tf.reshape(shifted, [rows, inChannels]), gradient, true, false))
      }
    }
    return tf.reshape(tf.stack(cells), filterShape)
  })
}

/** dL/dx: the output's gradient, spread by the stride, convolved with the filter turned by 180° and in/out exchanged. */
function inputGradient(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  inputShape: [number, number, number, number],
  attributes: ConvAttributes,
): tf.Tensor4D {
  const info = geometry(inputShape, filter.shape, attributes)
  const { strideHeight, strideWidth, filterHeight, filterWidth, outHeight, outWidth } = info
  return tf.tidy(() => {
    const spread = spreadRows(dy, strideHeight, strideWidth)
    const spreadHeight = (outHeight - 1) * strideHeight + 1
    const spreadWidth = (outWidth - 1) * strideWidth + 1
    const top = filterHeight - 1 - info.padInfo.top
    const left = filterWidth - 1 - info.padInfo.left
    const bottom = info.inHeight + filterHeight - 1 - spreadHeight - top
    const right = info.inWidth + filterWidth - 1 - spreadWidth - left
    const kept = tf.slice(spread, [0, 0, 0, 0], [-1, spreadHeight, spreadWidth, -1])
    const clipped = cropOrPad(kept, { top, bottom, left, right })
    const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]) as tf.Tensor4D
    return tf.conv2d(clipped, turned, 1, 'valid')
  })
}

/** Puts stride - 1 zeros behind each row and column. */
function spreadRows(dy: tf.Tensor4D, strideHeight: number, strideWidth: number): tf.Tensor4D {
  if (strideHeight === 1 && strideWidth === 1) return dy
  const [n, h, w, c] = dy.shape
  const cells = tf.reshape(dy, [n * h, 1, w, 1, c])
  const spread = tf.pad(cells, [
    [0, 0],
    [0, strideHeight - 1],
    [0, 0],
    [0, strideWidth - 1],
    [0, 0],
  ])
  return tf.reshape(spread, [n, h * strideHeight, w * strideWidth, c])
}

/** Padding on each side; a negative one cuts. */
function cropOrPad(
  x: tf.Tensor4D,
  { top, bottom, left, right }: Record<'top' | 'bottom' | 'left' | 'right', number>,
): tf.Tensor4D {
  const padded = tf.pad(x, [
    [0, 0],
    [Math.max(0, top), Math.max(0, bottom)],
    [Math.max(0, left), Math.max(0, right)],
    [0, 0],
  ])
  const cut = (n: number) => Math.max(0, -n)
  const height = padded.shape[1] - cut(top) - cut(bottom)
  const width = padded.shape[2] - cut(left) - cut(right)
  return tf.slice(padded, [0, cut(top), cut(left), 0], [-1, height, width, -1])
}
