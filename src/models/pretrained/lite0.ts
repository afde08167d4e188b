/** An inverted residual block: channels that come out, side of its kernel, stride. */
export interface InvertedResidual {
  readonly filters: number
  readonly kernelSize: number
  readonly strides: number
}

const stage = (count: number, filters: number, kernelSize: number, strides: number): InvertedResidual[] =>
  Array.from({ length: count }, (_, i) => ({ filters, kernelSize, strides: i === 0 ? strides : 1 }))

/**
 * Blocks 0 to 10 of EfficientNet-Lite0 (Tan and Le 2019; TensorFlow's "lite": no squeeze and excitation, ReLU6). Before
 * them comes a convolution of 3 × 3 at stride 2 with 32 filters. Input: (x − 127) / 128 of values 0 to 255.
 */
export const lite0Blocks: readonly InvertedResidual[] = [
  ...stage(1, 16, 3, 1),
  ...stage(2, 24, 3, 2),
  ...stage(2, 40, 5, 2),
  ...stage(3, 80, 3, 2),
  ...stage(3, 112, 5, 1),
]
export const stemFilters = 32
/** Factor on a block's channels between its first and last convolution; block 0 has no first one. */
export const expansion = 6

/** The last block at stride 8, with 40 channels, and at stride 16, with 112. */
export const taps = { eighth: 4, sixteenth: 10 } as const

/** Name and shape of each weight in the order of the file, batch normalisation folded into the convolutions. */
export function lite0Weights(): { readonly name: string; readonly shape: number[] }[] {
  const convolution = (name: string, side: number, input: number, output: number) => [
    { name: `${name}/kernel`, shape: [side, side, input, output] },
    { name: `${name}/bias`, shape: [output] },
  ]
  let channels = stemFilters
  const blocks = lite0Blocks.flatMap(({ filters, kernelSize }, i) => {
    const wide = i === 0 ? channels : channels * expansion
    const first = i === 0 ? [] : convolution(`block${i}_expand`, 1, channels, wide)
    const middle = [
      { name: `block${i}_depthwise/kernel`, shape: [kernelSize, kernelSize, wide, 1] },
      { name: `block${i}_depthwise/bias`, shape: [wide] },
    ]
    channels = filters
    return [...first, ...middle, ...convolution(`block${i}_project`, 1, wide, filters)]
  })
  return [...convolution('stem', 3, 3, stemFilters), ...blocks]
}
