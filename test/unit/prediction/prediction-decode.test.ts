import { describe, expect, it } from 'vitest'
import { decodePeaks } from '../../../src/heads/peaks/decode'
import type { RawOutput } from '../../../src/heads/output'

const grid = { width: 5, height: 4, stride: 4, classes: 2 }

function output(windows: number): RawOutput {
  const cells = windows * grid.width * grid.height
  return {
    kind: 'peaks',
    heat: new Float32Array(cells * 2),
    size: new Float32Array(cells * 2),
    offset: new Float32Array(cells * 2),
  }
}
function put(
  raw: RawOutput,
  n: number,
  x: number,
  y: number,
  c: number,
  score: number,
  box = [8, 6, 0.5, 0.25],
) {
  const cell = (n * grid.height + y) * grid.width + x
  raw.heat[cell * 2 + c] = score
  raw.size.set(box.slice(0, 2), cell * 2)
  raw.offset.set(box.slice(2), cell * 2)
}

describe('decoding a heat map', () => {
  it('places the box by cell, offset and size, in pixels of its own window', () => {
    const raw = output(2)
    put(raw, 1, 3, 2, 1, 0.75)
    expect(decodePeaks(raw, 0, grid, 0.1).score).toHaveLength(0)
    const found = decodePeaks(raw, 1, grid, 0.1)
    // centre ((3 + 0.5) · 4, (2 + 0.25) · 4) = (14, 9)
    expect([...found.xywh]).toEqual([10, 6, 8, 6])
    expect([...found.class]).toEqual([1])
    expect([...found.score]).toEqual([0.75])
  })

  it('keeps only the highest of neighbours, per class, sorted by falling score, corners included', () => {
    const raw = output(1)
    put(raw, 0, 0, 0, 0, 0.5)
    put(raw, 0, 1, 1, 0, 0.25) // beside the first
    put(raw, 0, 1, 0, 1, 0.75) // another class beside it
    put(raw, 0, 4, 3, 0, 1)
    const found = decodePeaks(raw, 0, grid, 0.2)
    expect([...found.score]).toEqual([1, 0.75, 0.5])
    expect([...found.class]).toEqual([0, 1, 0])
  })

  it('finds a plateau once and does not wrap around the ends of rows', () => {
    const raw = output(1)
    put(raw, 0, 1, 1, 0, 0.5)
    put(raw, 0, 2, 1, 0, 0.5)
    put(raw, 0, 2, 2, 0, 0.5)
    expect([...decodePeaks(raw, 0, grid, 0.5).xywh.slice(0, 2)]).toEqual([2, 2])
    expect(decodePeaks(raw, 0, grid, 0.5).score).toHaveLength(1)
    const ends = output(1)
    put(ends, 0, 4, 0, 0, 0.5)
    put(ends, 0, 0, 1, 0, 0.5)
    expect(decodePeaks(ends, 0, grid, 0.5).score).toHaveLength(2)
  })
})
