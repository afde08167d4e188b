import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { runCommandLine } from '../../../src/cli/run.node'
import { sharp } from '../../../src/image/reading/sharp.node'
import { scratch } from '../shared/project.fixture'

// Pictures and labels of one import, by the command line.

const path = scratch()
let picture: string

beforeAll(async () => {
  picture = path('picture.png')
  const pixels = { width: 100, height: 80, channels: 3, background: '#888' } as const
  await sharp({ create: pixels }).png().toFile(picture)
})

/** A picture or a text at this place. */
function put(name: string, text?: string): string {
  mkdirSync(dirname(path(name)), { recursive: true })
  if (text === undefined) copyFileSync(picture, path(name))
  else writeFileSync(path(name), text)
  return path(name)
}

async function run(...words: string[]): Promise<{ code: number; said: string }> {
  let said = ''
  const stream = {
    write: (text: string) => ((said += text), true),
    isTTY: false,
  } as unknown as NodeJS.WriteStream
  const code = await runCommandLine(words, new AbortController().signal, { stdout: stream, stderr: stream })
  return { code, said }
}

/** What is in the project: for each picture its objects, as an export says. */
async function exported(project: string, format = 'csv'): Promise<string[]> {
  const out = `${project}.${format}`
  await run('export', project, '--format', format, '--out', out)
  const rows = readFileSync(out, 'utf8').trim().split('\n').slice(1)
  // YOLO's shares are rounded.
  return rows.map((row) => row.replace(/\d+\.\d{7,}/g, (number) => String(Math.round(Number(number)))))
}

const voc = (name: string, className: string, left = 10) =>
  `<annotation><filename>${name}</filename><object><name>${className}</name><bndbox><xmin>${left}</xmin><ymin>10</ymin><xmax>30</xmax><ymax>30</ymax></bndbox></object></annotation>`

describe('one import', () => {
  it('lets classes grow over its files, and refuses new ones where the project has its own', async () => {
    for (const [i, name] of ['seal', 'gull', 'seal'].entries()) {
      put(`grow/${i}.png`)
      put(`grow/${i}.xml`, voc(`${i}.png`, name))
    }
    const project = path('grow.windhover')
    await run('init', project)
    expect((await run('import', project, path('grow'), '--labels', path('grow'))).code).toBe(0)
    expect(await exported(project)).toEqual([
      '0.png,10,10,30,30,seal',
      '1.png,10,10,30,30,gull',
      '2.png,10,10,30,30,seal',
    ])
    const other = put('grow/new/3.png')
    const { code, said } = await run(
      'import',
      project,
      other,
      '--labels',
      put('grow/new/3.xml', voc('3.png', 'crow')),
    )
    expect([code, said]).toEqual([
      1,
      expect.stringMatching(/class "crow", which this project does not have \(seal, gull\)/),
    ])
  })

  it('numbers the classes of YOLO alike in all its files, names or not', async () => {
    for (const i of [0, 1]) {
      put(`bare/${i}.png`)
      put(`bare/${i}.txt`, `${i} 0.5 0.5 0.2 0.25\n`)
    }
    const project = path('bare.windhover')
    await run('init', project)
    const { said } = await run('import', project, path('bare'), '--labels', path('bare'))
    expect(await exported(project)).toEqual(['0.png,40,30,60,50,class 0', '1.png,40,30,60,50,class 1'])
    // One sentence, not one for each file.
    expect(said.match(/no class names were found/g)).toHaveLength(1)
    expect(said).toMatch(/0\.txt and 1 other files/)
  })

  it('finds labels by folders that mirror those of the pictures; one without a file has no object', async () => {
    put('yolo.v1/data.yaml', 'names: {0: seal, 1: gull}\n')
    for (const [i, part] of ['train', 'val'].entries()) {
      put(`yolo.v1/images/${part}/0.png`)
      put(`yolo.v1/labels/${part}/0.txt`, `${i} 0.5 0.5 0.2 0.25\n`)
    }
    put('yolo.v1/images/val/1.png')
    const project = path('mirror.windhover')
    await run('init', project)
    const { code, said } = await run(
      'import',
      project,
      path('yolo.v1/images'),
      '--labels',
      path('yolo.v1/labels'),
    )
    expect([code, said]).toEqual([
      0,
      expect.stringMatching(/One image came in without labels: .* no label file for 1\.png/),
    ])
    expect(await exported(project)).toEqual(['train/0.png,40,30,60,50,seal', 'val/0.png,40,30,60,50,gull'])
  })

  it('gives a file of one picture to that picture only, and labels alone to the pictures that they name', async () => {
    const [t, u] = [put('two/t.png'), put('two/u.png')]
    const project = path('two.windhover')
    await run('init', project)
    const label = put('two/labels/t.xml', voc('t.png', 'seal'))
    expect((await run('import', project, t, u, '--labels', label)).said).toMatch(
      /made for "t\.png", not for "u\.png"/,
    )
    expect(await exported(project)).toEqual(['t.png,10,10,30,30,seal'])
    const stranger = await run('import', project, put('two/labels/other.geojson', '[]'))
    expect(stranger.code).toBe(1)
    const table = put(
      'two/labels/all.csv',
      'image_path,xmin,ymin,xmax,ymax,label\nu.png,1,1,9,9,seal\nv.png,1,1,9,9,seal\n',
    )
    expect((await run('import', project, table)).code).toBe(0)
    expect(await exported(project)).toEqual(['t.png,10,10,30,30,seal', 'u.png,1,1,9,9,seal'])
  })

  it('whose labels are of none of its pictures says so with exit code 1', async () => {
    const table = put('none/all.csv', 'image_path,xmin,ymin,xmax,ymax,label\nv.png,1,1,9,9,seal\n')
    const project = path('none.windhover')
    await run('init', project)
    const { code, said } = await run(
      'import',
      project,
      put('none/t.png'),
      put('none/u.png'),
      '--labels',
      table,
    )
    expect([code, said]).toEqual([
      1,
      expect.stringMatching(/2 images came in without labels.*no image called "t\.png" \(it has v\.png\)/s),
    ])
  })
})

describe('an export of pictures of one name', () => {
  it('writes them apart, says how, and comes back as it was', async () => {
    for (const [i, part] of ['north', 'south'].entries()) {
      put(`same/${part}/t.png`)
      put(`same/${part}/t.xml`, voc('t.png', 'seal', 10 + i))
    }
    const project = path('same.windhover')
    await run('init', project)
    await run('import', project, path('same'), '--labels', path('same'))
    const rows = ['north/t.png,10,10,30,30,seal', 'south/t.png,11,10,30,30,seal']
    expect(await exported(project)).toEqual(rows)
    for (const format of ['yolo', 'voc', 'labelme', 'geojson', 'dota', 'coco', 'csv']) {
      const out = path(`out/${format}${format === 'coco' ? '.json' : format === 'csv' ? '.csv' : ''}`)
      const { said } = await run('export', project, '--format', format, '--out', out)
      expect(said).toMatch(/2 images have names that others have as well.*north\/t\.png, south\/t\.png/)
      if (!/\./.test(format) && format !== 'coco' && format !== 'csv')
        expect(readdirSync(join(out, 'north'))).toHaveLength(1)
      const back = path(`back-${format}.windhover`)
      await run('init', back)
      await run('import', back, path('same'), '--labels', out)
      expect(await exported(back)).toEqual(rows)
    }
  }, 120_000)
})

describe('an export of pictures with odd names, and of a class that is a number', () => {
  it('comes back as it was from every format', async () => {
    const names = ['a b.png', 'x#1%20.png', 'ü.v1.2.png']
    for (const [i, name] of names.entries()) {
      put(`odd/${name}`)
      put(`odd/${name.replace(/png$/, 'xml')}`, voc(name, '0', 10 + i))
    }
    const project = path('odd.windhover')
    await run('init', project)
    await run('import', project, path('odd'), '--labels', path('odd'))
    const rows = await exported(project)
    expect(rows).toHaveLength(3)
    for (const format of ['yolo', 'voc', 'labelme', 'dota', 'cvat', 'labelstudio', 'via']) {
      const out = path(`odd-out/${format}`)
      await run('export', project, '--format', format, '--out', out)
      const back = path(`odd-${format}.windhover`)
      await run('init', back)
      await run('import', back, path('odd'), '--labels', out)
      expect(await exported(back), format).toEqual(rows)
    }
  }, 120_000)
})
