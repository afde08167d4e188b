import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type { BuildImage } from '../../../src/dataset/build.node'
import type { Shape } from '../../../src/records/records'
import { bounds } from '../../../src/records/records'
import { containsPoint, intersect, type Rect } from '../../../src/geometry/rect'

// What anybody would take from the pictures, and what a Python reads in the file.

export const size = 64

export interface Found {
  attributes: { [name: string]: unknown }
  attributeTypes: { [name: string]: string }
  datasets: {
    [name: string]: {
      dtype: string
      variable: boolean
      shape: number[]
      chunks: number[] | null
      compression: string | null
      attributes: { [name: string]: string }
    }
  }
  imageHashes: string[]
  maskHashes: string[]
  values: { [name: string]: unknown }
  mean: number[]
  std: number[]
  stretch: string
}

export function readWithPython(file: string): Found {
  const python = process.env['WINDHOVER_PYTHON'] ?? 'python3'
  const script = resolve(import.meta.dirname, '../../fixtures/readDataset.py')
  return JSON.parse(execFileSync(python, [script, file], { encoding: 'utf8', maxBuffer: 1 << 28 })) as Found
}
export const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest('hex')

/** The tile as anybody would cut it from the decoded picture. */
export function crop(pixels: Uint8Array, image: BuildImage, x: number, y: number): Uint8Array {
  const out = new Uint8Array(size * size * 3)
  for (let j = 0; j < size; j++)
    for (let i = 0; i < size; i++) {
      if (!containsPoint({ x: 0, y: 0, w: image.width, h: image.height }, x + i, y + j)) continue
      const from = ((y + j) * image.width + x + i) * 3
      out.set(pixels.subarray(from, from + 3), (j * size + i) * 3)
    }
  return out
}

export function covers(shape: Shape, x: number, y: number): boolean {
  if (shape.kind !== 'polygon') return containsPoint(bounds(shape), x, y)
  let inside = false
  const p = shape.points
  for (let i = 0, j = p.length - 2; i < p.length; j = i, i += 2) {
    const [xa, ya, xb, yb] = [p[i], p[i + 1], p[j], p[j + 1]] as [number, number, number, number]
    if (ya > y !== yb > y && x < ((xb - xa) * (y - ya)) / (yb - ya) + xa) inside = !inside
  }
  return inside
}

export const visible = (box: Rect, tile: Rect) => {
  const common = intersect(box, tile)
  return common ? (common.w * common.h) / (box.w * box.h) : 0
}
