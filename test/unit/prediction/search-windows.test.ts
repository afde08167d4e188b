import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { quiet } from '../../../src/base/job'
import { Random } from '../../../src/base/random'
import { selectEngine } from '../../../src/engine/engines.node'
import { detectionRect, type Detections } from '../../../src/found/detections'
import { BoxGrid } from '../../../src/geometry/boxGrid'
import type { Rect } from '../../../src/geometry/rect'
import { readWindows } from '../../../src/heads/readWindows'
import { classifiers, modelIds } from '../../../src/models/catalogue'
import { findModel } from '../../../src/models/models'
import { readLite0 } from '../../../src/models/pretrained/lite0.node'
import { completeBlocks } from '../../../src/prediction/blocks/computeBlocks.node'
import { detectorWork, mergeDetections } from '../../../src/prediction/blocks/detectorBlocks.node'
import { MemoryBlocks } from '../../../src/prediction/blocks/memoryBlocks.node'
import { unpackBlock } from '../../../src/prediction/blocks/packBlock'
import type { Detector } from '../../../src/prediction/detector'
import { withTestTimeAugmentation } from '../../../src/prediction/testTimeAugmentation'
import { assignNamed } from '../../../src/training/namedWeights'

// What is found does not depend on the side of the windows that a picture is searched by: 512 pixels, or 2,048.

beforeAll(() => selectEngine('tensorflow'))

const [across, down] = [1650, 1230]
/** How much of the picture is searched: as little as takes several small windows, of which YOLO's margins make large ones. */
let [width, height] = [across, down]
/** Nothing is equal to more than this: convolutions add in another order. */
const usual = 1e-4
/** Enlarging by 3 : 2 takes places of 32 bits, which are the less exact the farther from the window's corner. */
const tolerances: Readonly<Record<string, number>> = { lite0: 1e-3, 'lite0-linear': 1e-3 }

/** Patches of every size on noise. */
const picture = (() => {
  const random = new Random(3)
  const pixels = Uint8Array.from({ length: across * down * 3 }, () => 100 + random.below(56))
  for (let k = 0; k < 500; k++) {
    const side = 6 + random.below(110)
    const [left, top] = [random.below(across), random.below(down)]
    const by = [0, 1, 2].map(() => random.below(120) - 60)
    for (let y = top; y < Math.min(down, top + side); y++)
      for (let x = left; x < Math.min(across, left + side); x++)
        for (let c = 0; c < 3; c++) {
          const at = (y * across + x) * 3 + c
          pixels[at] = Math.min(255, Math.max(0, pixels[at]! + by[c]!))
        }
  }
  return pixels
})()

function read({ x, y, w, h }: Rect): Promise<Uint8Array> {
  const region = new Uint8Array(w * h * 3)
  for (let row = 0; row < Math.min(h, height - y); row++) {
    const from = ((y + row) * across + x) * 3
    region.set(picture.subarray(from, from + Math.min(w, width - x) * 3), row * w * 3)
  }
  return Promise.resolve(region)
}
const source = () => ({ width, height, levels: 1, read, close: async () => {} })

const anchors = [8, 14, 23, 31, 45, 60, 80, 110, 150].map((side) => [side, side + 4] as [number, number])

/** A network of random weights whose answers differ from place to place as those of a trained one do. */
function detectorOf(id: string, width?: number): Detector {
  const definition = findModel(id)
  const options = { classes: 2, seed: 1, width, anchors: anchors.slice(0, id === 'yolo' ? 9 : 6) }
  const model = definition.build(options)
  if (definition.encoder) assignNamed(model, readLite0(definition.encoder))
  const look = (images: Uint8Array, n: number, w: number, h: number) =>
    tf.tidy(() => {
      const input = tf.div(tf.sub(tf.tensor4d(images, [n, h, w, 3], 'int32').toFloat(), 128), 50)
      return model.apply(input, { training: false }) as tf.Tensor
    })
  const heads = model.layers.filter(({ name }) => name.startsWith('head'))
  tf.tidy(() => {
    const part = new Uint8Array(512 * 512 * 3)
    for (let y = 0; y < 512; y++)
      part.set(picture.subarray(y * across * 3, y * across * 3 + 512 * 3), y * 512 * 3)
    const values = look(part, 1, 512, 512)
    const flat = values.reshape([-1, values.shape.at(-1) as number])
    const { mean, variance } = tf.moments(flat, 0)
    const gain = tf.div(1, tf.sqrt(tf.mean(variance)))
    for (const head of heads) {
      const [kernel, bias] = head.getWeights() as [tf.Tensor, tf.Tensor]
      const times = (bias.shape[0] as number) / (mean.shape[0] as number)
      const middle = tf.tile(mean, [times])
      const wanted = tf.tile(tf.tensor1d(middleOf(definition.task, mean.shape[0] as number)), [times])
      head.setWeights([tf.mul(kernel, gain), tf.add(tf.mul(tf.sub(bias, middle), gain), wanted)])
    }
  })
  return {
    ...{ run: id, engine: '', classNames: ['a', 'b'], tile: 256, level: 0, threshold: 0.5 },
    ...{ stride: definition.stride, multiple: definition.multiple, margin: definition.margin },
    async predict(images, n, w, h) {
      const output = look(images, n, w, h)
      const values = (await output.data()) as Float32Array
      output.dispose()
      return readWindows(definition, options, values, { width: w, height: h })
    },
    dispose: () => model.dispose(),
  }
}

/** What a place without anything says: scores are low, boxes of a few dozen pixels, background likelier than a class. */
function middleOf(task: string, values: number): number[] {
  if (task === 'segment') return [1.5, 0, 0]
  return task === 'anchors' ? [0, 0, 0, 0, -1.5, 0, 0].slice(0, values) : [-3, -3, 1.5, 1.5, 0.5, 0.5]
}

async function searched(detector: Detector, side: number, segments = false) {
  const work = detectorWork({ source: source(), detector, level: 0, identity: '', side })
  const store = new MemoryBlocks()
  await completeBlocks(work, store, quiet)
  // Of all classes, then class by class.
  const heats: Uint8Array[][] = []
  const push = (rows: Uint8Array, byClass: readonly Uint8Array[]) =>
    [rows, ...byClass].forEach((band, i) => (heats[i] ??= []).push(band))
  const found = await mergeDetections(work, store, quiet.signal, { push })
  const [heat, ...ofClasses] = heats.map((bands) => Buffer.concat(bands)) as [Buffer, ...Buffer[]]
  // The likeliest class is one of them; a segmentation's maps show a class only where it is likelier than background.
  expect(ofClasses.length).toBe(detector.classNames.length)
  const highest = heat.map((_, i) => Math.max(...ofClasses.map((own) => own[i]!)))
  expect(highest.findIndex((value, i) => value !== heat[i] && !(segments && value < heat[i]!))).toBe(-1)
  return {
    count: work.count,
    found,
    heat: Buffer.concat([heat, ...ofClasses]),
    labels: await labelsOf(work, store),
  }
}

/** The label of every pixel, of a segmentation. */
async function labelsOf(work: ReturnType<typeof detectorWork>, store: MemoryBlocks): Promise<Uint8Array> {
  const labels = new Uint8Array(width * height)
  for (const [number, window] of work.search.plan.rows.flat().entries()) {
    const block = unpackBlock((await store.read(number))!, window, work.search)
    if (block.kind !== 'regions') continue
    const [left, top] = [window.core.x * 4, window.core.y * 4]
    const w = Math.min(width, left + window.core.w * 4) - left
    for (let at = 0; at < block.labels.length; at += w)
      labels.set(block.labels.subarray(at, at + w), (top + at / w) * width + left)
  }
  return labels
}

/** Those of `some` of a sure score that `others` lacks. */
function lacking(some: Detections, others: Detections, tolerance: number): number {
  const grid = new BoxGrid(others.xywh)
  let lacks = 0
  for (let i = 0; i < some.score.length; i++) {
    const [box, score] = [detectionRect(some, i), some.score[i]!]
    if (score < 0.05 + tolerance) continue
    let same = false
    grid.visit(box, (j) => {
      const other = grid.box(j)
      const apart = Math.max(
        ...(['x', 'y', 'w', 'h'] as const).map((side) => Math.abs(box[side] - other[side])),
      )
      const near = apart <= tolerance * Math.max(100, box.w, box.h)
      same ||= near && Math.abs(score - others.score[j]!) <= tolerance && some.class[i] === others.class[j]
    })
    if (!same) lacks++
  }
  return lacks
}

describe('windows of 512 and of 2,048 pixels', () => {
  const kinds = [
    ['heatmap', undefined, 'none'],
    ['heatmap', undefined, 'flips'],
    ['lite0', undefined, 'none'],
    ['lite0-linear', undefined, 'none'],
    ['segment', undefined, 'none'],
    ['yolo-tiny', 0.25, 'none'],
    ['yolo-tiny', 0.25, 'flips'],
    ['yolo', 0.1, 'none'],
  ] as const
  it('are tried with every network that says where objects lie', () => {
    const tried = new Set<string>(kinds.map(([id]) => id))
    expect([...tried].sort()).toEqual(modelIds.filter((id) => !classifiers.includes(id)).sort())
  })
  it.each(kinds)(
    'find the same with %s (width %s, looks %s)',
    async (id, thin, tta) => {
      ;[width, height] = id === 'yolo' ? [across, down] : [1150, 830]
      const plain = detectorOf(id, thin)
      const detector = withTestTimeAugmentation(plain, tta)
      const [small, large] = [
        await searched(detector, 512, id === 'segment'),
        await searched(detector, 2048, id === 'segment'),
      ]
      plain.dispose()
      expect(large.count).toBe(1)
      expect(small.count).toBeGreaterThan(1)
      const apart = small.heat.reduce((most, value, i) => Math.max(most, Math.abs(value - large.heat[i]!)), 0)
      expect(apart).toBeLessThanOrEqual(1)
      expect(large.found.score.length).toBeGreaterThan(30)
      // A pixel whose score is a half to the last bit may be of either class.
      const other = small.labels.reduce((sum, label, i) => sum + Number(label !== large.labels[i]), 0)
      expect(other / small.labels.length).toBeLessThan(usual)
      const tolerance = tolerances[id] ?? usual
      const lacks = [
        lacking(small.found, large.found, tolerance),
        lacking(large.found, small.found, tolerance),
      ]
      // Of very many that overlap, two may do so by half to the last bit: then either is the object.
      const most = id === 'heatmap' ? 0 : large.found.score.length / 1000
      expect(Math.max(...lacks)).toBeLessThanOrEqual(most)
    },
    200_000,
  )
})
