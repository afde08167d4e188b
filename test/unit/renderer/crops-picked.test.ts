import { describe, expect, test } from 'vitest'
import { cropOrder, expectedWrong, cropReach } from '../../../renderer/state/cropOrder'
import {
  afterAnswer,
  chosenOf,
  holding,
  nonePicked,
  pick,
  pickEvery,
  pickPlaces,
  currentCropIndex,
} from '../../../renderer/state/pickedCrops'

const order = [40, 10, 30, 20, 50]
const at = (place: number) => pick(nonePicked, order, place, 'only')

describe('which crops are picked', () => {
  test('the first one at the beginning, and one that is clicked', () => {
    expect(chosenOf(nonePicked, order)).toEqual([40])
    expect(chosenOf(at(2), order)).toEqual([30])
    expect(currentCropIndex(at(2), order)).toBe(2)
    expect(chosenOf(nonePicked, [])).toEqual([])
    expect(currentCropIndex(nonePicked, [])).toBe(-1)
  })

  test('Shift picks from where it began, in both directions, in the order of the list', () => {
    const range = pick(at(3), order, 1, 'range')
    expect(chosenOf(range, order)).toEqual([10, 30, 20])
    expect(chosenOf(pick(range, order, 4, 'range'), order)).toEqual([20, 50])
    expect(chosenOf(pick(nonePicked, order, 2, 'range'), order)).toEqual([40, 10, 30])
  })

  test('Ctrl takes one in and out, beside the one that was current', () => {
    const two = pick(at(0), order, 3, 'toggle')
    expect(chosenOf(two, order)).toEqual([40, 20])
    expect(chosenOf(pick(two, order, 0, 'toggle'), order)).toEqual([20])
  })

  test('a drawn rectangle replaces what was picked or adds to it', () => {
    expect(chosenOf(pickPlaces(at(0), order, [1, 2], new Set()), order)).toEqual([10, 30])
    expect(chosenOf(pickPlaces(at(0), order, [1, 2], new Set([40])), order)).toEqual([40, 10, 30])
    expect(chosenOf(pickEvery(at(0), order), order)).toEqual(order)
  })

  test('by keys: another order, and crops that leave, change nothing of it', () => {
    const three = pick(at(0), order, 2, 'range')
    expect(chosenOf(three, [20, 30, 40])).toEqual([30, 40])
  })
})

describe('after an answer', () => {
  test('what comes into the place is current: the next one, at the end the one before', () => {
    const left = order.filter((key) => key !== 30)
    const next = afterAnswer(at(2), order, [30])
    expect([currentCropIndex(next, left), chosenOf(next, left)]).toEqual([2, [20]])
    const last = afterAnswer(at(4), order, [50])
    expect(chosenOf(last, order.slice(0, 4))).toEqual([20])
    expect(chosenOf(afterAnswer(at(0), [40], [40]), [])).toEqual([])
  })

  test('of a lot, the one after its first that is left', () => {
    const lot = pick(at(1), order, 3, 'range')
    const after = afterAnswer(lot, order, chosenOf(lot, order))
    expect(chosenOf(after, [40, 50])).toEqual([50])
  })

  test('a new ranking leaves the crop in hand where it stands', () => {
    expect(holding([50, 20, 30, 40], 30, 0)).toEqual([30, 50, 20, 40])
    expect(holding([50, 20, 30, 40], 50, 2)).toEqual([20, 30, 50, 40])
    expect(holding([50, 20], 99, 5)).toEqual([50, 20, 99])
    expect(holding([50, 20], undefined, 1)).toEqual([50, 20])
  })
})

describe('detections in a grid', () => {
  const detections = {
    xywh: Float32Array.of(0, 0, 10, 10, 0, 0, 40, 20, 0, 0, 20, 20, 0, 0, 5, 90),
    score: Float32Array.of(0.9, 0.8, 0.7, 0.6),
    class: Uint8Array.of(1, 0, 1, 0),
  }
  test('are in the order of score, class or size', () => {
    expect([...cropOrder(detections, 'score')]).toEqual([0, 1, 2, 3])
    expect([...cropOrder(detections, 'class')]).toEqual([1, 3, 0, 2])
    expect([...cropOrder(detections, 'size')]).toEqual([1, 3, 2, 0])
  })

  test('have one scale that one huge object does not spoil', () => {
    const usual = Array.from({ length: 50 }, () => ({ w: 20, h: 10 }))
    expect(cropReach([...usual, { w: 4000, h: 4000 }])).toBe(36)
    expect(cropReach([{ w: 2, h: 1 }])).toBe(24)
    expect(cropReach([])).toBe(24)
  })

  test('are expected to be wrong as often as the evaluation says, on unseen ground where there is some', () => {
    const curve = (precision: number) => [
      { threshold: 0.9, precision: 1, recall: 0.2 },
      { threshold: 0.8, precision, recall: 0.5 },
      { threshold: 0.5, precision: 0.1, recall: 0.9 },
    ]
    const known = { curve: curve(0.7) }
    expect(expectedWrong({ curve: curve(0.75) }, 0.8, 40)).toEqual({ wrong: 10, honest: false })
    expect(expectedWrong({ curve: curve(0.75) }, 0.85, 40)).toEqual({ wrong: 0, honest: false })
    const both = { ...known, learned: { curve: curve(1) }, unseen: { curve: curve(0.5) } }
    expect(expectedWrong(both as never, 0.8, 40)).toEqual({ wrong: 20, honest: true })
    expect(
      expectedWrong({ ...known, learned: { curve: curve(0.9) }, unseen: null } as never, 0.8, 40)?.honest,
    ).toBe(false)
    expect(expectedWrong({}, 0.8, 40)).toBeUndefined()
    // Nothing was judged from that score on.
    expect(expectedWrong({ curve: curve(0.75) }, 0.95, 3)).toBeUndefined()
  })
})
