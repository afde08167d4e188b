import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CountResult } from '../../../src/evaluation/count/count'
import type { Evaluation, Scores } from '../../../src/evaluation/evaluation'
import { html } from '../../../src/figures/report/html'
import { en } from '../../../src/messages/en'
import { readMessagesFrom } from '../../../src/messages/messages'
import { zh } from '../../../src/messages/zh'
import { ProjectStore } from '../../../src/project/store/store.node'
import { declareChecked, surveyed, type Surveyed } from '../shared/numbers.fixture'
import { at, clean, done, refuses, train, windhover } from '../shared/options.fixture'
import { peers } from './peers.fixture'

// A page that is read by people and checked by a program: its figures are those of the other commands.

const hostile = '<script>alert("1")</script> & </table>'
let project: Surveyed
let page: Page

interface Page {
  /** Text of the cells by the id of their table, and the exact figures in them. */
  readonly tables: Record<string, { text: string; values: number[] }[][]>
  readonly tags: string[]
  readonly text: string
  /** Size and format of each picture. */
  readonly pictures: [string, number, number][]
}

/** Parsed strictly, as XML: whatever a name could break, breaks here. */
function read(path: string): Page {
  return peers<Page>(
    `
import base64, io, json, sys
import xml.etree.ElementTree as E
from PIL import Image
text = open(sys.argv[1], encoding='utf8').read()
assert text.startswith('<!doctype html>')
root = E.fromstring(text[len('<!doctype html>'):])
tables = {}
for t in root.iter():
    if t.tag.split('}')[-1] != 'table': continue
    tables[t.get('id')] = [[{'text': ' '.join(''.join(c.itertext()).split()), 'values': [float(d.get('value')) for d in c.iter('data')]} for c in r] for r in t.iter('tr')]
pictures = []
for i in root.iter('img'):
    p = Image.open(io.BytesIO(base64.b64decode(i.get('src').split(',')[1]))); p.load()
    pictures.append([p.format, *p.size])
print(json.dumps({'tables': tables, 'tags': sorted({e.tag.split('}')[-1] for e in root.iter()}), 'text': ' '.join(''.join(root.itertext()).split()), 'pictures': pictures}))`,
    path,
  )
}

beforeAll(async () => {
  project = await surveyed('reported', true)
  await declareChecked(project.folder, 3, [{ x: 0, y: 0, w: 400, h: 400 }])
  const store = await ProjectStore.open(project.folder)
  const [a] = store.classes()
  store.applyEdit({
    label: 'Rename',
    changes: [{ table: 'classes', before: a!, after: { ...a!, name: hostile } }],
  })
  const [first] = store.images()
  const properties = [{ name: 'staining', value: 'H&E' }]
  store.setImage({ ...first!, name: '<img src=x>.png', notes: 'fog, <b>left</b>\nhalf', properties })
  store.close()
  const ended = await done('report', project.folder, '--run', project.run, '--out', at('r.html'))
  expect(ended.result).toMatchObject({ run: project.run, images: 3 })
  page = read(at('r.html'))
}, 300_000)
afterAll(clean)

describe('report', { timeout: 300_000 }, () => {
  it('says of evaluation exactly what evaluate says', async () => {
    const all = (await done('evaluate', project.folder, '--run', project.run)).result as unknown as Evaluation
    const wanted = (s: Scores) => [s.precision, s.recall, s.f1, s.ap, s.objects]
    const rows = [all, all.learned!, all.unseen!].map((part) => [
      ...wanted(part),
      ...[part.truePositives, part.falsePositives, part.falseNegatives],
    ])
    const valuesOf = (id: string) =>
      page.tables[id]!.slice(1).map((row) => row.flatMap(({ values }) => values))
    expect(valuesOf('evaluation')).toEqual(rows)
    expect(page.tables['evaluation']!.map(([name]) => name!.text).slice(1)).toEqual([
      'all checked ground',
      'learned from',
      'never seen',
    ])
    expect(valuesOf('evaluation-classes')).toEqual(all.classes.map(wanted))
    const calibration = all.calibration!.map((bin) =>
      [bin.detections, bin.score, bin.precision].filter((value) => value !== null),
    )
    expect(valuesOf('calibration')).toEqual(calibration)
    // What people read is the same, rounded.
    expect(page.tables['evaluation']![1]![1]!.text).toBe(all.precision.toFixed(3))
    expect(page.text).toContain(
      `at the threshold ${all.threshold.toFixed(2)} precision is ${all.precision.toFixed(3)} and recall ${all.recall.toFixed(3)}`,
    )
  })

  it('shows what people say of a picture, as the table of measurements does', async () => {
    const said = page.tables['image-notes']!.slice(1).map((row) => row.map(({ text }) => text))
    expect(said).toEqual([['<img src=x>.png', 'fog, <b>left</b> half staining: H&E']])
    await done('measure', project.folder, '--out', at('sizes.csv'))
    const measured = readFileSync(at('sizes-pictures.csv'), 'utf8')
    expect(measured).toContain(',"fog, <b>left</b>\nhalf",staining: H&E\n')
  })

  it('says of counts exactly what count says, with its method and what that is from', async () => {
    const counted = (await done('count', project.folder, '--run', project.run))
      .result as unknown as CountResult
    const rows = page.tables['counts']!.slice(1)
    expect(rows.map(([name]) => name!.text)).toEqual(counted.classes.map(({ name }) => name))
    expect(rows.map((row) => row.flatMap(({ values }) => values))).toEqual(
      counted.classes.map((c) => [
        ...[c.found, c.count, c.low, c.high, c.density],
        ...[c.checked.objects, c.checked.precision, c.checked.recall],
      ]),
    )
    for (const { method } of counted.classes) expect(page.text).toContain(method)
    expect(page.text).toContain('Cochran WG (1977)')
    expect(page.text).not.toContain('Horvitz DG')
    expect(page.text).toContain('Pixel size unknown for 3 of 3 images: densities are per megapixel.')
  })

  it('has the same confusion and the same figures by size', async () => {
    const all = (await done('evaluate', project.folder, '--run', project.run)).result as unknown as Evaluation
    const values = (id: string) => page.tables[id]!.slice(1).map((row) => row.flatMap(({ values }) => values))
    const [matrix, sizes] = [all.confusionMatrix!, all.sizes!]
    const corner = matrix.length - 1
    expect(values('confusion')).toEqual(matrix.map((row, is) => (is === corner ? row.slice(0, corner) : row)))
    expect(sizes.reduce((n, { objects }) => n + objects, 0)).toBe(all.objects)
    expect(values('sizes')).toEqual(sizes.map((s) => [s.precision, s.recall, s.f1, s.objects]))
  })

  it('draws the threshold where precision and recall are', async () => {
    const all = (await done('evaluate', project.folder, '--run', project.run)).result as unknown as Evaluation
    const text = readFileSync(at('r.html'), 'utf8')
    const [, x, y] = /<circle\s+cx="([\d.]+)"\s+cy="([\d.]+)"/.exec(text)!
    expect((Number(x) - 40) / 260).toBeCloseTo(all.recall, 3)
    expect(1 - (Number(y) - 10) / 260).toBeCloseTo(all.precision, 3)
    const [, line] = /<polyline\s+points="([^"]*)"/.exec(text)!
    expect(line!.split(' ')).toHaveLength(all.curve!.length)
  })

  it('is one file that loads nothing and runs nothing, and names stay text', () => {
    const text = readFileSync(at('r.html'), 'utf8')
    expect(page.tags.filter((tag) => /script|link|iframe|object|embed|base/.test(tag))).toEqual([])
    expect(text).not.toMatch(/\bon\w+=|url\(|@import|(?:src|href)="(?!data:image\/jpeg;base64,)/i)
    expect(text).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)/)
    expect(page.text).toContain(hostile)
    expect(page.text).toContain('<img src=x>.png')
    expect(text).not.toContain(at())
    expect(html`<a title="${'"><b>'}">${['<i>', html`<u>x</u>`]}</a>`.text).toBe(
      '<a title="&quot;&gt;&lt;b&gt;">&lt;i&gt;<u>x</u></a>',
    )
  })

  it('shows each image whole and detections of the highest and the lowest scores', () => {
    const overviews = page.pictures.slice(0, 3)
    expect(overviews).toEqual([
      ['JPEG', 640, 640],
      ['JPEG', 512, 512],
      ['JPEG', 960, 960],
    ])
    const crops = page.pictures.slice(3)
    expect(crops.length).toBeGreaterThan(8)
    for (const [, width, height] of crops) expect(Math.max(width, height)).toBe(150)
    const found = page.tables['images']!.slice(1).map((row) => row[5]!.values[0])
    const total = page.tables['counts']!.slice(1).reduce((n, row) => n + row[1]!.values[0]!, 0)
    expect(found.reduce((a, b) => a! + b!, 0)).toBe(total)
  })

  it('tells of the run what a reader must know', () => {
    const rows = Object.fromEntries(page.tables['run']!.map(([name, value]) => [name!.text, value!.text]))
    expect(rows).toMatchObject({ 'its id': project.run, seed: '1', 'learned from': '<img src=x>.png' })
    expect(rows['run']).toMatch(/^Run 1 · Heat map · \d+ objects$/)
    expect(rows['computed by']).toMatch(/TensorFlow/)
    expect(page.tables['images']!.slice(1).map((row) => [row[2]!.text, row[6]!.text])).toEqual([
      ['unknown', 'yes'],
      ['unknown', 'no'],
      ['unknown', 'no'],
    ])
    expect(page.text).toMatch(/random seed 1\)/)
  })

  it('warns where nothing was held back', async () => {
    const folder = project.folder
    await done('build', folder, '--tile', '64', '--tiles', '40', '--split', '1,0,0')
    const { run } = await train([], folder)
    await done('predict', folder, '--run', run, '--image', '2', '--threshold', '0.05')
    await done('report', folder, '--run', run, '--image', '2', '--out', at('all.html'))
    const { tables, text } = read(at('all.html'))
    expect(text).toContain('These figures are too optimistic: nothing was held back.')
    expect(tables['evaluation']!.map(([name]) => name!.text)).not.toContain('never seen')
  })

  it('speaks Chinese where the window does, with the same figures and references', async () => {
    readMessagesFrom(() => zh)
    try {
      await done('report', project.folder, '--run', project.run, '--out', at('zh.html'))
    } finally {
      readMessagesFrom(() => en)
    }
    const { text, tables } = read(at('zh.html'))
    expect(readFileSync(at('zh.html'), 'utf8')).toContain('<html lang="zh-CN">')
    expect(text).toMatch(/评估.*精确率.*计数.*方法.*参考文献/)
    expect(text).toContain('Cochran WG (1977)')
    expect(text).toContain('Niculescu-Mizil A')
    expect(text).not.toMatch(/precision|checked|threshold|learned|Detections/)
    const figures = (of: typeof tables) =>
      Object.values(of)
        .flat(2)
        .flatMap(({ values }) => values)
    expect(figures(tables)).toEqual(figures(page.tables))
  })

  it('refuses what is no page, and says what it lacks', async () => {
    await refuses('out', ['report', project.folder, '--out', at('r.pdf')])
    await refuses('out', ['report', project.folder])
    const { run } = await train([], project.folder)
    const unsearched = await windhover('report', project.folder, '--run', run, '--out', at('no.html'))
    expect([unsearched.code, unsearched.err]).toEqual([1, expect.stringContaining('has not searched')])
  })
})
