import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sharp } from '../../../src/image/reading/sharp.node'
import { ProjectStore } from '../../../src/project/store/store.node'
import { windhoverHere } from '../../fixtures/commandLineHere'
import { stackOf } from '../shared/options/work'
import { gradient } from '../shared/image.fixture'
import { scratch } from '../shared/project.fixture'

// A picture that is imported again is the image that the project has; only what is another picture becomes another image.

const path = scratch()
const [width, height] = [120, 80]

async function picture(name: string, seed = 0): Promise<string> {
  mkdirSync(dirname(path(name)), { recursive: true })
  const data = gradient(width, height)
  data[0] = seed
  await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(path(name))
  return path(name)
}

async function begun(name: string): Promise<string> {
  const project = path(`${name}.windhover`)
  await windhoverHere(['init', project, '--classes', 'seal,bird'])
  return project
}

interface Row {
  readonly id: number
  readonly name: string
  readonly objects: number
  readonly known?: boolean
}

async function imports(project: string, ...more: string[]) {
  const { code, result, stdout } = await windhoverHere(['import', project, ...more, '--json'])
  const said = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { event: string; message?: string })
    .flatMap(({ event, message }) => (event === 'warning' ? [message] : []))
    .join('\n')
  const images = (result['images'] ?? []) as Row[]
  return { code, said, rows: images.map(({ id, objects, known }) => [id, objects, known ?? false]) }
}

async function objectsOf(project: string): Promise<string[]> {
  await windhoverHere(['export', project, '--format', 'csv', '--out', path('all.csv')])
  return readFileSync(path('all.csv'), 'utf8').trim().split('\n').slice(1)
}

const boxes = (name: string, ...rows: string[]) => {
  writeFileSync(path(name), ['image,xmin,ymin,xmax,ymax,label', ...rows, ''].join('\n'))
  return path(name)
}

describe('a picture that is imported again', () => {
  it('is the image that is there, also through a link, and its new labels go to that one', async () => {
    const [project, file] = [await begun('same'), await picture('same/a.png')]
    const first = boxes('one.csv', 'a.png,1,2,9,9,seal')
    const both = boxes('two.csv', 'a.png,1,2,9,9,seal', 'a.png,1,2,9,9,bird', 'a.png,20,2,29,9,seal')
    expect((await imports(project, file, '--labels', first, '--checked', 'whole')).rows).toEqual([
      [1, 1, false],
    ])
    const again = await imports(project, file, '--labels', both, '--checked', 'whole')
    expect([again.code, again.rows]).toEqual([0, [[1, 2, true]]])
    expect(again.said).toMatch(/"a\.png" is in the project already: not imported again/)
    expect(again.said).toMatch(/1 object was there already/)
    expect(await objectsOf(project)).toHaveLength(3)
    symlinkSync(file, path('same/link.png'))
    expect((await imports(project, path('same/link.png'))).rows).toEqual([[1, 0, true]])
    const store = await ProjectStore.open(project)
    const [areas, undone] = [store.loadAreas(1).checked.length, store.history().canUndo]
    store.close()
    // The link brought nothing, and so is no step.
    expect([areas, undone]).toEqual([1, 'Import labels into a.png'])
  })

  it('of a folder is counted, and the new ones come in', async () => {
    const project = await begun('folder')
    for (const i of [1, 2, 3]) await picture(`folder/${i}.png`, i)
    expect((await imports(project, path('folder'))).rows).toHaveLength(3)
    for (const i of [4, 5]) await picture(`folder/${i}.png`, i)
    const { code, said, rows } = await imports(project, path('folder'))
    expect([code, rows]).toEqual([
      0,
      [
        [1, 0, true],
        [2, 0, true],
        [3, 0, true],
        [4, 0, false],
        [5, 0, false],
      ],
    ])
    expect(said).toBe(
      '3 images (the first is "1.png") are in the project already: not imported again, labels go to what is there. For a second one of its own use import --again or, in the window, "Import the image again".',
    )
  })

  it('from where it was moved to is found there; a copy beside it is an image of its own, which is said', async () => {
    const [project, file] = [await begun('moved'), await picture('moved/a.png')]
    await imports(project, file)
    copyFileSync(file, path('moved/copy.png'))
    const copy = await imports(project, path('moved/copy.png'))
    expect([copy.rows, copy.said]).toEqual([
      [[2, 0, false]],
      '"copy.png" is a copy of "a.png": each has labels of its own.',
    ])
    mkdirSync(path('north/moved'), { recursive: true })
    mkdirSync(path('south'))
    for (const name of ['north/moved/a.png', 'south/a.png']) copyFileSync(file, path(name))
    const alike = await imports(project, path('south/a.png'))
    expect(alike.said).toBe('"south/a.png" is a copy of "moved/a.png": each has labels of its own.')
    const deeper = await imports(project, path('north/moved/a.png'))
    expect(deeper.said).toBe(
      `"${path('north/moved/a.png')}" is a copy of "${file}": each has labels of its own.`,
    )
    for (const name of ['north/moved/a.png', 'south/a.png']) rmSync(path(name))
    renameSync(file, path('moved/b.png'))
    const moved = await imports(project, path('moved/b.png'))
    expect(moved.rows).toEqual([[1, 0, true]])
    // It is known by its new place from now on.
    rmSync(path('moved/copy.png'))
    const figure = ['figure', project, '--image', '1', '--out', path('moved.png')]
    expect((await windhoverHere(figure)).code).toBe(0)
  })

  it('is a new image where its file holds something else now, and the first keeps its labels', async () => {
    const [project, file] = [await begun('other'), await picture('other/a.png')]
    await imports(project, file, '--labels', boxes('other.csv', 'a.png,1,2,9,9,seal'))
    await picture('other/a.png', 77)
    const { code, rows, said } = await imports(project, file)
    expect([code, rows]).toEqual([0, [[2, 0, false]]])
    expect(said).toMatch(/"a\.png" is not what was imported from the same place before/)
    expect((await imports(project, file)).rows).toEqual([[2, 0, true]])
    expect(await objectsOf(project)).toHaveLength(1)
  })

  it('is another image where another part of it is meant, and a second one where that is asked for', async () => {
    const project = await begun('parts')
    writeFileSync(path('stack.tif'), stackOf('page'))
    const ids = async (...more: string[]) => (await imports(project, path('stack.tif'), ...more)).rows
    expect(await ids()).toEqual([[1, 0, false]])
    expect(await ids('--page', '2')).toEqual([[2, 0, false]])
    expect(await ids('--page', '1')).toEqual([[1, 0, true]])
    expect(await ids('--page', '2')).toEqual([[2, 0, true]])
    expect(await ids('--again')).toEqual([[3, 0, false]])
  })
})
