import { describe, expect, it } from 'vitest'
import { labelTile } from '../../../src/dataset/cutTile'
import type { Evaluation } from '../../../src/evaluation/evaluation'
import { DetectionEvaluator } from '../../../src/heads/detectionEvaluator'
import { heatmapTargets } from '../../../src/heads/peaks/targets'
import { isPartlyBackground } from '../../../src/sampling/background'
import { Blocks, IndexedImage } from '../../../src/sampling/scene'
import { checkedFor, checkedGround } from '../../../src/tiles/checkedGround'
import { CheckedSets, putBack } from '../../../src/tiles/checkedSets'
import { ignore } from '../../../src/tiles/tiles'
import { at, plan, scattered, scene, size } from './sampling.fixture'

const [cars, trucks, vans] = [7, 8, 9]
const area = (id: number, rect: ReturnType<typeof at>, only?: number[]) => ({ id, image: 1, rect, only })

describe('areas that were checked for some classes', () => {
  it('count for these alone; all of them, or one for each, count for all', () => {
    const [left, right, both] = [at(0, 0, 50), at(30, 0, 50), at(30, 0, 20, 50)]
    const ids = [cars, trucks]
    expect(checkedGround([area(1, left), area(2, right, [trucks, cars])], ids)).toEqual({
      checked: [left, right],
    })
    const ground = checkedGround([area(1, left, [cars]), area(2, right, [trucks])], ids)
    expect(ground.checked).toEqual([both])
    expect(checkedFor(ground, 0)).toEqual([both, left])
    expect(checkedFor(ground, 1)).toEqual([both, right])
    // A third class was looked for nowhere, a class that is gone counts for nothing.
    expect(checkedGround([area(1, left, [cars]), area(2, right, [trucks])], [...ids, vans]).checked).toEqual(
      [],
    )
    expect(checkedGround([area(1, left, [99])], ids)).toEqual({ checked: [] })
  })

  it('give background to learn that class from, and no other class', () => {
    const whole = at(0, 0, 640)
    const objects = scattered(20, 300, 640)
    const partly = [{ rect: whole, classes: [0] }]
    const made = plan([{ ...scene(640, 640, objects, []), partly }])
    const tiles = made.tiles.filter(({ kind }) => kind === 'background')
    expect(tiles.length).toBeGreaterThan(5)
    expect(tiles.every((tile) => isPartlyBackground(made.scenes, size, tile))).toBe(true)
    expect(plan([scene(640, 640, objects, [])]).tiles.some(({ kind }) => kind === 'background')).toBe(false)
    expect(made.warnings.join()).toContain('some classes only')
  })

  it('stand apart from the mask, and are put back for a loss that goes by class', () => {
    const sets = new CheckedSets(2)
    const input = {
      ...scene(size, size, [{ rect: at(2, 26, 4), class: 0 }], [at(0, 0, size, 8)]),
      partly: [
        { rect: at(0, 8, size, 12), classes: [0] },
        { rect: at(16, 8, 16, 12), classes: [1] },
      ],
    }
    const from = {
      ...{ scene: new IndexedImage(input), shapes: [{ kind: 'box' as const, ...at(2, 26, 4) }] },
      ...{ blocks: new Blocks([{ rect: at(0, 0, size), split: 'train' }]), scale: 1, visible: 0.5, sets },
    }
    const tile = { image: 0, level: 0, x: 0, y: 0, kind: 'positive', split: 'train' } as const
    const { mask, partly, xywh, classes } = labelTile(tile, size, from)
    const value = (x: number, y: number) => [mask[y * size + x], partly?.[y * size + x]]
    expect([value(3, 3), value(3, 12), value(20, 12), value(3, 27), value(20, 28)]).toEqual([
      [0, 0], // all classes
      [ignore, 1], // the first alone
      [0, 0], // one area for each
      [1, 0], // an object
      [ignore, 0], // nobody looked
    ])
    const batch = {
      ...{ count: 1, images: new Uint8Array(0), labels: new Uint8Array(2), offset: Int32Array.of(0, 1) },
      ...{ xywh: Float32Array.from(xywh), classes: Uint8Array.from(classes) },
    }
    const shape = { size, stride: 4, classes: 2 }
    const weights = (masks: Uint8Array, known?: readonly Uint8Array[]) => {
      const { negative, grid } = heatmapTargets({ ...batch, masks, sets: known }, shape)
      return (x: number, y: number) => [...negative.subarray((y * grid + x) * 2, (y * grid + x) * 2 + 2)]
    }
    const plain = weights(mask)
    expect([plain(6, 0), plain(6, 3), plain(1, 3)]).toEqual([
      [1, 1],
      [1, 1],
      [0, 0],
    ])
    const masks = mask.slice()
    putBack(masks, partly as Uint8Array, sets.flags.length)
    const known = weights(masks, sets.flags)
    // A detection there counts as wrong where its class was looked for.
    const found = {
      xywh: Float32Array.of(2, 10, 4, 4, 2, 10, 4, 4),
      ...{ score: Float32Array.of(0.9, 0.8), class: Uint8Array.of(0, 1) },
    }
    const alarms = (tiles: { masks: Uint8Array; sets?: readonly Uint8Array[] }) => {
      const evaluator = new DetectionEvaluator(['car', 'bus'], size, { objects: 1 }, () => [found])
      evaluator.add(new Float32Array(0), { ...batch, ...tiles })
      const { evaluation } = evaluator.evaluate({ threshold: 0.5 })
      return 'classes' in evaluation ? (evaluation as Evaluation).falsePositives : NaN
    }
    expect([alarms({ masks: mask }), alarms({ masks, sets: sets.flags })]).toEqual([0, 1])
    expect([known(6, 0), known(6, 3), known(1, 3), known(6, 7)]).toEqual([
      [1, 1],
      [1, 1],
      [1, 0],
      [0, 0],
    ])
  })
})
