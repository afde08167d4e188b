import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { augmentationPresets } from '../../../src/augment/augment'
import type { AugmentationSettings } from '../../../src/augment/augmentation'
import type { DatasetReader } from '../../../src/dataset/dataset'
import { scoreDetections } from '../../../src/evaluation/match'
import { decodePeaks } from '../../../src/heads/peaks/decode'
import type { RawOutput } from '../../../src/heads/output'
import { suppress } from '../../../src/found/merge'
import { defaultTraining } from '../../../src/runs/config'
import { loadDetector } from '../../../src/training/loadDetector.node'
import { trainOn } from '../../../src/training/train.node'
import { cutInGrid, drawLandscape, sampled } from './sparsePicture'

// One farmhouse in 99 tiles of farmland: what a net learns of it hangs on which tiles it is shown. Tiles are compared as
// they were cut, without objects pasted into them; how training does by default is tried besides.

const tile = 64
const steps = 90
const batch = 16
const { usual } = augmentationPresets
const { copyPaste: _, ...asCut } = usual
/** 100 tiles of land, one of them with a house. */
const learned = drawLandscape(640, 1, 11)
/** Another landscape, with houses that it has never seen. */
const sought = drawLandscape(512, 30, 12)
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'windhover-sparse-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Trains for the same number of steps, whatever the number of tiles, and looks for the houses of the other landscape. */
async function learn(reader: DatasetReader, name: string, augmentation: AugmentationSettings) {
  const runDir = join(folder, name)
  const epochs = Math.ceil((steps * batch) / reader.length)
  const config = { ...defaultTraining, dataset: name, epochs, batch, augmentation, seed: 1 }
  const context = { signal: new AbortController().signal, progress() {}, warn() {}, report() {} }
  const run = await trainOn(reader, { id: name, runDir, config, resume: false }, context)
  const detector = await loadDetector(runDir, 'auto')
  const raw = (await detector.predict(sought.pixels, 1, sought.side, sought.side)) as RawOutput
  const side = sought.side / detector.stride
  const grid = { width: side, height: side, stride: detector.stride, classes: 1 }
  const detections = suppress(decodePeaks(raw, 0, grid, 0.05))
  const xywh = Float32Array.from(sought.houses.flatMap(({ x, y, w, h }) => [x, y, w, h]))
  const truth = { xywh, class: new Uint8Array(sought.houses.length) }
  const scores = scoreDetections([{ truth, detections }], ['house'], { kind: 'centre' }, detector.threshold)
  detector.dispose()
  return { ...scores, steps: run.steps }
}

describe('one house in a hundred tiles', () => {
  it(
    'practice 2: is learned from the tiles that the sampler chooses: other houses are found',
    { timeout: 240_000 },
    async () => {
      for (const augmentation of [asCut, usual]) {
        const found = await learn(sampled(learned, tile, 300, 1), 'sampled', augmentation)
        expect(found.recall).toBeGreaterThanOrEqual(0.9)
        expect(found.precision).toBeGreaterThan(0.5)
      }
    },
  )

  it(
    'is not learned from the picture cut at random: land is all that the net sees',
    { timeout: 120_000 },
    async () => {
      const reader = cutInGrid(learned, tile)
      const found = await learn(reader, 'grid', asCut)
      expect(found.recall).toBeLessThan(0.5)
    },
  )
})
