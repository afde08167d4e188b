import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random'
import { findModel } from '../../../src/models/models'
import { predictImage } from '../../../src/prediction/predict.node'
import { openPrediction } from '../../../src/prediction/predictionFile.node'
import { detectionRect, detectionShape } from '../../../src/found/detections'
import { RegionTracer } from '../../../src/heads/regions/trace'
import { loadDetector } from '../../../src/training/loadDetector.node'
import { defaultTraining } from '../../../src/runs/config'
import { segmentLoss } from '../../../src/heads/regions/task'
import { trainOn } from '../../../src/training/train.node'
import { paintedSource, quiet } from '../shared/models.fixture'
import { squares } from '../shared/training.fixture'

describe('U-Net', () => {
  it('gives background and classes for each pixel, from about a million parameters', async () => {
    await tf.setBackend('cpu')
    const model = findModel('segment').build({ classes: 3, seed: 1 })
    const count = model.countParams()
    expect(count).toBeGreaterThan(0.5e6)
    expect(count).toBeLessThan(2e6)
    expect(model.outputs[0]?.shape).toEqual([null, null, null, 4])
    model.dispose()
  })
})

describe('loss of a segmentation', () => {
  beforeAll(() => tf.setBackend('cpu'))
  const logits = () => tf.randomNormal([1, 2, 3, 3], 0, 2, 'float32', 5) as tf.Tensor4D
  const mask = tf.tensor4d([0, 1, 2, 255, 1, 0], [1, 2, 3, 1])
  const loss = (output: tf.Tensor4D, truth: tf.Tensor4D, cost: number) =>
    segmentLoss(output, truth, cost).dataSync()[0] as number

  it('is weighted cross-entropy plus Dice, and the ignored pixel counts for nothing', () => {
    const p = tf.softmax(logits()).arraySync()[0]!.flat()
    const truth = [0, 1, 2, undefined, 1, 0]
    let [entropy, weights] = [0, 0]
    truth.forEach((c, i) => {
      if (c === undefined) return
      const weight = c === 0 ? 1 : 3
      entropy -= weight * Math.log(p[i]![c]!)
      weights += weight
    })
    const dice = [1, 2].map((c) => {
      let [hits, said, there] = [0, 0, 0]
      truth.forEach((t, i) => {
        if (t === undefined) return
        said += p[i]![c]!
        if (t === c) [hits, there] = [hits + p[i]![c]!, there + 1]
      })
      return 1 - (2 * hits + 1) / (2 * hits + 1 + (said - hits) + 3 * (there - hits))
    })
    expect(loss(logits(), mask, 3)).toBeCloseTo(entropy / weights + (dice[0]! + dice[1]!) / 2, 4)
    const other = logits().bufferSync()
    other.set(40, 0, 1, 0, 2)
    expect(loss(other.toTensor() as tf.Tensor4D, mask, 3)).toBeCloseTo(loss(logits(), mask, 3), 5)
  })

  it('has the gradient that small steps have', () => {
    const start = logits()
    const gradient = tf
      .grad((x) => segmentLoss(x as tf.Tensor4D, mask, 3))(start)
      .dataSync()
    const values = start.dataSync()
    for (let i = 0; i < values.length; i += 4) {
      const at = (step: number) => {
        const moved = Float32Array.from(values)
        moved[i] = values[i]! + step
        return loss(tf.tensor4d(moved, [1, 2, 3, 3]), mask, 3)
      }
      expect(gradient[i]).toBeCloseTo((at(0.01) - at(-0.01)) / 0.02, 2)
    }
  })
})

describe('regions', () => {
  /** Connected components by flood fill: area, label and box of each. */
  function flood(labels: Uint8Array, width: number): string[] {
    const seen = new Uint8Array(labels.length)
    const found: string[] = []
    labels.forEach((label, start) => {
      if (!label || seen[start]) return
      const open = [start]
      seen[start] = 1
      let [area, left, top, right, bottom] = [0, width, Infinity, 0, 0]
      while (open.length) {
        const at = open.pop()!
        const [x, y] = [at % width, Math.floor(at / width)]
        area++
        left = Math.min(left, x)
        right = Math.max(right, x + 1)
        top = Math.min(top, y)
        bottom = Math.max(bottom, y + 1)
        const near = [x > 0 && at - 1, x + 1 < width && at + 1, at - width, at + width]
        for (const n of near) {
          if (n === false || labels[n] !== label || seen[n]) continue
          seen[n] = 1
          open.push(n)
        }
      }
      if (area >= 9) found.push([label - 1, left, top, right - left, bottom - top].join())
    })
    return found.sort()
  }

  it.each([0.45, 0.6, 0.8])('are the connected components of any picture (%f full)', (share) => {
    const random = new Random(Math.round(share * 100))
    const [width, height] = [67, 53]
    const labels = Uint8Array.from({ length: width * height }, () =>
      random.next() < share ? 1 + random.below(2) * Number(random.next() < 0.2) : 0,
    )
    const tracer = new RegionTracer(width)
    for (let y = 0; y < height; y++)
      tracer.row(labels.subarray(y * width, (y + 1) * width), new Uint8Array(width).fill(204))
    const found = tracer.finish()
    const rows = [...found.score].map((_, i) => {
      const { x, y, w, h } = detectionRect(found, i)
      return [found.class[i], x, y, w, h].join()
    })
    expect(rows.sort()).toEqual(flood(labels, width))
    found.score.forEach((score) => expect(score).toBeCloseTo(0.8, 3))
  })

  it('have outlines that cover their pixels, to a pixel', () => {
    const size = 60
    const disc = new Uint8Array(size * size)
    for (let i = 0; i < disc.length; i++) {
      const [x, y] = [(i % size) - 30.5, Math.floor(i / size) - 27.5]
      if (Math.hypot(x, y) < 21 && !(x > 0 && Math.abs(y) < 5)) disc[i] = 1
    }
    const tracer = new RegionTracer(size)
    for (let y = 0; y < size; y++)
      tracer.row(disc.subarray(y * size, (y + 1) * size), disc.subarray(y * size, (y + 1) * size))
    const shape = detectionShape(tracer.finish(), 0)
    if (shape.kind !== 'polygon') throw new Error(shape.kind)
    expect(shape.points.length / 2).toBeLessThan(50)
    const drawn = disc.map((_, i) =>
      Number(inside(shape.points, (i % size) + 0.5, Math.floor(i / size) + 0.5)),
    )
    const both = drawn.reduce((n, v, i) => n + (v & disc[i]!), 0)
    const either = drawn.reduce((n, v, i) => n + (v | disc[i]!), 0)
    expect(both / either).toBeGreaterThan(0.95)
  })
})

/** By the even-odd rule. */
function inside(points: readonly number[], x: number, y: number): boolean {
  let odd = false
  for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
    const [xa, ya, xb, yb] = [points[j]!, points[j + 1]!, points[i]!, points[i + 1]!]
    if (ya <= y !== yb <= y && x < xa + ((y - ya) / (yb - ya)) * (xb - xa)) odd = !odd
  }
  return odd
}

describe('training a segmentation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'windhover-segment-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('learns squares, and finds their outlines in a picture of several windows', async () => {
    const reader = squares({ tiles: 24, tile: 64, val: 6 })
    const config = {
      ...defaultTraining,
      ...{ model: 'segment' as const, dataset: '', epochs: 14, batch: 6, learningRate: 4e-3 },
    }
    const runDir = join(folder, 'run')
    const run = await trainOn(reader, { id: 'run', runDir, config, resume: false }, quiet())
    expect(run.best?.metric).toBeGreaterThan(0.9)

    const random = new Random(4)
    const objects = Array.from({ length: 12 }, (_, i) => ({
      x: 20 + (i % 6) * 190 + random.below(20),
      y: 30 + Math.floor(i / 6) * 80 + random.below(20),
      ...{ w: 14, h: 14 },
    }))
    const detector = await loadDetector(runDir, 'auto')
    const source = paintedSource(1200, 180, objects)
    const out = join(folder, 'found.h5')
    await predictImage({ image: 1, source, detector, level: 0, out }, quiet())
    detector.dispose()
    const file = await openPrediction(out)
    const found = file.detections()
    const kept = [...found.score].filter((score) => score >= file.info.threshold).length
    file.close()
    const hits = objects.filter((o) =>
      [...found.score].slice(0, kept).some((_, i) => {
        const d = detectionRect(found, i)
        return (
          detectionShape(found, i).kind === 'polygon' &&
          Math.abs(d.x - o.x) < 4 &&
          Math.abs(d.y - o.y) < 4 &&
          Math.abs(d.w - o.w) < 6
        )
      }),
    )
    expect(hits.length).toBeGreaterThanOrEqual(11)
    expect(kept).toBeLessThanOrEqual(14)
  })
})
