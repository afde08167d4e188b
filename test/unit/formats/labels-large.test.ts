import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { ScratchFile } from '../../../src/files/scratchFile.node'
import { AnnotationRows, type AnnotationRow } from '../../../src/formats/annotationRows'
import { ObjectKeeper } from '../../../src/records/keptObjects.node'
import { unpackObjects } from '../../../src/records/objectBlock'
import { packObjects } from '../../../src/records/packedObjects'
import type { Shape } from '../../../src/records/records'
import { box, noPause, projectWithImage, scratch } from '../shared/project.fixture'

// What of a large label file does not stay in memory comes back as it was.

const at = scratch()

/** A spiral with many corners, so that few of them fill a block. */
function spiral(i: number): Shape {
  const points = Array.from({ length: 600 }, (_, k) => i + k * 0.1 + Math.sin(k) / 3)
  return { kind: 'polygon', points }
}

it('rows of annotations come back from a scratch file, attributes and all', async () => {
  mkdirSync(at('rows'))
  const file = await ScratchFile.create(at('rows'), { unnamed: true })
  expect(readdirSync(at('rows')), 'a kill leaves nothing').toEqual([])
  const rows = new AnnotationRows(file)
  const given = Array.from({ length: 2500 }, (_, i): AnnotationRow => ({
    category: `class ${i % 3}`,
    shape: i % 7 === 0 ? box(i, 1.25) : spiral(i),
    number: i + 1,
    ...(i % 5 === 0 ? { attributes: { name: `ä ${i}` } } : {}),
    ...(i % 11 === 0 ? { score: i / 2500, locked: true } : {}),
  }))
  for (const row of given) rows.add(row)
  expect(file.length, 'most of it is in the file').toBeGreaterThan(4e6)
  for (let round = 0; round < 2; round++)
    expect([...rows]).toEqual(
      given.map((row) => ({
        ...{ changed: undefined, score: undefined, id: undefined, locked: false },
        ...row,
      })),
    )
  file.close()
})

it('objects kept in a file are stored each once, with their classes, near ones together', async () => {
  const { store, image, car } = await projectWithImage(at('kept.windhover'))
  const file = await ScratchFile.create(at('kept.windhover'))
  const keeper = new ObjectKeeper(file, image)
  const places = Array.from({ length: 3000 }, (_, i) => [(i * 997) % image.width, (i * 463) % image.height])
  const objects = places.map(([x = 0, y = 0], i) => ({
    ...{ id: 0, class: 1, origin: 'import' as const, shape: box(x, y) },
    ...(i % 100 === 0 ? { attributes: { name: String(i) } } : {}),
  }))
  for (let from = 0; from < objects.length; from += 1000)
    keeper.add(packObjects(0, objects.slice(from, from + 1000)))
  const kept = { ...keeper.end(), image: image.id, classIds: [-1, car.id] }
  expect(kept.count).toBe(3000)
  await store.applyBulk({ label: 'Import', changes: [] }, [kept], noPause)
  expect(existsSync(kept.file), 'it is whose asked for it to remove it').toBe(true)
  const stored = unpackObjects(store.loadObjects(image.id, 0, 10_000))
  const told = (each: { class: number; shape: Shape; attributes?: unknown }) =>
    JSON.stringify([each.class, each.shape, each.attributes])
  expect(stored.map(told).sort()).toEqual(objects.map((each) => told({ ...each, class: car.id })).sort())
  const far = stored.filter(({ shape }, i) => {
    const before = stored[i - 1]?.shape
    if (shape.kind !== 'box' || before?.kind !== 'box') return false
    return Math.hypot(shape.x - before.x, shape.y - before.y) > image.width / 3
  })
  expect(far.length, 'jumps across the picture').toBeLessThan(50)
  store.close()
})
