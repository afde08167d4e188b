import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonLists } from '../../../src/formats/jsonLists'
import { readLabels } from '../../../src/formats/readLabels.node'
import { scratch } from '../shared/project.fixture'

const path = scratch()
const image = { name: 'field.png', width: 4000, height: 2250 }

describe('JSON in pieces', () => {
  it('gives the elements of the lists as JSON.parse sees them, however the text is cut', () => {
    const root = fc.dictionary(
      fc.string({ maxLength: 4 }),
      fc.oneof(fc.array(fc.jsonValue()), fc.jsonValue()),
    )
    fc.assert(
      fc.property(
        root,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        fc.nat(2),
        (value, cuts, space) => {
          const text = JSON.stringify(value, null, space)
          const found: Record<string, unknown[]> = {}
          const lists = new JsonLists('x.json', ({ list, text: item }) =>
            (found[list] ??= []).push(JSON.parse(item)),
          )
          for (let at = 0, i = 0; at < text.length; i++) {
            const length = cuts[i % cuts.length] as number
            lists.push(text.slice(at, at + length))
            at += length
          }
          lists.end()
          const parsed = JSON.parse(text) as Record<string, unknown>
          for (const [key, held] of Object.entries(parsed)) {
            const name = JSON.stringify(key).slice(1, -1)
            if (Array.isArray(held) && held.length > 0) expect(found[name]).toEqual(held)
            else expect(found[name]).toBeUndefined()
          }
        },
      ),
    )
  })
})

/** A COCO file that is read in pieces: over 16 MB, its lists in another order. */
function largeCoco(count: number, last: object = {}): string {
  const file = path('large/labels.json')
  mkdirSync(dirname(file), { recursive: true })
  const rows = Array.from({ length: count }, (_, i) => {
    const bbox = [(i * 7) % 3900, (i * 3) % 2200, 10.5, 8.25]
    return JSON.stringify({ id: i, image_id: 1, category_id: 2, bbox, area: 1, iscrowd: 0, segmentation: [] })
  })
  rows.push(JSON.stringify({ id: count, image_id: 1, category_id: 2, bbox: [1, 2, 3, 4], ...last }))
  const head = { images: [{ id: 1, file_name: 'field.png' }], categories: [{ id: 2, name: 'car' }] }
  writeFileSync(file, `{"annotations":[\n${rows.join(',\n')}],${JSON.stringify(head).slice(1)}`)
  return file
}

describe('a large COCO file', () => {
  const count = 200_000
  const job = (file: string) => ({ files: [file], format: 'auto', image, classNames: ['car'] })
  const context = (signal: AbortSignal, progress: (done: number) => void = () => {}) => ({
    signal,
    warn: () => {},
    progress: ({ done }: { done: number }) => progress(done),
  })

  it('is read in pieces with progress, and can be stopped', async () => {
    const seen: number[] = []
    const file = largeCoco(count)
    const found = await readLabels(
      job(file),
      context(new AbortController().signal, (done) => seen.push(done)),
    )
    expect(found.objects).toHaveLength(count + 1)
    expect(found.objects[5]).toEqual({
      className: 'car',
      shape: { kind: 'box', x: 35, y: 15, w: 10.5, h: 8.25 },
    })
    expect(seen.length).toBeGreaterThan(10)
    const end = new AbortController()
    const again = readLabels(
      job(largeCoco(count)),
      context(end.signal, () => end.abort()),
    )
    await expect(again).rejects.toThrow(/abort/i)
  })

  it('names what is wrong with its place, and a missing end', async () => {
    const { objects, warnings } = await readLabels(job(largeCoco(count, { bbox: [1, 'two', 3, 4] })))
    expect(objects).toHaveLength(count)
    expect(warnings).toEqual([
      expect.stringMatching(/^labels\.json: 1 left out.*annotation 200001 \(id 200000\).*"two"/),
    ])
    const file = largeCoco(count)
    writeFileSync(
      file,
      `${'{"images":[],"annotations":[\n'}${'{"id":1,"image_id":1,"bbox":[1,2,3,4]},\n'.repeat(500_000)}`,
    )
    await expect(readLabels(job(file))).rejects.toThrow(/line 500002.*its end is missing/)
  })
})
