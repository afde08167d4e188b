import { describe, expect, test } from 'vitest'
import { OpenDocument } from '../../../../renderer/document/openDocument.svelte'
import { foundClasses } from '../../../../renderer/state/foundClasses'
import { countRegion } from '../../../../renderer/viewer/scene/countRegion'
import { added, box, projectWithImage, scratch } from '../../shared/project.fixture'
import { storeApi } from '../../shared/viewer.fixture'

const at = scratch()
const ringOf = (x: number, y: number, w: number, h: number) => [x, y, x + w, y, x + w, y + h, x, y + h]

describe('counting a region', () => {
  test('rectangles side by side add up to the whole, by class, and detections by the threshold', async () => {
    const { store, image, car, van, object } = await projectWithImage(at('counted.windhover'))
    const objects = Array.from({ length: 600 }, (_, i) =>
      object(box((i * 7919) % 3980, (i * 104_729) % 2230), { class: i % 3 ? car.id : van.id }),
    )
    store.applyEdit({ label: 'Add', changes: objects.map(added) })
    const document = new OpenDocument({ api: storeApi(store) })
    await document.load({ ...image, objects: 600, checkedAreas: 0, predictions: [] } as never)
    const detections = {
      xywh: Float32Array.from({ length: 160 }, (_, i) => (i % 4 < 2 ? (i * 97) % 2000 : 20)),
      score: Float32Array.from({ length: 40 }, (_, i) => 1 - i / 40),
      class: Uint8Array.from({ length: 40 }, (_, i) => i % 2),
    }
    // The run has learned a class that this project lacks, too.
    const classes = [...store.classes()]
    const learned = (...classNames: string[]) => foundClasses({ classNames }, classes, false)
    const count = (ring: number[], found = learned('car', 'van')) =>
      countRegion(ring, { document, classes, foundClasses: found, detections, threshold: 0.5 })
    const whole = count(ringOf(0, 0, 4000, 2250))
    expect(whole.objects).toBe(600)
    expect(whole.detections).toBe(21)
    expect(whole.classes.map(({ name, objects: n }) => [name, n])).toEqual([
      ['car', 400],
      ['van', 200],
    ])
    expect(whole.classes.map((each) => each.detections)).toEqual([11, 10])
    const turned = count(ringOf(0, 0, 4000, 2250), learned('boat', 'car'))
    expect(turned.detections).toBe(21)
    expect(turned.classes.map(({ name, detections: n }) => [name, n])).toEqual([
      ['car', 10],
      ['van', 0],
      ['boat (not in this project)', 11],
    ])
    const parts = [0, 700, 1403].map((x, i) => count(ringOf(x, 0, [700, 703, 2597][i] ?? 0, 2250)))
    expect(parts.reduce((sum, part) => sum + part.objects, 0)).toBe(600)
    expect(parts.reduce((sum, part) => sum + part.detections, 0)).toBe(21)
    store.close()
  })
})
