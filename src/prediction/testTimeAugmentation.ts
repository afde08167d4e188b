import { AppError } from '../base/errors'
import type { FoundOutput, RawOutput, RegionOutput, WindowOutput } from '../heads/output'
import type { Detector } from './detector'
import { suppress } from '../found/merge'
import type { Detections } from '../found/detections'
import { says } from '../messages/says/says'

/** How often each window is looked at, and from where. */
export const testTimeAugmentations = ['none', 'flips', 'ten-crop'] as const
export type TestTimeAugmentation = (typeof testTimeAugmentations)[number]

/** A window mirrored: what the network is shown instead. */
interface Look {
  readonly mirrorX: boolean
  readonly mirrorY: boolean
}

const flips: readonly Look[] = [0, 1, 2, 3].map((n) => ({ mirrorX: (n & 1) === 1, mirrorY: (n & 2) === 2 }))

/**
 * A detector that looks several times and averages. `flips`: as it is, mirrored along x, along y and along both (Isensee
 * et al.: nnU-Net, 2021). Fails with `no-ten-crop`: that is for runs that classify.
 */
export function withTestTimeAugmentation(detector: Detector, way: TestTimeAugmentation): Detector {
  if (way === 'none') return detector
  if (way === 'ten-crop') throw new AppError('no-ten-crop', says.prediction.tenCropAveragesTheClass)
  return {
    ...detector,
    dispose: () => detector.dispose(),
    async predict(images, n, width, height) {
      const outputs: WindowOutput[] = []
      const window = { width, height }
      const grid = { width: width / detector.stride, height: height / detector.stride }
      for (const look of flips) {
        const output = await detector.predict(seen(images, n, window, look), n, width, height)
        outputs.push(back(output, n, { window, grid }, look))
      }
      return average(outputs)
    },
  }
}

/** images: u8 [n, height, width, 3], as the look shows them. */
function seen(images: Uint8Array, n: number, { width, height }: Grid, look: Look): Uint8Array {
  const { mirrorX, mirrorY } = look
  if (!mirrorX && !mirrorY) return images
  const out = new Uint8Array(images.length)
  const columns = Int32Array.from({ length: width }, (_, x) => (mirrorX ? width - 1 - x : x) * 3)
  for (let i = 0, to = 0; i < n; i++) {
    for (let y = 0; y < height; y++) {
      const row = (i * height + (mirrorY ? height - 1 - y : y)) * width * 3
      for (let x = 0; x < width; x++, to += 3) {
        const from = row + columns[x]!
        out[to] = images[from]!
        out[to + 1] = images[from + 1]!
        out[to + 2] = images[from + 2]!
      }
    }
  }
  return out
}

interface Grid {
  readonly width: number
  readonly height: number
}

/** The output mirrored back. */
function back(
  output: WindowOutput,
  n: number,
  { window: { width, height }, grid }: { readonly window: Grid; readonly grid: Grid },
  look: Look,
): WindowOutput {
  const { mirrorX, mirrorY } = look
  if (!mirrorX && !mirrorY) return output
  const cells = (values: Float32Array) => mirrored(values, n, grid, look)
  if (output.kind === 'regions') {
    const labels = mirrored(output.labels, n, { width, height }, look)
    const scores = mirrored(output.scores, n, { width, height }, look)
    return { kind: 'regions', heat: cells(output.heat), labels, scores } satisfies RegionOutput
  }
  if (output.kind === 'anchors') {
    const found = output.found.map((all) => mirroredBoxes(all, width, height, look))
    return { kind: 'anchors', heat: cells(output.heat), found } satisfies FoundOutput
  }
  const offset = cells(output.offset)
  for (let at = 0; at < offset.length; at += 2) {
    if (mirrorX) offset[at] = 1 - offset[at]!
    if (mirrorY) offset[at + 1] = 1 - offset[at + 1]!
  }
  return { kind: 'peaks', heat: cells(output.heat), size: cells(output.size), offset } satisfies RawOutput
}

/** values: [n, height, width, channels]. */
function mirrored<T extends Float32Array | Uint8Array>(values: T, n: number, grid: Grid, look: Look): T {
  const { width, height } = grid
  const channels = values.length / (n * width * height)
  const out = new (values.constructor as new (length: number) => T)(values.length)
  for (let i = 0, to = 0; i < n; i++) {
    for (let y = 0; y < height; y++) {
      const row = (i * height + (look.mirrorY ? height - 1 - y : y)) * width
      for (let x = 0; x < width; x++, to += channels) {
        const from = (row + (look.mirrorX ? width - 1 - x : x)) * channels
        for (let c = 0; c < channels; c++) out[to + c] = values[from + c]!
      }
    }
  }
  return out
}

function mirroredBoxes(all: Detections, width: number, height: number, look: Look): Detections {
  const xywh = all.xywh.slice()
  for (let at = 0; at < xywh.length; at += 4) {
    if (look.mirrorX) xywh[at] = width - xywh[at]! - xywh[at + 2]!
    if (look.mirrorY) xywh[at + 1] = height - xywh[at + 1]! - xywh[at + 3]!
  }
  return { ...all, xywh }
}

function average(outputs: readonly WindowOutput[]): WindowOutput {
  const [first] = outputs as [WindowOutput]
  const mean = (of: (output: WindowOutput) => Float32Array) => {
    const out = new Float32Array(of(first).length)
    for (const output of outputs) of(output).forEach((value, i) => (out[i] = out[i]! + value))
    return out.map((value) => value / outputs.length)
  }
  const heat = mean((output) => output.heat)
  if (first.kind === 'regions') return { kind: 'regions', heat, ...vote(outputs as readonly RegionOutput[]) }
  if (first.kind === 'anchors')
    return { kind: 'anchors', heat, found: merge(outputs as readonly FoundOutput[]) }
  const raw = outputs as readonly RawOutput[]
  const weighted = (of: (output: RawOutput) => Float32Array) => weightedMean(raw, of)
  return { kind: 'peaks', heat, size: weighted((o) => o.size), offset: weighted((o) => o.offset) }
}

/** Sizes and places count as much as the look is sure that there is something. */
function weightedMean(outputs: readonly RawOutput[], of: (output: RawOutput) => Float32Array): Float32Array {
  const [first] = outputs as [RawOutput]
  const cells = first.size.length / 2
  const classes = first.heat.length / cells
  const [out, weight] = [new Float32Array(cells * 2), new Float32Array(cells)]
  for (const output of outputs) {
    const values = of(output)
    for (let cell = 0; cell < cells; cell++) {
      let sure = 1e-6
      for (let c = 0; c < classes; c++) sure = Math.max(sure, output.heat[cell * classes + c]!)
      weight[cell] = weight[cell]! + sure
      out[cell * 2] = out[cell * 2]! + sure * values[cell * 2]!
      out[cell * 2 + 1] = out[cell * 2 + 1]! + sure * values[cell * 2 + 1]!
    }
  }
  return out.map((value, i) => value / weight[i >> 1]!)
}

/** The class with the highest sum of scores, pixel by pixel; its score is the mean over all looks. */
function vote(outputs: readonly RegionOutput[]): Pick<RegionOutput, 'labels' | 'scores'> {
  const [first] = outputs as [RegionOutput]
  const labels = new Uint8Array(first.labels.length)
  const scores = new Uint8Array(first.labels.length)
  const sums = new Map<number, number>()
  for (let i = 0; i < labels.length; i++) {
    sums.clear()
    let [best, most] = [0, -1]
    for (const output of outputs) {
      const label = output.labels[i]!
      const sum = (sums.get(label) ?? 0) + output.scores[i]!
      sums.set(label, sum)
      if (sum > most) [best, most] = [label, sum]
    }
    labels[i] = best
    scores[i] = most / outputs.length
  }
  return { labels, scores }
}

/** What several looks found is one object, with the highest score. */
function merge(outputs: readonly FoundOutput[]): Detections[] {
  const [first] = outputs as [FoundOutput]
  return first.found.map((_, i) => {
    const all = outputs.map((output) => output.found[i] as Detections)
    return suppress({
      xywh: Float32Array.from(all.flatMap(({ xywh }) => [...xywh])),
      score: Float32Array.from(all.flatMap(({ score }) => [...score])),
      class: Uint8Array.from(all.flatMap((each) => [...each.class])),
    })
  })
}
