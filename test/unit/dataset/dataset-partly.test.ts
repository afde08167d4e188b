import { describe, expect, it } from 'vitest'
import type { DatasetReader } from '../../../src/dataset/dataset'
import { openDataset } from '../../../src/dataset/reader.node'
import { prepareBatch } from '../../../src/training/prepareBatch'
import { learnable } from '../../../src/training/chooseTiles'
import { boxes, built, markedImage } from '../shared/dataset.fixture'
import { context } from '../shared/image.fixture'
import { scratch } from '../shared/project.fixture'

const path = scratch()
const whole = { x: 0, y: 0, w: 500, h: 400 }

describe('ground that was checked for some classes', () => {
  it('is in the file beside masks that mean what they always meant', async () => {
    const marked = { ...boxes(25, 500, 400, 3), checked: [{ ...whole, w: 250 }] }
    const { image: other } = await markedImage(path, 7, 500, 400, marked)
    const partly = [{ rect: { x: 250, y: 0, w: 250, h: 400 }, classes: [1] }]
    const { summary } = await built(path('partly.h5'), [{ ...other, partly }])
    expect(summary.datasets.map((each) => each.path)).toEqual(
      expect.arrayContaining(['/partly/mask', '/partly/sets', '/partly/background']),
    )
    const reader = await openDataset(path('partly.h5'))
    const tiles = Array.from({ length: reader.length }, (_, i) => i)
    const [plain, known] = [reader.read(tiles), reader.partly?.read(tiles)]
    expect(known?.sets).toEqual([Uint8Array.of(0, 1)])
    let [unknown, forOne, wrong] = [0, 0, 0]
    plain.masks.forEach((value, i) => {
      const seen = known?.masks[i]
      if (value === 255) unknown++
      if (seen === 254 && value === 255) forOne++
      else if (seen !== value) wrong++
    })
    expect(wrong).toBe(0)
    expect(forOne).toBeGreaterThan(1000)
    expect(unknown).toBeGreaterThan(forOne)
    expect(reader.partly?.background.length).toBeGreaterThan(0)
    // Turned and mirrored tiles still say which class they were checked for, and only a loss that goes by class is told.
    const numbers = reader.partly!.background.slice(0, 4)
    const augmentation = { dihedral: {} }
    const prepared = (from: DatasetReader) => {
      const targets = { kind: 'heatmap', size: 64, stride: 4, classes: 2 } as const
      const settings = { seed: 3, augmentation, preprocessing: 'none', targets }
      const plan = { numbers, epoch: 0, position: 0 }
      const made = prepareBatch(from, settings, plan).batch.targets!
      const { data } = made['negative']!
      return [0, 1].map((c) => data.filter((value, i) => i % 2 === c && value > 0).length)
    }
    const [sure = 0, alike] = prepared({ ...reader, partly: undefined })
    const [car, bus = 0] = prepared(reader)
    expect([alike, car]).toEqual([sure, sure])
    expect(bus - sure).toBeGreaterThan(200)
    // A tile of them, and no other, is left out where a loss cannot leave out a class.
    const chosen = { trainTiles: reader.split.train, valTiles: reader.split.val, valGround: { objects: 0 } }
    const { warn, warnings } = context()
    expect(learnable(chosen, reader, 'heatmap', { warn })).toBe(chosen)
    const left = learnable(chosen, reader, 'classify', { warn })
    const lost = [...reader.partly!.background].filter((tile) => chosen.trainTiles.includes(tile))
    expect(left.trainTiles.length).toBe(chosen.trainTiles.length - lost.length)
    expect(warnings).toHaveLength(1)
    reader.close()
  })
})
