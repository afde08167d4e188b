import { Random } from '../../../src/base/random'

// Darknet in plain loops, after its configuration files and C source's formulas: channels first, layer by layer.

export type DarkLayer =
  | { type: 'conv'; filters: number; size: number; stride: number; linear?: boolean }
  | { type: 'max'; stride: number }
  | { type: 'shortcut'; from: number }
  | { type: 'route'; layers: number[] }
  | { type: 'up' }
  | { type: 'yolo' }

const thin = (filters: number, width: number) => Math.max(1, Math.round(filters * width))

/** yolov3.cfg */
export function yoloLayers(classes: number, width: number): DarkLayer[] {
  const layers: DarkLayer[] = []
  const conv = (filters: number, size: number, stride = 1) =>
    layers.push({ type: 'conv', filters: thin(filters, width), size, stride })
  const detect = () => {
    layers.push({ type: 'conv', filters: 3 * (5 + classes), size: 1, stride: 1, linear: true })
    layers.push({ type: 'yolo' })
  }
  conv(32, 3)
  for (const [filters, blocks] of [
    [64, 1],
    [128, 2],
    [256, 8],
    [512, 8],
    [1024, 4],
  ] as const) {
    conv(filters, 3, 2)
    for (let i = 0; i < blocks; i++) {
      conv(filters / 2, 1)
      conv(filters, 3)
      layers.push({ type: 'shortcut', from: -3 })
    }
  }
  for (const [filters, route] of [
    [512, 61],
    [256, 36],
    [128, undefined],
  ] as const) {
    for (let i = 0; i < 3; i++) {
      conv(filters, 1)
      conv(filters * 2, 3)
    }
    detect()
    if (route === undefined) break
    layers.push({ type: 'route', layers: [-4] })
    conv(filters / 2, 1)
    layers.push({ type: 'up' }, { type: 'route', layers: [-1, route] })
  }
  return layers
}

/** yolov3-tiny.cfg */
export function tinyLayers(classes: number, width: number): DarkLayer[] {
  const layers: DarkLayer[] = []
  const conv = (filters: number, size: number) =>
    layers.push({ type: 'conv', filters: thin(filters, width), size, stride: 1 })
  const detect = () => {
    layers.push({ type: 'conv', filters: 3 * (5 + classes), size: 1, stride: 1, linear: true })
    layers.push({ type: 'yolo' })
  }
  for (const [filters, stride] of [
    [16, 2],
    [32, 2],
    [64, 2],
    [128, 2],
    [256, 2],
    [512, 1],
  ] as const) {
    conv(filters, 3)
    layers.push({ type: 'max', stride })
  }
  conv(1024, 3)
  conv(256, 1)
  conv(512, 3)
  detect()
  layers.push({ type: 'route', layers: [-4] })
  conv(128, 1)
  layers.push({ type: 'up' }, { type: 'route', layers: [-1, 8] })
  conv(256, 3)
  detect()
  return layers
}

interface Map3 {
  readonly channels: number
  readonly side: number
  /** [channel, y, x] */
  readonly values: Float32Array
}

/** In the order of Darknet's files, with statistics as training leaves them. */
export function randomWeights(layers: readonly DarkLayer[], seed: number): Float32Array {
  const random = new Random(seed)
  const channels: number[] = []
  const parts: number[][] = []
  const draw = (count: number, from: number, to: number) =>
    parts.push(Array.from({ length: count }, () => from + random.next() * (to - from)))
  const at = (i: number, n: number) => channels[n < 0 ? i + n : n] ?? 3
  layers.forEach((layer, i) => {
    const before = at(i, -1)
    if (layer.type === 'conv') {
      draw(layer.filters, -0.2, 0.2)
      if (!layer.linear) {
        draw(layer.filters, 0.8, 1.2)
        draw(layer.filters, -0.1, 0.1)
        draw(layer.filters, 0.5, 1.5)
      }
      const inputs = layer.size ** 2 * before
      draw(layer.filters * inputs, -1.5 / Math.sqrt(inputs), 1.5 / Math.sqrt(inputs))
      channels.push(layer.filters)
    } else if (layer.type === 'route') channels.push(layer.layers.reduce((sum, n) => sum + at(i, n), 0))
    else channels.push(before)
  })
  return Float32Array.from(parts.flat())
}

/** The outputs of the yolo layers, one behind the other, as [y, x, anchor, value] each. image: [y, x, channel], 0..1. */
export function darknet(
  layers: readonly DarkLayer[],
  weights: Float32Array,
  image: Float32Array,
  side: number,
): Float32Array {
  const input = { channels: 3, side, values: new Float32Array(image.length) }
  image.forEach((v, i) => (input.values[(i % 3) * side * side + Math.floor(i / 3)] = v))
  const outputs: Map3[] = []
  const found: number[] = []
  let used = 0
  const take = (count: number) => weights.subarray(used, (used += count))
  layers.forEach((layer, i) => {
    const at = (n: number) => outputs[n < 0 ? i + n : n] as Map3
    const before = i === 0 ? input : at(-1)
    if (layer.type === 'conv') outputs.push(convolve(before, layer, take))
    else if (layer.type === 'max') outputs.push(maximum(before, layer.stride))
    else if (layer.type === 'shortcut') {
      const other = at(layer.from).values
      outputs.push({ ...before, values: before.values.map((v, k) => v + (other[k] as number)) })
    } else if (layer.type === 'route') {
      const parts = layer.layers.map(at)
      const values = Float32Array.from(parts.flatMap((part) => [...part.values]))
      outputs.push({ channels: parts.reduce((n, p) => n + p.channels, 0), side: parts[0]!.side, values })
    } else if (layer.type === 'up') outputs.push(enlarge(before))
    else {
      outputs.push(before)
      const cells = before.side ** 2
      for (let cell = 0; cell < cells; cell++)
        for (let c = 0; c < before.channels; c++) found.push(before.values[c * cells + cell]!)
    }
  })
  return Float32Array.from(found)
}

function convolve(
  { channels, side, values }: Map3,
  { filters, size, stride, linear }: DarkLayer & { type: 'conv' },
  take: (count: number) => Float32Array,
): Map3 {
  const biases = take(filters)
  const [scales, means, variances] = linear ? [] : [take(filters), take(filters), take(filters)]
  const kernel = take(filters * channels * size * size)
  const pad = size >> 1
  const out = Math.floor((side + 2 * pad - size) / stride) + 1
  const result = new Float32Array(filters * out * out)
  for (let f = 0; f < filters; f++) {
    for (let y = 0; y < out; y++) {
      for (let x = 0; x < out; x++) {
        let sum = 0
        for (let c = 0; c < channels; c++) {
          for (let ky = 0; ky < size; ky++) {
            for (let kx = 0; kx < size; kx++) {
              const [row, column] = [y * stride + ky - pad, x * stride + kx - pad]
              if (row < 0 || column < 0 || row >= side || column >= side) continue
              sum +=
                kernel[((f * channels + c) * size + ky) * size + kx]! *
                values[(c * side + row) * side + column]!
            }
          }
        }
        if (scales) sum = ((sum - means![f]!) / (Math.sqrt(variances![f]!) + 1e-6)) * scales[f]!
        sum += biases[f]!
        result[(f * out + y) * out + x] = linear || sum > 0 ? sum : 0.1 * sum
      }
    }
  }
  return { channels: filters, side: out, values: result }
}

/** maxpool_layer.c with size 2: padding of 1 in all, half of it (rounded down) before. */
function maximum({ channels, side, values }: Map3, stride: number): Map3 {
  const out = Math.floor((side - 1) / stride) + 1
  const result = new Float32Array(channels * out * out)
  for (let i = 0; i < result.length; i++) {
    const [c, y, x] = [Math.floor(i / (out * out)), Math.floor(i / out) % out, i % out]
    let most = -Infinity
    for (let dy = 0; dy < 2; dy++) {
      for (let dx = 0; dx < 2; dx++) {
        const [row, column] = [y * stride + dy, x * stride + dx]
        if (row < side && column < side) most = Math.max(most, values[(c * side + row) * side + column]!)
      }
    }
    result[i] = most
  }
  return { channels, side: out, values: result }
}

function enlarge({ channels, side, values }: Map3): Map3 {
  const out = side * 2
  const result = new Float32Array(channels * out * out)
  for (let i = 0; i < result.length; i++) {
    const [c, y, x] = [Math.floor(i / (out * out)), Math.floor(i / out) % out, i % out]
    result[i] = values[(c * side + (y >> 1)) * side + (x >> 1)]!
  }
  return { channels, side: out, values: result }
}
