import { beforeAll, describe, expect, it } from 'vitest'
import type { BuildImage } from '../../../src/dataset/build.node'
import type { DatasetRequest } from '../../../src/dataset/preview'
import { previewDataset } from '../../../src/dataset/preview.node'
import { boxes, built, markedImage, spec } from '../shared/dataset.fixture'
import { scratch } from '../shared/project.fixture'

const path = scratch()
const signal = new AbortController().signal
const request = (more: Partial<DatasetRequest> = {}): DatasetRequest => ({ ...spec(), guard: 16, ...more })
let image: BuildImage

beforeAll(async () => {
  const whole = { x: 0, y: 0, w: 600, h: 400 }
  image = (await markedImage(path, 5, 600, 400, { ...boxes(70, 600, 400, 3), checked: [whole] })).image
})

describe('a preview', () => {
  it('foresees what a build then makes', async () => {
    const seen = await previewDataset({ key: 'a', images: [image], classes: 2, request: request() }, signal)
    const { summary } = await built(path('a.h5'), [image], { spec: { ...spec(), guard: 16 } })
    expect(seen?.forecast.tiles).toEqual(summary.tiles)
    expect(Math.round((seen?.forecast.objectsPerTile ?? 0) * summary.splits.train.tiles)).toBe(
      summary.splits.train.objects,
    )
    expect(seen?.forecast.bytes).toBeLessThan(summary.bytes)
    expect(seen?.forecast.bytes).toBeGreaterThan(summary.bytes * 0.9)
    expect(seen?.seconds).toBeGreaterThan(0)
    expect(seen?.images[0]?.image).toBe(5)
    expect(seen?.images[0]?.blocks.reduce((sum, { rect }) => sum + rect.w * rect.h, 0)).toBe(600 * 400)
  })

  it('keeps the annotations for the next one, and asks for others', async () => {
    const again = { key: 'a', classes: 2, request: request({ split: null }) }
    const seen = await previewDataset(again, signal)
    expect(seen?.split).toEqual([0.72, 0.28, 0])
    expect(seen?.sentence).toMatch(/^70 objects are few: 72 % are learned from/)
    expect(await previewDataset({ ...again, key: 'b' }, signal)).toBeNull()
  })

  it('ends when nobody waits for it any more', async () => {
    const stop = new AbortController()
    const job = { key: 'c', images: [image], classes: 2, request: request() }
    const preview = previewDataset(job, stop.signal)
    stop.abort()
    await expect(preview).rejects.toMatchObject({ name: 'AbortError' })
  })
})
