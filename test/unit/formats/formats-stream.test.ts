import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { longDecimal } from '../../../src/formats/decimal'
import { JsonLists, textOfItem, type JsonItem } from '../../../src/formats/jsonLists'
import { PlainAnnotation } from '../../../src/formats/plainAnnotation'
import { readLabels } from '../../../src/formats/readLabels.node'
import { scratch } from '../shared/project.fixture'

const path = scratch()
const image = { name: 'field.png', width: 4000, height: 2250 }

describe('JSON in pieces', () => {
  it('gives the elements of the lists as JSON.parse sees them, however the text is cut', () => {
    const value = fc.jsonValue({ stringUnit: 'grapheme' })
    const root = fc.dictionary(
      fc.string({ maxLength: 4, unit: 'grapheme' }),
      fc.oneof(fc.array(value), value),
    )
    fc.assert(
      fc.property(
        root,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        fc.nat(2),
        (value, cuts, space) => {
          const text = JSON.stringify(value, null, space)
          const found: Record<string, unknown[]> = {}
          const lists = new JsonLists('x.json', (item) =>
            (found[item.list] ??= []).push(JSON.parse(textOfItem(item))),
          )
          const bytes = new TextEncoder().encode(text)
          for (let at = 0, i = 0; at < bytes.length; i++) {
            const length = cuts[i % cuts.length] as number
            lists.push(bytes.subarray(at, at + length))
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

describe('elements that are read where they begin', () => {
  it('are those that would have been cut out, on the same lines, however the text is cut', () => {
    const text =
      '{"other":[{"a":1}],\n"list":[{"a":1},\n {"b":[2,\n"}"]} ,{"a":3}{"a":4\n},5,\n{"a":{}}],"end":[{"a":7}]}'
    const bytes = new TextEncoder().encode(text)
    const seen = (size: number, passes: boolean) => {
      const found: [string, string, number][] = []
      /** Passes what holds no other brackets, if it is there as a whole. */
      const passItem = (list: string, part: Uint8Array, start: number) => {
        const [whole = ''] = /^\{"a":\d\s*\}/.exec(new TextDecoder().decode(part.subarray(start))) ?? []
        if (list !== 'list' || whole === '') return { end: 0, lines: 0 }
        found.push([list, whole, 0])
        return { end: start + whole.length, lines: whole.split('\n').length - 1 }
      }
      const take = (item: JsonItem) => found.push([item.list, textOfItem(item), item.line])
      const lists = new JsonLists('x.json', take, passes ? { passItem } : {})
      for (let at = 0; at < bytes.length; at += size) lists.push(bytes.slice(at, at + size))
      lists.end()
      return found
    }
    const right = seen(bytes.length, false)
    expect(right.map(([, item]) => item)).toContain('{"a":3}')
    for (let size = 1; size <= bytes.length; size++)
      expect(seen(size, true).map(([list, item, line], i) => [list, item, line || right[i]?.[2]])).toEqual(
        right,
      )
  })
})

/** Decimals as programs write them: of up to 22 digits, some half-way between two doubles. */
const decimal = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc
    .tuple(fc.maxSafeNat(), fc.maxSafeNat(), fc.nat(9))
    .map(([a, b, cut]) => `${a >> cut}.${b}5`.slice(0, 23)),
  fc.integer({ min: -9999, max: 99_999 }).map((value) => String(value / 100)),
  fc.maxSafeInteger().map(String),
)
const plainDecimal = decimal.filter((text) => /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text))

describe('numbers of a large file', () => {
  it('are those that Number reads, to the last bit', () => {
    fc.assert(
      fc.property(plainDecimal, (text) => {
        const bytes = new TextEncoder().encode(` ${text},`)
        expect(longDecimal(bytes, 1, text.length + 1)).toBe(Number(text))
      }),
      { numRuns: 3000 },
    )
  })
})

describe('a plain COCO annotation', () => {
  const read = (text: string) => {
    const plain = new PlainAnnotation()
    const bytes = new TextEncoder().encode(`[${text}]`)
    return plain.read(bytes, 1) && plain.end === bytes.length - 1 ? plain : undefined
  }

  it('is what JSON.parse sees', () => {
    const numbers = (least: number, most: number) => fc.array(decimal, { minLength: least, maxLength: most })
    const annotation = fc.record({
      id: fc.nat().map(String),
      image: fc.nat().map(String),
      category: fc.nat().map(String),
      box: numbers(4, 4),
      ring: numbers(0, 12),
      space: fc.constantFrom('', ' ', '\n\t'),
      more: fc.constantFrom('', ',"iscrowd":0', ',"area": 12.5', ',"note":"sea, \\u00e9"', ',"score":0.25'),
    })
    fc.assert(
      fc.property(annotation, ({ id, image, category, box, ring, space, more }) => {
        const outline = ring.length > 0 ? `[[${ring.join(`,${space}`)}]]` : '[]'
        const text = `{"id":${space}${id}${more},"image_id":${image},"category_id":${category}${space},"bbox":[${box.join()}],${space}"segmentation":${outline}}`
        const parsed = JSON.parse(text) as Record<string, unknown>
        const plain = read(text)
        if (!plain) return
        expect([plain.id, plain.image, plain.category]).toEqual([
          parsed.id,
          parsed.image_id,
          parsed.category_id,
        ])
        expect([...plain.box]).toEqual(parsed.bbox)
        expect(plain.score).toBe(parsed.score)
        const outlined = [...plain.ring.subarray(0, plain.coordinates)]
        expect(outlined.length > 0 ? [outlined] : []).toEqual(parsed.segmentation)
        expect(plain.lines).toBe(text.split('\n').length - 1)
        // A piece of the file may end anywhere in it.
        const bytes = new TextEncoder().encode(text)
        for (let end = 0; end < bytes.length; end++) expect(plain.read(bytes.subarray(0, end), 0)).toBe(false)
      }),
    )
  })

  it('is left to the other way where it says more, or is not well formed', () => {
    const begin = '{"id":1,"image_id":2,"category_id":3'
    expect(read(`${begin},"bbox":[1,2,3.5,4],"segmentation":[[1,2,3,4,5,6.25]],"area":4}`)).toBeDefined()
    const others = [
      ...[
        ',"bbox":[1,2,3]',
        ',"bbox":[1,2,-3,4]',
        ',"bbox":[1,2,03,4]',
        ',"bbox":[1,2,3.,4]',
        ',"bbox":[1,2,+3,4]',
      ],
      ...[
        ',"bbox":[1,2,3,4],',
        ',"bbox":[1,2,3,4],"id":2',
        ',"bbox":[1,2,3,4],"iscrowd":1',
        ',"bbox":[1,2,NaN,4]',
      ],
      ...[',"bbox":[1,2,3,4],"keypoints":[1,2,2]', ',"bbox":[1,2,3,4],"attributes":{"a":1}'],
      ...[',"segmentation":[[1,2,3,4]]', ',"segmentation":[[1,2,3,4,5,6],[1,2,3,4,5,6]]', ''],
      ',"segmentation":{"counts":[1],"size":[1,1]}',
    ]
    for (const more of others) expect([more, read(`${begin}${more}}`)]).toEqual([more, undefined])
    expect(read('{"id":"1","image_id":2,"category_id":3,"bbox":[1,2,3,4]}')).toBeUndefined()
    expect(read('{"id":1,"image_id":2.5,"category_id":3,"bbox":[1,2,3,4]}')).toBeUndefined()
    expect(read(`${begin},"bbox":[1,2,3,4]} x`)).toBeUndefined()
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
