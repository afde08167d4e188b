import { describe, expect, it } from 'vitest'
import type { WindowOutput } from '../../../src/heads/output'
import type { Detector } from '../../../src/prediction/detector'
import { withTestTimeAugmentation } from '../../../src/prediction/testTimeAugmentation'

const [width, height, stride] = [32, 16, 4]
const [gridWidth, gridHeight] = [width / stride, height / stride]

/** One window, black, with a bright pixel. */
function windowWith(x: number, y: number): Uint8Array {
  const image = new Uint8Array(width * height * 3)
  image.fill(255, (y * width + x) * 3, (y * width + x) * 3 + 3)
  return image
}

function brightest(images: Uint8Array): { x: number; y: number } {
  const at = images.findIndex((value) => value > 0) / 3
  return { x: at % width, y: Math.floor(at / width) }
}

/** A detector that is right about where the bright pixel is, and prefers the left half of what it is shown. */
function detectorOf(kind: 'raw' | 'found' | 'labels'): Detector & { shown: Uint8Array[] } {
  const shown: Uint8Array[] = []
  const predict = async (images: Uint8Array): Promise<WindowOutput> => {
    shown.push(images)
    const { x, y } = brightest(images)
    const heat = new Float32Array(gridWidth * gridHeight)
    const cell = Math.floor(y / stride) * gridWidth + Math.floor(x / stride)
    heat[cell] = x < width / 2 ? 1 : 0.5
    if (kind === 'found') {
      const xywh = Float32Array.of(x - 2, y - 1, 5, 3)
      return {
        kind: 'anchors',
        heat,
        found: [{ xywh, score: Float32Array.of(heat[cell]), class: Uint8Array.of(0) }],
      }
    }
    if (kind === 'labels') {
      const labels = new Uint8Array(width * height)
      labels[y * width + x] = x < width / 2 ? 1 : 2
      return {
        kind: 'regions',
        heat,
        labels,
        scores: labels.map((label) => (label === 1 ? 200 : label === 2 ? 100 : 50)),
      }
    }
    const size = new Float32Array(heat.length * 2)
    const offset = new Float32Array(heat.length * 2)
    size.set([8, 6], cell * 2)
    offset.set([(x % stride) / stride + 0.125, (y % stride) / stride + 0.125], cell * 2)
    return { kind: 'peaks', heat, size, offset }
  }
  const about = {
    run: 'r',
    engine: '',
    classNames: ['a'],
    stride,
    multiple: 4,
    margin: 0,
    tile: 64,
    level: 0,
    threshold: 0.5,
  }
  return { ...about, predict, dispose() {}, shown }
}

describe('test-time augmentation', () => {
  it('looks four times with flips, and every answer falls on the same place', async () => {
    const detector = detectorOf('raw')
    const output = await withTestTimeAugmentation(detector, 'flips').predict(
      windowWith(5, 10),
      1,
      width,
      height,
    )
    expect(detector.shown.length).toBe(4)
    expect(new Set(detector.shown.map((image) => JSON.stringify(brightest(image)))).size).toBe(4)
    if (!('offset' in output)) throw new Error('not raw')
    const cell = 2 * gridWidth + 1
    // Twice it was in the left half (1), twice in the right (0.5).
    expect([...output.heat].map((value, i) => (value > 0 ? [i, value] : null)).filter(Boolean)).toEqual([
      [cell, 0.75],
    ])
    expect([...output.size.subarray(cell * 2, cell * 2 + 2)]).toEqual([8, 6])
    expect(output.offset[cell * 2]).toBeCloseTo(0.375, 5)
    expect(output.offset[cell * 2 + 1]).toBeCloseTo(0.625, 5)
  })

  it('joins boxes that several looks found, with the highest score', async () => {
    const output = await withTestTimeAugmentation(detectorOf('found'), 'flips').predict(
      windowWith(20, 4),
      1,
      width,
      height,
    )
    if (!('found' in output)) throw new Error('no boxes')
    const [found] = output.found
    expect([...(found?.xywh ?? [])].map((value) => Math.abs(value))).toHaveLength(4)
    expect(found?.score[0]).toBe(1)
    const [x = 0, y = 0, w = 0, h = 0] = found?.xywh ?? []
    expect([x + w / 2, y + h / 2].map(Math.round)).toEqual([21, 5])
  })

  it('lets the looks vote on the class of a pixel', async () => {
    const output = await withTestTimeAugmentation(detectorOf('labels'), 'flips').predict(
      windowWith(3, 3),
      1,
      width,
      height,
    )
    if (!('labels' in output)) throw new Error('no labels')
    expect(output.labels[3 * width + 3]).toBe(1)
    expect(output.labels.filter((label) => label > 0).length).toBe(1)
    expect(output.scores[3 * width + 3]).toBe(100)
  })

  it('refuses ten crops for what finds objects', () => {
    expect(() => withTestTimeAugmentation(detectorOf('raw'), 'ten-crop')).toThrow(/this run finds objects/)
  })

  it('leaves a detector alone without it', () => {
    const detector = detectorOf('raw')
    expect(withTestTimeAugmentation(detector, 'none')).toBe(detector)
  })
})
