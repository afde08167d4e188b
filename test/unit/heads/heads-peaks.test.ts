import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { TileBatch } from '../../../src/tiles/tiles'
import { selectEngine } from '../../../src/engine/engines.node'
import { focalLoss } from '../../../src/heads/peaks/loss'
import { heatmapTargets } from '../../../src/heads/peaks/targets'
import { countWholeObjects, steadyThreshold } from '../../../src/heads/threshold'
import { squares } from '../shared/training.fixture'

beforeAll(async () => void (await selectEngine('auto')))

describe('targets', () => {
  // One tile of 16² pixels, two classes, a box of 8 × 4 around (6, 10), the right quarter not checked.
  const masks = new Uint8Array(256)
  for (let row = 0; row < 16; row++) masks.fill(255, row * 16 + 12, row * 16 + 16)
  const batch: TileBatch = {
    count: 1,
    images: new Uint8Array(16 * 16 * 3),
    masks,
    offset: Int32Array.of(0, 1),
    xywh: Float32Array.of(2, 8, 8, 4),
    classes: Uint8Array.of(1),
    labels: Uint8Array.of(0, 1),
  }
  const targets = heatmapTargets(batch, { size: 16, stride: 4, classes: 2 })
  const cell = (x: number, y: number) => y * 4 + x

  it('puts the object into the cell of its centre, with size and place in the cell', () => {
    expect(targets.objects).toBe(1)
    expect([...targets.positive].map((v, i) => (v ? i : -1)).filter((i) => i >= 0)).toEqual([
      cell(1, 2) * 2 + 1,
    ])
    expect([...targets.centre].map((v, i) => (v ? i : -1)).filter((i) => i >= 0)).toEqual([cell(1, 2)])
    const box = [...targets.box.subarray(cell(1, 2) * 4, cell(1, 2) * 4 + 4)]
    expect(box).toEqual([Math.log(2), 0, 0.5, 0.5].map(Math.fround))
  })

  it('weighs negatives down beside the centre, for the object class only', () => {
    const beside = (1 - Math.exp(-1 / (2 * 0.8 ** 2))) ** 4
    expect(targets.negative[cell(1, 2) * 2 + 1]).toBe(0)
    expect(targets.negative[cell(1, 2) * 2]).toBe(1)
    expect(targets.negative[cell(0, 2) * 2 + 1]).toBeCloseTo(beside, 5)
    expect(targets.negative[cell(0, 2) * 2]).toBe(1)
  })

  it('takes nothing that nobody checked for a negative', () => {
    for (let y = 0; y < 4; y++) {
      expect(targets.negative.subarray(cell(3, y) * 2, cell(3, y) * 2 + 2)).toEqual(Float32Array.of(0, 0))
    }
    expect(targets.negative[cell(2, 0) * 2]).toBe(1)
  })

  it('leaves out an object whose centre lies outside', () => {
    const shifted = heatmapTargets(
      { ...batch, xywh: Float32Array.of(-6, 8, 8, 4) },
      { size: 16, stride: 4, classes: 2 },
    )
    expect(shifted.objects).toBe(0)
    expect(shifted.positive.some((v) => v > 0)).toBe(false)
  })
})

describe('focal loss', () => {
  const shape: [number, number, number, number] = [2, 3, 3, 2]
  const make = () => {
    const logits = tf.randomNormal(shape, 0, 2, 'float32', 1) as tf.Tensor4D
    const positive = tf.cast(
      tf.greater(tf.randomUniform(shape, 0, 1, 'float32', 2), 0.7),
      'float32',
    ) as tf.Tensor4D
    const negative = tf.mul(tf.sub(1, positive), tf.randomUniform(shape, 0, 1, 'float32', 3)) as tf.Tensor4D
    return { logits, positive, negative }
  }

  it('has the value and the gradient of its definition', async () => {
    await tf.setBackend('cpu')
    tf.tidy(() => {
      const { logits, positive, negative } = make()
      const own = tf.valueAndGrad((x) => focalLoss(x as tf.Tensor4D, positive, negative, 3))(logits)
      const defined = tf.valueAndGrad((x) => {
        const p = tf.sigmoid(x)
        const hits = tf.mul(tf.mul(positive, 3), tf.mul(tf.square(tf.sub(1, p)), tf.neg(tf.log(p))))
        return tf.sum(tf.add(hits, tf.mul(negative, tf.mul(tf.square(p), tf.neg(tf.log(tf.sub(1, p)))))))
      })(logits)
      expect(own.value.dataSync()[0]).toBeCloseTo(defined.value.dataSync()[0] as number, 4)
      const wanted = defined.grad.dataSync()
      own.grad.dataSync().forEach((g, i) => expect(g).toBeCloseTo(wanted[i] as number, 4))
    })
  })

  it('makes a missed object dearer with the weight, and a false alarm not', async () => {
    await tf.setBackend('cpu')
    tf.tidy(() => {
      const { logits, positive, negative } = make()
      const none = tf.zerosLike(positive) as tf.Tensor4D
      const loss = (p: tf.Tensor4D, n: tf.Tensor4D, weight: number) =>
        focalLoss(logits, p, n, weight).dataSync()[0] as number
      expect(loss(positive, none, 5)).toBeCloseTo(5 * loss(positive, none, 1), 3)
      expect(loss(none, negative, 5)).toBeCloseTo(loss(none, negative, 1), 5)
    })
  })
})

describe('threshold', () => {
  const box = (x: number) => Float32Array.of(x, 0, 10, 10)
  const image = (score: number, hit: boolean) => ({
    truth: { xywh: box(0), class: Uint8Array.of(0) },
    detections: { xywh: box(hit ? 0 : 50), score: Float32Array.of(score), class: Uint8Array.of(0) },
  })
  // Objects score 0.8, false alarms 0.3: anything between tells them apart.
  const images = [...Array(20).keys()].flatMap(() => [image(0.8, true), image(0.3, false)])

  it('lies in the middle of what tells objects from false alarms, if many objects say so', () => {
    expect(steadyThreshold(images, { objects: 10000 })).toBeCloseTo(0.55, 1)
  })

  it('stays near the prior where few objects vote, and at it where nothing is found', () => {
    const few = steadyThreshold(images, { objects: 5 })
    expect(few).toBeGreaterThan(0.4)
    expect(few).toBeLessThan(0.48)
    expect(steadyThreshold([image(0.9, false)], { objects: 100 })).toBe(0.4)
  })

  it('counts an object that lies in several tiles once', () => {
    const reader = squares({ tiles: 3, val: 0 })
    const origin = new Int32Array(12)
    const shown = countWholeObjects({ ...reader, origin }, Int32Array.of(0, 1, 2))
    expect(countWholeObjects({ ...reader, origin }, Int32Array.of(0, 1, 2, 0, 1))).toBe(shown)
    expect(shown).toBeGreaterThan(0)
  })

  it('counts a place once however the tiles round it, and not what the border of a tile cuts off', () => {
    // The same object in three tiles at .5 px, where rounding wavers; cut at the right border, which 32-bit numbers
    // put a hair inside; then whole, beside another one.
    const rows = [
      [10.4999, 20, 30, 20],
      [20.50001, 20, 30, 20],
      [238.1627960205078, 20, 17.83719, 20],
      [90, 20, 30, 20],
    ]
    const reader = {
      ...squares({ tiles: 3, val: 0 }),
      ...{ tile: 256, classNames: ['a'], origin: Int32Array.of(0, 0, 10, 0, 0, 0, 0, 0, 1, 0, 0, 0) },
      labels: () => ({
        ...{ labels: new Uint8Array(3), offset: Int32Array.of(0, 1, 3, 4) },
        ...{ xywh: Float32Array.from(rows.flat()), classes: new Uint8Array(4) },
      }),
    }
    expect(countWholeObjects(reader as never, Int32Array.of(0, 1, 2))).toBe(2)
  })
})
