import { initializers, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers'

/** An inverted residual block: channels that come out, side of its kernel, stride. */
interface Block {
  readonly filters: number
  readonly kernelSize: number
  readonly strides: number
}

const stage = (count: number, filters: number, kernelSize: number, strides: number): Block[] =>
  Array.from({ length: count }, (_, i) => ({ filters, kernelSize, strides: i === 0 ? strides : 1 }))

/** Stem and blocks 0 to 10 of EfficientNet-Lite0 (Tan and Le 2019; TensorFlow's "lite": no squeeze and excitation, ReLU6). */
const stem = { filters: 32, kernelSize: 3, strides: 2 }
const blocks: readonly Block[] = [
  ...stage(1, 16, 3, 1),
  ...stage(2, 24, 3, 2),
  ...stage(2, 40, 5, 2),
  ...stage(3, 80, 3, 2),
  ...stage(3, 112, 5, 1),
]
const expansion = 6

/** The last block at stride 2, 4, 8 and 16. */
const taps: readonly number[] = [0, 2, 4, 10]

/** Name and shape of each weight in the order of the file, batch normalisation folded into the convolutions. */
export const lite0Weights: readonly { readonly name: string; readonly shape: readonly number[] }[] =
  weightsOf()

function weightsOf() {
  const list: { name: string; shape: number[] }[] = []
  const convolution = (name: string, side: number, input: number, output: number) =>
    list.push(
      { name: `${name}/kernel`, shape: [side, side, input, output] },
      { name: `${name}/bias`, shape: [output] },
    )
  convolution('lite0_stem', stem.kernelSize, 3, stem.filters)
  let channels = stem.filters
  blocks.forEach(({ filters, kernelSize }, i) => {
    const wide = i === 0 ? channels : channels * expansion
    if (i > 0) convolution(`lite0_${i}_expand`, 1, channels, wide)
    list.push(
      { name: `lite0_${i}_depthwise/depthwise_kernel`, shape: [kernelSize, kernelSize, wide, 1] },
      { name: `lite0_${i}_depthwise/bias`, shape: [wide] },
    )
    convolution(`lite0_${i}_project`, 1, wide, filters)
    channels = filters
  })
  return list
}

/**
 * The encoder on an image [n, h, w, 3] of (x − 127) / 128: its maps at stride 2, 4, 8 and 16, of 16, 24, 40 and 112
 * channels. Its layers are frozen; `upTo` leaves out what comes after that tap.
 */
export function lite0(image: SymbolicTensor, upTo: 8 | 16 = 16): SymbolicTensor[] {
  const maps: SymbolicTensor[] = []
  let x = convolve(image, 'lite0_stem', stem.filters, stem.kernelSize, stem.strides)
  let channels = stem.filters
  for (const [i, { filters, kernelSize, strides }] of blocks.entries()) {
    if (upTo === 8 && i > (taps[2] as number)) break
    const before = x
    const wide = i === 0 ? x : convolve(x, `lite0_${i}_expand`, channels * expansion, 1)
    const deep = layers
      .depthwiseConv2d({
        ...{ name: `lite0_${i}_depthwise`, kernelSize, strides, padding: 'same', trainable: false },
        ...{ activation: 'relu6', depthwiseInitializer: initializers.zeros() },
      })
      .apply(wide) as SymbolicTensor
    x = convolve(deep, `lite0_${i}_project`, filters, 1, 1, 'linear')
    if (strides === 1 && filters === channels)
      x = layers.add({ name: `lite0_${i}_add` }).apply([before, x]) as SymbolicTensor
    channels = filters
    if (taps.includes(i)) maps.push(x)
  }
  return maps
}

function convolve(
  x: SymbolicTensor,
  name: string,
  filters: number,
  kernelSize: number,
  strides = 1,
  activation: 'relu6' | 'linear' = 'relu6',
): SymbolicTensor {
  return layers
    .conv2d({
      ...{ name, filters, kernelSize, strides, activation, padding: 'same', trainable: false },
      kernelInitializer: initializers.zeros(),
    })
    .apply(x) as SymbolicTensor
}
