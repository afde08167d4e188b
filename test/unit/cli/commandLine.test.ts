import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root, windhover } from '../../fixtures/commandLine'
import { windhoverHere } from '../../fixtures/commandLineHere'

// The command line as a script meets it: names, keys, exit codes, and one sentence for whatever is wrong.

const picture = join(root, 'build/sample/crossroads.png')
const labels = join(root, 'build/sample/crossroads.txt')
let folder: string
let project: string
const inFolder = (name: string) => join(folder, name)
const bytesOfProject = () => readFileSync(join(project, 'project.db'))

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'windhover-cli-'))
  project = inFolder('cars.windhover')
  const made = await windhover(['init', project, '--classes', 'vehicle', '--json'])
  expect(made.result).toMatchObject({ event: 'result', project })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the loop by command', () => {
  it('imports, builds, inspects, trains, stops at Ctrl-C, goes on, predicts, evaluates and exports', async () => {
    const imported = await windhover([
      'import',
      project,
      picture,
      '--labels',
      labels,
      '--checked',
      '0,0,882,430',
      '--json',
    ])
    expect(imported.result).toMatchObject({
      images: [{ name: 'crossroads.png', width: 1764, height: 430, objects: 50 }],
    })
    const built = await windhover(['build', project, '--tile', '128', '--json'])
    expect(built.result).toMatchObject({
      objects: expect.any(Number),
      tiles: { positive: expect.any(Number) },
    })
    const inspected = await windhover(['inspect', String(built.result['dataset']), '--json'])
    expect(inspected.result).toMatchObject({ classNames: ['vehicle'] })

    const stopped = await windhover(
      ['train', project, '--batch', '8', '--epochs', '50', '--steps-per-epoch', '6', '--json'],
      {
        stopWhen: /"kind":"epoch"/,
      },
    )
    expect(stopped.code).toBe(130)
    expect(stopped.result).toMatchObject({ status: 'stopped' })
    const resumed = await windhover(['train', project, '--resume', '--json'], { stopWhen: /"kind":"epoch"/ })
    expect(resumed.result['run']).toBe(stopped.result['run'])
    expect(Number(resumed.result['steps'])).toBeGreaterThan(Number(stopped.result['steps']))

    const predicted = await windhover(['predict', project, '--threshold', '0.1', '--json'])
    expect(predicted.result).toMatchObject({
      images: [{ detections: expect.any(Number), seconds: expect.any(Number), level: 0 }],
    })
    const smaller = await windhover(['predict', project, '--level', '1', '--json'])
    expect(smaller.result).toMatchObject({ images: [{ level: 1 }] })
    const evaluated = await windhover(['evaluate', project, '--match', 'centre', '--json'])
    expect(Object.keys(evaluated.result)).toEqual(
      expect.arrayContaining(['precision', 'recall', 'f1', 'threshold', 'ap', 'classes']),
    )
    const strict = await windhover(['evaluate', project, '--threshold', '0.95', '--json'])
    expect(strict.result).toMatchObject({ threshold: 0.95 })
    expect(Number(strict.result['recall'])).toBeLessThanOrEqual(Number(evaluated.result['recall']))
    const exported = await windhover([
      'export',
      project,
      '--format',
      'yolo',
      '--out',
      inFolder('out'),
      '--json',
    ])
    expect(exported.result).toMatchObject({ written: 50, dropped: 0, changed: 0 })
    expect(readFileSync(inFolder('out/crossroads.txt'), 'utf8').trim().split('\n')).toHaveLength(50)
  }, 300_000)
})

describe('wrong input', () => {
  const refused = async (args: string[], sentence: RegExp, code = 1, run = windhoverHere) => {
    const before = bytesOfProject()
    const outcome = await run(args)
    expect(outcome.stderr.trim()).toMatch(sentence)
    expect(
      outcome.stderr
        .trim()
        .split('\n')
        // How far it is, is told after a while: on a slow machine here, too.
        .filter((line) => !/^(Note: |[█░])/.test(line)),
    ).toHaveLength(1)
    expect(outcome.code).toBe(code)
    expect(bytesOfProject().equals(before)).toBe(true)
  }
  const text = (name: string, content: string) => {
    writeFileSync(inFolder(name), content)
    return inFolder(name)
  }

  it('a truncated picture', async () => {
    const file = inFolder('cut.png')
    copyFileSync(picture, file)
    truncateSync(file, 300_000)
    await refused(['import', project, file], /cut\.png/)
  })
  it('a text file called .png', () =>
    refused(['import', project, text('text.png', 'not a picture')], /text\.png/))
  it('a file of no bytes', () => refused(['import', project, text('empty.jpg', '')], /empty\.jpg/))
  it('a file that is not there', () =>
    refused(['import', project, inFolder('none.tif')], /none\.tif does not exist/, 1, windhover))
  it('letters in a YOLO line', () =>
    refused(
      ['import', project, picture, '--labels', text('a.txt', '0 0.5 0.5 x 0.1\n')],
      /a\.txt, line 1: "x" is not a number/,
    ))
  it('a class that is not there', () =>
    refused(
      ['import', project, picture, '--labels', text('b.txt', '7 0.5 0.5 0.1 0.1\n')],
      /b\.txt, line 1: class 7 is not in the class list/,
    ))
  it('labels outside of the picture', () =>
    refused(
      ['import', project, picture, '--labels', text('c.txt', '0 1.5 0.5 0.1 0.1\n')],
      /c\.txt, line 1: .* lies outside/,
    ))
  it('a checked area outside of the picture', () =>
    refused(['import', project, picture, '--checked', '0,0,99999,10'], /checked area .* does not lie inside/))
  it('nothing marked', async () => {
    const empty = inFolder('empty.windhover')
    await windhoverHere(['init', empty, '--classes', 'a'])
    const outcome = await windhoverHere(['build', empty])
    expect(outcome.code).toBe(1)
    expect(outcome.stderr).toMatch(/No object is marked/)
  })
  it('a folder that is no project', () => refused(['build', folder], /is not a Windhover project/))
  it('no run yet', async () => {
    const empty = inFolder('norun.windhover')
    await windhoverHere(['init', empty, '--classes', 'a'])
    expect((await windhoverHere(['predict', empty])).stderr).toMatch(/no trained run yet/)
  })
  it('an unknown command', () => refused(['fly'], /There is no command "fly"/, 2, windhover))
  it('a model that is not there', () =>
    refused(
      ['train', project, '--model', 'resnet'],
      /--model takes heatmap, lite0, lite0-linear, segment, .*, not "resnet"/,
      2,
    ))
  it('a test-time augmentation that is not there', () =>
    refused(['predict', project, '--tta', 'twice'], /--tta takes none, flips, ten-crop, not "twice"/, 2))
  it('a number that is none', () =>
    refused(['train', project, '--epochs', 'many'], /--epochs takes a whole number/, 2))
  it('a level that is none', () =>
    refused(
      ['build', project, '--level', 'x'],
      /--level takes auto or a whole number from 0 to 16, not "x"/,
      2,
    ))
  it('an unknown option', () => refused(['build', project, '--fast'], /--fast/, 2))
  it('a dataset built for other classes', async () => {
    const other = inFolder('other.windhover')
    await windhoverHere(['init', other, '--classes', 'a,b'])
    await windhoverHere(['import', other, picture])
    copyFileSync(join(project, 'datasets/dataset.h5'), join(other, 'datasets/dataset.h5'))
    const outcome = await windhoverHere(['train', other])
    expect(outcome.code).toBe(1)
    expect(outcome.stderr).toMatch(/was built for the classes vehicle, and the project now has a, b/)
  })
  it('files among others that are none: the others are imported, and it fails', async () => {
    const mixed = inFolder('mixed.windhover')
    await windhoverHere(['init', mixed, '--classes', 'vehicle'])
    const [fake, none] = [text('fake.png', 'not a picture'), inFolder('none.tif')]
    const one = await windhoverHere(['import', mixed, fake, picture, '--json'])
    expect(one.code).toBe(1)
    expect(one.result).toMatchObject({ images: [{ id: 1, name: 'crossroads.png' }] })
    expect(one.events).toContainEqual(
      expect.objectContaining({
        event: 'error',
        message: expect.stringMatching(/fake\.png" is not a picture/),
      }),
    )
    const several = await windhoverHere(['import', mixed, fake, none, picture, labels])
    expect(several.code).toBe(1)
    expect(several.stderr).toMatch(/^2 files could not be imported; the first is fake\.png: .*not a picture/m)
    expect(several.stderr).toMatch(/^Note: .*none\.tif does not exist/m)
    expect(several.stdout).toMatch(/Image 1 \(there already\): crossroads\.png, .* 50 new objects/)
    const nothing = await windhoverHere(['import', mixed, fake, none, '--json'])
    expect(nothing.code).toBe(1)
    expect(nothing.result).toEqual({})
    expect(nothing.events.at(-1)).toMatchObject({ message: expect.stringMatching(/^None of the 2 files/) })
  }, 60_000)
  it('leaves no half-made image behind', () => {
    expect(readdirSync(join(project, 'images')).filter((name) => name !== '1.tif')).toEqual([])
  })
})
