import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random'
import type { TileBatch } from '../../../src/tiles/tiles'
import { selectEngine } from '../../../src/engine/engines.node'
import { clusterAnchors, scalesOf, sizeIou, type Anchor } from '../../../src/heads/anchors/anchors'
import { readBoxes } from '../../../src/heads/anchors/read'
import { suppress } from '../../../src/found/merge'
import { detectionRect } from '../../../src/found/detections'
import { anchorArrays, anchorTargets, crowdedOut } from '../../../src/heads/anchors/targets'
import { anchorLoss } from '../../../src/heads/anchors/task'

beforeAll(async () => void (await selectEngine('auto')))

describe('anchors', () => {
  it('are the sizes around which the objects gather', () => {
    const random = new Random(1)
    const true9 = [4, 7, 12, 18, 30, 44, 70, 100, 160].map((s, i): Anchor => [s, i % 2 ? s * 1.6 : s * 0.7])
    const sizes = Array.from({ length: 900 }, (_, i): Anchor => {
      const [w, h] = true9[i % 9]!
      return [w * (0.95 + random.next() * 0.1), h * (0.95 + random.next() * 0.1)]
    })
    const found = clusterAnchors(sizes, 9, 1)
    const mean = sizes.reduce((sum, size) => sum + Math.max(...found.map((a) => sizeIou(a, size))), 0) / 900
    expect(mean).toBeGreaterThan(0.85)
    const areas = found.map(([w, h]) => w * h)
    expect(areas).toEqual([...areas].sort((a, b) => a - b))
    expect(clusterAnchors([[10, 10]], 6, 1).length).toBe(6)
  })

  const anchors = [8, 12, 20, 40, 50, 60].map((s): Anchor => [s, s])
  const scales = scalesOf('yolo-tiny', anchors)
  const masks = new Uint8Array(64 * 64)
  for (let y = 0; y < 64; y++) masks.fill(255, y * 64 + 48, y * 64 + 64)
  const batch: TileBatch = {
    ...{ count: 1, images: new Uint8Array(0), masks, classes: Uint8Array.of(1, 0) },
    offset: Int32Array.of(0, 2),
    xywh: Float32Array.of(10, 20, 13, 11, 2, 3, 41, 38),
    labels: Uint8Array.of(1, 1),
  }
  const costs = [
    { missed: 2, weight: 1 },
    { missed: 3, weight: 2 },
  ]
  const targets = anchorTargets(batch, { size: 64, classes: 2, scales, costs, most: 0 })

  it('answer for an object by the most similar size, in the cell of its centre', () => {
    // Coarse: 2 × 2 cells of anchors 40, 50, 60; then 4 × 4 cells of 8, 12, 20.
    expect(targets.boxes).toBe(12 + 48)
    const rows = [...targets.positive].flatMap((v, i) => (v ? [[i, v]] : []))
    const [small, large] = [12 + (1 * 4 + 1) * 3 + 1, 0]
    expect(rows).toEqual([
      [large, 2],
      [small, 6],
    ])
    expect([...targets.label.subarray(small * 2, small * 2 + 2)]).toEqual([0, 1])
    const box = [16.5 / 16 - 1, 25.5 / 16 - 1, Math.log(13 / 12), Math.log(11 / 12)]
    box.forEach((v, i) => expect(targets.box[small * 4 + i]).toBeCloseTo(v, 5))
  })

  it('take nothing for a negative that nobody checked', () => {
    const fine = (x: number, y: number, a: number) => targets.negative[12 + (y * 4 + x) * 3 + a]
    for (let y = 0; y < 4; y++) expect([0, 1, 2].map((a) => fine(3, y, a))).toEqual([0, 0, 0])
    expect(fine(2, 3, 0)).toBe(1)
    expect(fine(1, 1, 1)).toBe(0)
  })

  it('are read back where the targets say, and cost nothing then', () => {
    const tensors = Object.fromEntries(
      (['positive', 'negative', 'box', 'boxWeight', 'label', 'labelWeight'] as const).map((name) => [
        name,
        tf.tensor(targets[name], [1, 60, targets[name].length / 60]),
      ]),
    )
    const rest = { objects: tf.scalar(2), held: tf.tensor(targets.held, [1, 2, 4]) }
    const loss = (values: Float32Array) =>
      tf.tidy(
        () => anchorLoss(tf.tensor3d(values, [1, 60, 7]), { ...tensors, ...rest }, scales, 64).dataSync()[0]!,
      )
    const right = new Float32Array(60 * 7)
    const logit = (p: number) => Math.log(p / (1 - p))
    for (let i = 0; i < 60; i++) {
      const [x, y, w, h] = targets.box.subarray(i * 4, i * 4 + 4) as unknown as [
        number,
        number,
        number,
        number,
      ]
      const there = targets.positive[i]! > 0
      const classes = [0, 1].map((c) => (targets.label[i * 2 + c] ? 9 : -9))
      right.set(there ? [logit(x), logit(y), w, h, 12, ...classes] : [0, 0, 0, 0, -12, 0, 0], i * 7)
    }
    const found = suppress(readBoxes(right, 2, scales, { width: 64, height: 64 }).found[0]!)
    const boxes = Array.from(found.score, (_, i) => Object.values(detectionRect(found, i)).map(Math.round))
    expect(boxes.sort((a, b) => b[2]! - a[2]!)).toEqual([
      [2, 3, 41, 38],
      [10, 20, 13, 11],
    ])
    // What is left is the entropy of the centre's place in its cell, which no answer can take away.
    const wrong = right.slice()
    wrong[(12 + 5 * 3 + 1) * 7 + 4] = -12
    expect(loss(wrong) - loss(right)).toBeCloseTo((6 * 12) / 2, 1)
    // The next anchor of the same cell (20 × 20): no harm while its box lies on the object, an alarm elsewhere.
    const twice = right.slice()
    twice.set([logit(0.03), logit(0.6), Math.log(13 / 20), Math.log(11 / 20), 12], (12 + 5 * 3 + 2) * 7)
    expect(loss(twice)).toBeCloseTo(loss(right), 3)
    twice[(12 + 5 * 3 + 2) * 7] = logit(0.9)
    expect(loss(twice) - loss(right)).toBeCloseTo(12 / 2, 1)
  })

  it('practice 22: every one of 200 objects on a tile is learnt, and none of their boxes counts as a false alarm', () => {
    const random = new Random(3)
    const side = 256
    const objects = Array.from({ length: 200 }, () => [
      random.between(0, side - 12),
      random.between(0, side - 12),
      random.between(6, 12),
      random.between(6, 12),
    ])
    const crowd: TileBatch = {
      ...{ count: 2, images: new Uint8Array(0), masks: new Uint8Array(2 * side * side) },
      offset: Int32Array.of(0, 0, 200),
      xywh: Float32Array.from(objects.flat()),
      classes: Uint8Array.from({ length: 200 }, (_, i) => i % 2),
      labels: Uint8Array.of(0, 0, 1, 1),
    }
    const nine = scalesOf(
      'yolo',
      [6, 8, 9, 10, 11, 12, 14, 16, 20].map((s): Anchor => [s, s]),
    )
    const made = anchorTargets(crowd, { size: side, classes: 2, scales: nine, costs, most: 3 })
    expect(made.objects).toBe(200)
    expect(crowdedOut(crowd, side, nine)).toBe(0)
    const answering = [...made.positive.keys()].filter((i) => (made.positive[i] as number) > 0)
    expect(answering.length).toBe(200)
    // Each answers for one class only: none is shared by two objects.
    for (const i of answering)
      expect((made.label[i * 2] as number) + (made.label[i * 2 + 1] as number)).toBe(1)
    expect(made.held.length).toBe(2 * 200 * 4)

    // A network that says each object's own box says something at the last of them that is no false alarm either.
    const raw = new Float32Array(2 * made.boxes * 7)
    for (let i = 0; i < 2 * made.boxes; i++) raw[i * 7 + 4] = -12
    const lossOf = (values: Float32Array) => {
      const arrays = anchorArrays(crowd, {
        kind: 'anchors',
        size: side,
        classes: 2,
        scales: nine,
        costs,
        most: 3,
      })
      return tf.tidy(() => {
        const named = Object.entries(arrays).map(([name, { data, shape }]) => [
          name,
          tf.tensor(data, [...shape]),
        ])
        const targets = Object.fromEntries(named) as tf.NamedTensorMap
        return anchorLoss(
          tf.tensor3d(values, [2, made.boxes, 7]),
          targets,
          nine,
          side,
        ).dataSync()[0] as number
      })
    }
    const before = lossOf(raw)
    let harmless = 0
    for (const [x, y, w, h] of objects.slice(150) as [number, number, number, number][]) {
      // Another anchor of the cell at the finest scale that lies on the object.
      const [column, line] = [Math.floor((x + w / 2) / 8), Math.floor((y + h / 2) / 8)]
      const first = made.boxes - (side / 8) ** 2 * 3 + (line * (side / 8) + column) * 3
      const free = [0, 1, 2].find((a) => !made.positive[made.boxes + first + a])
      if (free === undefined) continue
      const at = (made.boxes + first + free) * 7
      const logit = (p: number) => Math.log(p / (1 - p))
      const anchor = [6, 8, 9][free] as number
      const said = raw.slice()
      said.set(
        [
          logit(Math.min(0.99, Math.max(0.01, (x + w / 2) / 8 - column))),
          logit(Math.min(0.99, Math.max(0.01, (y + h / 2) / 8 - line))),
          ...[Math.log(w / anchor), Math.log(h / anchor), 12],
        ],
        at,
      )
      expect(lossOf(said)).toBeCloseTo(before, 3)
      harmless++
    }
    expect(harmless).toBeGreaterThan(30)
  })

  it('are counted where too many objects share a cell for all to be learnt', () => {
    const same = Float32Array.from({ length: 8 * 4 }, (_, i) => (i % 4 < 2 ? 20 : 10))
    const labels = {
      offset: Int32Array.of(0, 8),
      xywh: same,
      classes: new Uint8Array(8),
      labels: Uint8Array.of(1, 0),
    }
    // Two scales of three anchors: six boxes have a cell there.
    expect(crowdedOut(labels, 64, scales)).toBe(2)
  })
})
