import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { quiet } from '../../../src/base/job'
import type { ColumnKind } from '../../../src/formats/columnKinds'
import { previewFile } from '../../../src/formats/csvPreview.node'
import { readLabels } from '../../../src/formats/readLabels.node'
import { sharp } from '../../../src/image/reading/sharp.node'
import { ProjectPaths } from '../../../src/project/folder/paths.node'
import { StoreClient } from '../../../src/project/store/storeClient.node'
import { storeJobs } from '../../../src/project/store/storeJobs.node'
import { dataJobs } from '../../../src/services/dataJobs.node'
import { importImages } from '../../../src/services/importing.node'
import { LocalRunner } from '../../../src/services/localRunner'
import { previewColumns, sortTables } from '../../../src/services/previewColumns.node'
import type { Project } from '../../../src/services/project.node'
import { TileServer } from '../../../src/services/tileServer.node'
import { trainerJobs } from '../../../src/services/trainerJobs.node'
import { scratch } from '../shared/project.fixture'

// What the window shows of a table before a person says what its columns are.

const path = scratch()
const image = { name: 't.png', width: 100, height: 80 }
const other = { name: 'u.png', width: 200, height: 80 }
let files = 0

function put(text: string | Buffer, name = `table${++files}.csv`): string {
  writeFileSync(path(name), text)
  return path(name)
}

const ask = (text: string, of: Partial<Parameters<typeof previewFile>[1]> = {}) =>
  previewFile(put(text), { images: [image, other], classNames: [], ...of })

const told = (named: boolean, ...inOrder: ColumnKind[]) => ({ columns: { inOrder, named } })
const seal = { className: 'seal', image: 't.png', x: 10, y: 12, w: 20, h: 28 }
const corners = ['xmin', 'ymin', 'xmax', 'ymax'] as const

describe('what columns seem to be', () => {
  it.each<[string, string, boolean, ColumnKind[]]>([
    [
      'a row without names',
      't.png,10,12,30,40,seal\nu.png,1,2,3,4,gull',
      false,
      ['image', ...corners, 'label'],
    ],
    ['a point without names', 'seal;10;12;t.png', false, ['label', 'x', 'y', 'image']],
    [
      'names of some columns',
      'photo,left,top,W,Hoehe,Art\nt.png,10,12,20,28,seal',
      true,
      ['image', 'xmin', 'ymin', 'width', 'ignore', 'ignore'],
    ],
    [
      'a picture by what the column holds',
      'where,x,y,width,height,label\nt.png,10,12,20,28,seal',
      true,
      ['image', 'xmin', 'ymin', 'width', 'height', 'label'],
    ],
    [
      'numbers as names',
      'image,0,1,2,3,label\nt.png,10,12,30,40,seal',
      true,
      ['image', 'ignore', 'ignore', 'ignore', 'ignore', 'label'],
    ],
  ])('is guessed: %s', async (_, text, named, inOrder) => {
    expect((await ask(text))?.columns).toEqual({ inOrder, named })
  })

  it('is asked exactly where an import refuses the table', async () => {
    const head = 'image,xmin,ymin,xmax,ymax,label\nt.png,10,12,30,40,seal'
    const refused = async (text: string) => {
      const file = put(text)
      const job = { files: [file], format: 'csv', image: { ...image, several: true }, classNames: [] }
      return readLabels(job).then(
        () => null,
        () => true,
      )
    }
    for (const [text, unclear] of [
      [head, null],
      [head.replace('label', 'species'), 'label'],
      [head.replace('image', 'nr').replace('t.png', '7'), 'image'],
      [head.replace('xmin', 'a'), 'places'],
      [head.replace(/.*\n/, ''), 'places'],
    ] as const) {
      expect((await ask(text))?.unclear).toBe(unclear)
      expect(await refused(text)).toBe(unclear && true)
    }
    expect((await ask(head.replace('label', 'species'), { classNames: ['seal'] }))?.unclear).toBeNull()
  })
})

describe('what a table would be read as', () => {
  const table = 'p,q,r,s,t,u\nt.png,10,12,30,40,seal\nu.png,1,2,3,4,seal\nz.png,1,2,3,4,gull\n'

  it('is what an import reads', async () => {
    const said = told(true, 'image', ...corners, 'label')
    const found = (await ask(table, said))?.found
    expect(found).toEqual({
      ...{ missing: null, problem: null, rows: 3, objects: 2, images: 2, first: seal },
      ...{ scale: 'pixel', either: false, cut: false },
    })
    const job = { files: [put(table)], format: 'auto', image, classNames: [], columns: said.columns }
    const { objects } = await readLabels(job)
    expect(objects).toEqual([{ className: 'seal', shape: { kind: 'box', x: 10, y: 12, w: 20, h: 28 } }])
  })

  it('counts the first line where it has no names', async () => {
    const rows = 't.png,10,12,30,40,seal\nu.png,1,2,3,4,seal\n'
    expect((await ask(rows))?.found).toMatchObject({ rows: 2, objects: 2, first: seal })
    const named = told(true, 'image', ...corners, 'label')
    expect((await ask(rows, named))?.found).toMatchObject({ rows: 1, objects: 1 })
  })

  it('lacks what nobody has told yet', async () => {
    const missing = async (kinds: ColumnKind[], of = {}) =>
      (await ask(table, { ...told(true, ...kinds), ...of }))?.found.missing
    expect(await missing(['image', 'xmin', 'ymin', 'xmax', 'ignore', 'label'])).toBe('places')
    expect(await missing(['ignore', ...corners, 'label'])).toBe('image')
    expect(await missing(['ignore', ...corners, 'label'], { images: [image] })).toBeNull()
    expect(await missing(['image', ...corners])).toBe('label')
    expect(await missing(['image', ...corners], { classNames: ['seal'] })).toBeNull()
  })

  it('is refused as the import would', async () => {
    const said = told(true, 'image', ...corners, 'label')
    expect((await ask(table, { ...said, classNames: ['gull'] }))?.found.problem).toMatch(
      /has the class "seal", which this project does not have \(gull\)/,
    )
    const wrong = told(true, 'image', 'label', ...corners)
    expect((await ask(table, wrong))?.found.problem).toMatch(/"seal" is not a number/)
  })

  it('is in pixels or in shares, as a person says where both are possible', async () => {
    const rows = 'p,q,r,s,t,u\nt.png,0.125,0.25,0.5,0.75,seal\nt.png,0.5,0.5,1.02,0.9,seal\n'
    const said = told(true, 'image', ...corners, 'label')
    expect((await ask(rows, said))?.found).toMatchObject({ scale: 'pixel', either: true })
    const share = (await ask(rows, { ...said, coordinates: 'share' }))?.found
    expect(share).toMatchObject({
      ...{ scale: 'share', either: true, objects: 2 },
      first: { x: 12.5, y: 20, w: 37.5, h: 40 },
    })
    const below = await ask(rows.replace('1.02', '0.9'), said)
    expect(below?.found).toMatchObject({ scale: 'share', either: true })
  })
})

describe('a file that is no table of labels', () => {
  it.each<[string, string | Buffer, string?]>([
    ['other labels', '{"type": "FeatureCollection", "features": []}'],
    ['bytes', Buffer.from([0, 1, 2, 44, 3, 10, 44, 5])],
    ['another encoding', Buffer.from('Stra\xdfe,b,c\n1,2,3\n', 'latin1')],
    ['one column', 'name\nt.png\n'],
    ['nothing', ''],
    ['more columns than anybody looks through', `${'a,'.repeat(65)}\n`],
    ['a quotation mark that is never closed', 'a,"b\n1,2\n'],
    ['the values of a mask', 'value,class\n1,seal\n'],
    ['another ending', 'a,b\n1,2\n', 'table.txt'],
  ])('is left to the import: %s', async (_, text, name) => {
    expect(await previewFile(put(text, name), { images: [image], classNames: [] })).toBeNull()
  })

  it.skipIf(process.platform === 'win32')('is not waited for', async () => {
    execFileSync('mkfifo', [path('pipe.csv')])
    expect(await previewFile(path('pipe.csv'), { images: [image], classNames: [] })).toBeNull()
    expect(await previewFile(path('gone.csv'), { images: [image], classNames: [] })).toBeNull()
  })

  it('is shown cut where it is large', async () => {
    const row = `t.png,10,12,30,40,${'seal'.repeat(100)}\n`
    const preview = await ask(row.repeat(6000), told(false, 'image', ...corners, 'label'))
    expect(preview?.lines).toHaveLength(6)
    expect(preview?.lines.flat().every((cell) => cell.length <= 60)).toBe(true)
    expect(preview?.found).toMatchObject({ cut: true, objects: Math.floor(2 ** 20 / row.length) })
  })
})

describe('the tables of an import', () => {
  let project: Project
  beforeAll(async () => {
    const folder = path('p.windhover')
    const store = await StoreClient.create(new LocalRunner(storeJobs()), folder, [])
    project = {
      ...{ store, paths: new ProjectPaths(folder), trainer: new LocalRunner(trainerJobs()) },
      data: new LocalRunner(dataJobs(new TileServer())),
    }
  })
  afterAll(() => project.store.close())

  const unclear = 'p,q,r,s,t,u\n7,10,12,30,40,seal\n'
  const clear = 'image,xmin,ymin,xmax,ymax,label\nt.png,10,12,30,40,seal\n'

  it('are asked about only where there are pictures for them', async () => {
    const [odd, plain] = [put(unclear, 'odd.csv'), put(clear, 'plain.csv')]
    const list = put('file,group,x1\nt.png,a,b\n', 'list.csv')
    const pixels = { width: 100, height: 80, channels: 3, background: '#888' } as const
    await sharp({ create: pixels }).png().toFile(path('t.png'))
    const sort = (...given: string[]) => sortTables(project, given, quiet)
    expect(await sort(odd)).toEqual({ clear: [odd], unclear: [] })
    const picture = path('t.png')
    expect(await sort(picture, odd, plain, list)).toEqual({ clear: [picture, plain, list], unclear: [odd] })
    // Without a column for pictures, but with a picture's own name.
    const own = put(clear.replaceAll(/^.*?,/gm, ''), 't.csv')
    expect(await sort(picture, own)).toEqual({ clear: [picture, own], unclear: [] })
  })

  it('are the only picture’s where a person has told the columns', async () => {
    const import_ = (more: object, ...given: string[]) =>
      importImages(project, { files: given, format: 'auto', checked: 'none', ...more }, quiet)
    await import_({}, path('t.png'))
    const said = told(true, 'ignore', ...corners, 'label')
    const odd = path('odd.csv')
    const { found } = await previewColumns(project, odd, said, quiet)
    expect(found).toMatchObject({ problem: null, objects: 1, first: seal })
    expect((await import_(said, odd)).images).toMatchObject([{ name: 't.png', objects: 1 }])
    await expect(import_({}, odd)).rejects.toThrow()
  })
})
