import { describe, expect, test } from 'vitest'
import { autoDisplay, changedDraft, draftOf, stainedDisplay } from '../../../renderer/state/displayDraft'
import { histograms, render } from '../../../src/image/showing/display'
import { seenChannels, separateStains, withOneStain } from '../../../src/image/showing/stains'
import { stainNames } from '../../../src/records/image'

// What scikit-image 0.26.0 gives for these colours: separate_stains(rgb, hed_from_rgb) and (rgb, bex_from_rgb), and
// combine_stains of each stain alone, times 255.

const colours = [
  [120, 60, 150],
  [220, 130, 180],
  [250, 250, 250],
  [30, 30, 60],
  [255, 255, 255],
  [0, 0, 0],
  [90, 100, 160],
  [200, 150, 110],
]
const rgb = Uint8Array.from(colours.flat())
const recorded = {
  hed: {
    amounts: [
      [0.072442, 0.045411, 0.015904],
      [0.00168, 0.032456, 0.027121],
      [0.001735, 0.0, 0.001264],
      [0.217657, 0.0, 0.057667],
      [0.0, 0.0, 0.0],
      [1.210167, 0.0, 0.88195],
      [0.116796, 0.0, 0.001984],
      [0.0, 0.0, 0.080781],
    ],
    alone: [
      [
        [133.051, 126.557, 190.762],
        [251.183, 250.891, 253.29],
        [251.059, 250.758, 253.234],
        [36.114, 31.073, 106.614],
        [255.0, 255.0, 255.0],
        [0.005, 0.002, 1.999],
        [89.338, 82.413, 159.704],
        [255.0, 255.0, 255.0],
      ],
      [
        [244.044, 137.024, 237.995],
        [247.12, 163.587, 242.728],
        [255.0, 255.0, 255.0],
        [255.0, 255.0, 255.0],
        [255.0, 255.0, 255.0],
        [255.0, 255.0, 255.0],
        [255.0, 255.0, 255.0],
        [255.0, 255.0, 255.0],
      ],
      [
        [240.312, 224.983, 214.838],
        [230.465, 205.962, 190.378],
        [253.8, 252.474, 251.55],
        [205.645, 161.926, 136.98],
        [255.0, 255.0, 255.0],
        [9.501, 0.246, 0.019],
        [253.12, 251.048, 249.607],
        [188.658, 134.98, 106.779],
      ],
    ],
  },
  bex: {
    amounts: [
      [0.056699, 0.08061, 0.005949],
      [0.007911, 0.049774, 0.012776],
      [0.001679, 0.000861, 0.001148],
      [0.179833, 0.079851, 0.062525],
      [0.0, 0.0, 0.0],
      [1.171431, 0.600723, 0.801212],
      [0.087974, 0.026407, 0.012004],
      [0.019225, 0.043569, 0.059761],
    ],
    alone: [
      [
        [132.606, 170.542, 218.65],
        [232.766, 241.082, 249.587],
        [250.11, 251.98, 253.841],
        [32.051, 71.189, 156.567],
        [255.0, 255.0, 255.0],
        [0.0, 0.063, 10.632],
        [92.454, 136.604, 200.867],
        [204.293, 222.486, 242.044],
      ],
      [
        [229.965, 88.12, 186.042],
        [239.237, 132.312, 209.889],
        [254.719, 252.122, 254.143],
        [230.189, 89.007, 186.595],
        [255.0, 255.0, 255.0],
        [118.059, 0.093, 24.328],
        [246.512, 180.039, 229.976],
        [241.148, 143.589, 215.046],
      ],
    ],
  },
} as const
const pixels = { data: rgb, width: rgb.length / 3, height: 1, channels: 3 }

describe('stains', () => {
  test.each(['hed', 'bex'] as const)('of %s are told apart as scikit-image tells them', (set) => {
    const amounts = separateStains(rgb, set)
    recorded[set].amounts.flat().forEach((value, i) => {
      expect(Math.abs((amounts[i] as number) - value), `amount ${i}`).toBeLessThan(1e-4)
    })
  })

  test('each alone has its own colour, as scikit-image puts it together again', () => {
    const alone = [...recorded.hed.alone, ...recorded.bex.alone]
    stainNames.forEach((stain, n) => {
      const { data } = withOneStain(pixels, stain)
      alone[n]?.flat().forEach((value, i) => {
        expect(Math.abs((data[i] as number) - value), `${stain} ${i}`).toBeLessThanOrEqual(0.51)
      })
    })
  })

  test('come before the limits of the channels; a picture of other channels stays as it is', () => {
    const setting = {
      ...stainedDisplay(undefined, 'eosin'),
      channels: stainedDisplay(undefined, 'eosin')?.channels ?? [],
    }
    const seen = render(seenChannels(pixels, setting), setting)
    expect([...seen]).toEqual([...(withOneStain(pixels, 'eosin').data as Uint8Array)])
    const deep = { ...pixels, data: Uint16Array.from(rgb) }
    expect(withOneStain(deep, 'eosin')).toBe(deep)
  })

  test('all colours again: what was set of the channels stays, and nothing is left of nothing', () => {
    expect(stainedDisplay(stainedDisplay(undefined, 'dab') ?? undefined, null)).toBeNull()
    const darker = { channels: [{ channel: 0, color: '#ff0000', min: 10, max: 200 }] }
    expect(stainedDisplay(darker, 'dab')).toEqual({ ...darker, stain: 'dab' })
    expect(stainedDisplay({ ...darker, stain: 'dab' }, null)).toEqual(darker)
  })
})

describe('brightness', () => {
  const found = histograms(pixels, ['red', 'green', 'blue'])
  const draft = draftOf(undefined, found)

  test('stretches the channels together: white stays white', () => {
    const { channels } = autoDisplay(draft, found, true)
    expect(new Set(channels.map(({ min, max }) => `${min} ${max}`)).size).toBe(1)
    expect(channels[0]).toMatchObject({ min: 0, max: 255 })
    const limits = changedDraft(draft, 1, { min: 20 }, true).map(({ min, max }) => [min, max])
    expect(limits).toEqual([
      [20, 255],
      [20, 255],
      [20, 255],
    ])
  })

  test('of one channel alone where that is wanted; a colour or a channel that goes is its own', () => {
    expect(changedDraft(draft, 1, { min: 20 }, false).map(({ min }) => min)).toEqual([0, 20, 0])
    const changed = changedDraft(draft, 2, { shown: false, color: '#ffffff' }, true)
    expect(changed.map(({ shown, color }) => [shown, color])).toEqual([
      [true, '#ff0000'],
      [true, '#00ff00'],
      [false, '#ffffff'],
    ])
  })
})
