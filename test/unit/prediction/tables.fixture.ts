import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect } from 'vitest'
import { type Random } from '../../../src/base/random'
import { loadH5 } from '../../../src/hdf5/h5Module.node'
import { type ClassificationFigures } from '../../../src/evaluation/classification'
import { splitNames, tileKinds, type SplitName } from '../../../src/tiles/tiles'
import type { DatasetReader } from '../../../src/dataset/dataset'
import { DatasetWriter } from '../../../src/dataset/writer.node'

export const side = 64
export const asJson = (value: unknown) => JSON.stringify(value)

export interface Table {
  names: string[]
  kinds: Record<string, string>
  rows: number
  source: string[]
  tile: number[]
  labels: number[][] | null
  sums: number[]
  figures: ClassificationFigures
}

export function python<T>(input: object): T {
  const script = resolve(import.meta.dirname, '../../fixtures/classificationFigures.py')
  const options = { input: asJson(input), encoding: 'utf8', maxBuffer: 1e9 } as const
  return JSON.parse(execFileSync(process.env['WINDHOVER_PYTHON'] ?? 'python3', [script], options)) as T
}

export function alike(found: ClassificationFigures, wanted: ClassificationFigures): void {
  for (const name of ['accuracy', 'logLoss', 'auc'] as const)
    expect(Math.abs((found[name] ?? NaN) - (wanted[name] ?? NaN))).toBeLessThan(1e-6)
  if (wanted.top5 !== undefined) expect(found.top5).toBeCloseTo(wanted.top5, 6)
  expect(found.confusion).toEqual(wanted.confusion)
}

/** Stripes of a direction that the class says, on noise. */
export function grating(c: number, classes: number, random: Random): Uint8Array {
  const [angle, shift] = [(Math.PI * c) / classes, random.between(0, 6)]
  const pixels = new Uint8Array(side * side * 3)
  for (let i = 0; i < pixels.length; i++) {
    const [x, y] = [Math.floor(i / 3) % side, Math.floor(i / 3 / side)]
    const wave = Math.sin(0.7 * (x * Math.cos(angle) + y * Math.sin(angle)) + shift)
    pixels[i] = 128 + 60 * wave + random.between(-50, 50)
  }
  return pixels
}

/** Writes a dataset in memory as a file of ours. */
export async function writeSquares(path: string, reader: DatasetReader): Promise<void> {
  const h5 = await loadH5()
  const file = new h5.File(path, 'w')
  const { length, spec, classNames, split } = reader
  const partOf = (tile: number): SplitName => splitNames.find((name) => split[name].includes(tile)) ?? 'train'
  const numbers = Array.from({ length }, (_, i) => i)
  const writer = new DatasetWriter(file, {
    ...{ spec, classNames, sources: [{ path: 'noise.png', sha256: '', width: 64, height: 64 }] },
    tiles: numbers.map((i) => ({
      image: 0,
      level: 0,
      x: i * 64,
      y: 0,
      kind: tileKinds[0],
      split: partOf(i),
    })),
  })
  const { images, masks, xywh, classes, offset } = reader.read(numbers)
  const boxes = numbers.map((i) => {
    const [from, to] = [offset[i] as number, offset[i + 1] as number]
    return { xywh: [...xywh.subarray(from * 4, to * 4)], classes: [...classes.subarray(from, to)] }
  })
  writer.write({ count: length, images, masks, boxes })
  writer.finish()
  file.close()
}
