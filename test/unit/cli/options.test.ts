/* eslint max-lines: off -- one table, a row an option */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cliCommands } from '../../../src/cli/commands.node'
import type { PartAxis } from '../../../src/image/pixels/part'
import { tags } from '../../../src/image/reading/tiff/tiffTags'
import { nullTerminated } from '../../../src/image/building/tiffWriter'
import { openPrediction } from '../../../src/prediction/predictionFile.node'
import { ProjectStore } from '../../../src/project/store/store.node'
import { writeH5File } from '../../../src/hdf5/h5File.node'
import { modelIds } from '../../../src/models/catalogue'
import { refuseIdle, changeableOnResume } from '../../../src/runs/options/gate'
import { trainOption, trainOptionKeys } from '../../../src/runs/options/table'
import { windhover as compiled } from '../../fixtures/commandLine'
import { h5WithoutTimes } from '../shared/h5Bytes'
import { layout, number, ramp, tiff } from '../shared/tiff.fixture'
import {
  at,
  clean,
  done,
  drawClasses,
  drawSquares,
  hashOf,
  losses,
  project,
  rates,
  refuses,
  rounded,
  setting,
  short,
  train,
  trained,
  type Trained,
  validated,
  weightsOf,
  windhover,
} from '../shared/options.fixture'

// Every option of every command changes what a person gets, or is refused in a sentence that names it.

const [stripes, numbers] = [at('stripes.windhover'), at('numbers.windhover')]
/** Of several rows one: what does not change for it is trained once. */
const known = new Map<string, Promise<Trained>>()
function plainly(args: readonly string[], where = project): Promise<Trained> {
  const key = [where, ...args].join(' ')
  const run = known.get(key) ?? train(args, where)
  known.set(key, run)
  return run
}

/** Options whose effects lie apart from each other, in one training. */
const several = [
  '--no-csv-log',
  '--tensorboard',
  '--keep-best',
  'steady',
  '--validation-steps',
  '1',
  '--workers',
  '2',
]
const differsAmongSeveral = (part: (run: Trained) => unknown) => async () =>
  expect(part(await plainly(several))).not.toEqual(part(base))

/** Both ways of a training, and the part in which they must differ. */
const differs =
  (
    part: (run: Trained) => unknown,
    args: readonly string[],
    plain: readonly string[] = [],
    where = project,
  ) =>
  async () => {
    const other = await train([...plain, ...args], where)
    expect(part(other)).not.toEqual(part(await plainly(plain, where)))
  }

async function build(args: readonly string[], where = project): Promise<string> {
  const { result } = await done('build', where, '--tile', '64', '--out', at('built.h5'), ...args)
  return `${JSON.stringify(result['tiles'])} ${hashOf(at('built.h5'))}`
}
const rebuilt =
  (args: readonly string[], plain: readonly string[] = [], where = project) =>
  async () => {
    const one = await build(plain, where)
    expect(await build([...plain, ...args], where)).not.toBe(one)
  }

/** Numbers of the objects that are marked in an image. */
async function objectsOf(image: number): Promise<number[]> {
  const store = await ProjectStore.open(project)
  try {
    return (await store.load(image)).objects.map(({ id }) => id)
  } finally {
    store.close()
  }
}

async function similarPlaces(...args: readonly string[]): Promise<Record<string, number>[]> {
  const { result } = await done('similar', project, '--image', '1', ...args)
  const [image] = result['images'] as { id: number; seconds: number; found: Record<string, number>[] }[]
  expect(Object.keys(image as object)).toEqual(['id', 'seconds', 'found'])
  return image?.found ?? []
}

/** It never searches. */
let base: Trained
/** It has learned a little, so that it finds something. */
let searcher: string

beforeAll(async () => {
  await drawSquares('one', 1)
  await drawSquares('two', 2, 320)
  await drawClasses('kinds')
  await writeH5File(
    at('numbers.h5'),
    async (file) => {
      const data = Uint8Array.from({ length: 40 * 64 * 64 * 3 }, (_, i) => (i * 7 + (i >> 14)) % 251)
      file.create_dataset({ name: 'pictures_x', data, shape: [40, 64, 64, 3], dtype: '<B' })
      const labels = Uint8Array.from({ length: 80 }, (_, i) => Number((i % 2 === 0) === ((i >> 1) % 4 === 0)))
      file.create_dataset({ name: 'labels_y', data: labels, shape: [40, 2], dtype: '<B' })
      const many = labels.map((_, i) => Number(i % 2 === 0 || (i >> 1) % 2 === 0))
      file.create_dataset({ name: 'many_y', data: many, shape: [40, 2], dtype: '<B' })
      file.create_dataset({ name: 'others_y', data: labels.map((v) => 1 - v), shape: [40, 2], dtype: '<B' })
    },
    () => undefined,
  )
  for (const each of [project, stripes, numbers]) await done('init', each, '--classes', 'a,b')
  await done('import', project, at('one.png'), at('two.png'), '--labels', at('labels'), '--checked', 'whole')
  await done('build', project, '--tile', '64', '--guard', '8', '--tiles', '48')
  await done('build', stripes, '--from', at('kinds'), '--tile', '64')
  base = await plainly([])
  searcher = (await train(['--steps-per-epoch', '60', '--learning-rate', '0.01'])).run
}, 300_000)
afterAll(clean)

/** What is found by a run that learned every square as both classes: boxes upon each other. */
async function foundTwice(...args: string[]): Promise<string> {
  const twice = at('twice.windhover')
  if (!existsSync(twice)) {
    mkdirSync(at('both'))
    const lines = readFileSync(at('labels', 'one.txt'), 'utf8').trim().split('\n')
    const both = lines.flatMap((line) => [`0${line.slice(1)}`, `1${line.slice(1)}`])
    writeFileSync(at('both', 'one.txt'), `${both.join('\n')}\n`)
    await done('init', twice, '--classes', 'a,b')
    await done('import', twice, at('one.png'), '--labels', at('both'), '--checked', 'whole')
    await done('build', twice, '--tile', '64', '--guard', '8', '--tiles', '48')
  }
  const { run } = await plainly(['--steps-per-epoch', '60', '--learning-rate', '0.01'], twice)
  await done('predict', twice, '--run', run, '--threshold', '0.05', ...args)
  const file = await openPrediction(`${twice}/predictions/${run}/1.h5`)
  const { xywh, score, class: classes } = file.detections()
  file.close()
  return JSON.stringify([[...xywh], [...score], [...classes]])
}

/** A TIFF of two pictures, along one axis; the second is brighter. */
function stackOf(axis: PartAxis): Buffer {
  const sizes = `SizeC="1" SizeZ="${axis === 'z' ? 2 : 1}" SizeT="${axis === 'time' ? 2 : 1}"`
  const picture = (place: string) => `<Image><Pixels ${sizes}><TiffData ${place}/></Pixels></Image>`
  const each = [0, 1].map((page) => picture(`IFD="${page}" PlaneCount="1"`)).join('')
  const ome = `<OME xmlns="x">${axis === 'series' ? each : picture('')}</OME>`
  const words = axis === 'page' ? 'two pages' : ome
  const pages = [1, 9].map((bright, i) => {
    const form = [
      number(tags.bitsPerSample, 16),
      number(tags.samples, 1),
      number(tags.photometric, 1),
      number(tags.compression, 8),
      ...(i === 0 ? [{ tag: tags.description, type: 2 as const, values: nullTerminated(words) }] : []),
    ]
    return { entries: layout(128, 128, form), tiles: ramp(128, 128, 1000 * bright) }
  })
  return tiff(pages)
}

/** By `command --option`: what shows that it works, and what refuses it. */
const rows: Readonly<Record<string, () => Promise<void>>> = {
  'init --classes': async () => {
    const named = at('named.windhover')
    await done('init', named, '--classes', 'x,y')
    await done('import', named, at('two.png'), '--labels', at('labels/two.txt'), '--checked', 'whole')
    await build([], named)
    expect((await done('inspect', at('built.h5'))).result).toMatchObject({ classNames: ['x', 'y'] })
  },
  'import --labels': async () => {
    await done('init', at('i1.windhover'), '--classes', 'a,b')
    const ended = await done('import', at('i1.windhover'), at('two.png'), '--labels', at('labels/two.txt'))
    expect(ended.result).toMatchObject({ images: [{ objects: 24 }] })
  },
  'import --format': async () => {
    const args = ['import', project, at('two.png'), '--format', 'coco']
    expect((await windhover(...args, '--labels', at('labels/two.txt'))).code).toBe(1)
    await refuses('format', args)
  },
  'import --coordinates': async () => {
    const table = at('places.csv')
    writeFileSync(table, 'image,xmin,ymin,xmax,ymax,label\ntwo.png,0.1,0.1,0.9,0.9,a\n')
    const boxes = async (coordinates: string) => {
      const [own, out] = [at(`${coordinates}.windhover`), at(`${coordinates}.csv`)]
      await done('init', own, '--classes', 'a')
      await done('import', own, at('two.png'), '--labels', table, '--coordinates', coordinates)
      await done('export', own, '--format', 'csv', '--out', out)
      return readFileSync(out, 'utf8')
    }
    expect(await boxes('pixel')).not.toBe(await boxes('share'))
    await refuses('coordinates', ['import', project, at('two.png'), '--coordinates', 'miles'])
  },
  'import --columns': async () => {
    const table = at('columns.csv')
    writeFileSync(table, 'image,xmin,ymin,xmax,ymax,species\ntwo.png,1,2,8,9,a\n')
    const own = at('columns.windhover')
    await done('init', own, '--classes', 'a,b')
    const args = ['import', own, at('two.png'), '--labels', table]
    expect((await windhover(...args)).err).toMatch(/--columns NAME=label/)
    expect((await done(...args, '--columns', 'species=label')).result).toMatchObject({
      images: [{ objects: 1 }],
    })
    await refuses('columns', [...args, '--columns', 'species=colour'])
  },
  'import --mask-values': async () => {
    const { width, height } = await sharp(at('two.png')).metadata()
    const values = Buffer.alloc(width * height)
    // Two regions of one value, and one of another that no class has.
    values.set([7, 7, 0, 7, 0, 9])
    mkdirSync(at('masks'), { recursive: true })
    await sharp(values, { raw: { width, height, channels: 1 } })
      .toColourspace('b-w')
      .toFile(at('masks/two.png'))
    const objects = async (kind: string) => {
      await done('init', at(`${kind}.windhover`))
      const args = ['--labels', at('masks/two.png'), '--mask-values', kind]
      const { result } = await done('import', at(`${kind}.windhover`), at('two.png'), ...args)
      return (result['images'] as { objects: number }[])[0]?.objects
    }
    expect([await objects('classes'), await objects('instances')]).toEqual([3, 2])
    await refuses('mask-values', ['import', project, at('two.png'), '--mask-values', 'colours'])
  },
  'import --pixel-size': async () => {
    await done('init', at('i3.windhover'), '--classes', 'a')
    const own = async (...size: string[]) =>
      (await done('import', at('i3.windhover'), at('two.png'), ...size)).result
    expect(await own()).not.toHaveProperty('images.0.pixelSize')
    const typed = { images: [{ pixelSize: { x: 0.25, y: 0.25, unit: 'um' } }] }
    expect(await own('--pixel-size', '0.25um')).toMatchObject(typed)
    await refuses('pixel-size', ['import', project, at('two.png'), '--pixel-size', '0.25'])
    await refuses('pixel-size', ['import', project, at('labels/two.txt'), '--pixel-size', '1um'])
  },
  ...Object.fromEntries(
    (['page', 'series', 'z', 'time'] as const).map((axis) => [
      `import --${axis}`,
      async () => {
        writeFileSync(at(`${axis}.tif`), stackOf(axis))
        const own = at(`${axis}.windhover`)
        await done('init', own, '--classes', 'a')
        for (const choice of [[], [`--${axis}`, '2']]) await done('import', own, at(`${axis}.tif`), ...choice)
        const store = await ProjectStore.open(own)
        const [first, second] = store.images()
        store.close()
        expect(second?.part).toMatchObject({ [axis]: 2 })
        expect(second?.display?.channels[0]?.max).not.toBe(first?.display?.channels[0]?.max)
        const single = await windhover('import', project, at('two.png'), `--${axis}`, '2')
        expect([single.code, single.err]).toEqual([1, expect.stringContaining('holds one picture')])
        await refuses(axis, ['import', project, at('two.png'), `--${axis}`, '0'])
        await refuses(axis, ['import', project, at('labels/two.txt'), `--${axis}`, '2'])
      },
    ]),
  ),
  'import --checked': async () => {
    await done('init', at('i2.windhover'), '--classes', 'a,b')
    await done(
      'import',
      at('i2.windhover'),
      at('two.png'),
      '--labels',
      at('labels/two.txt'),
      '--checked',
      '0,0,64,64',
    )
    const few = await build([], at('i2.windhover'))
    expect(few).not.toBe(await build([]))
    await refuses('checked', ['import', project, at('two.png'), '--checked', '1,,3,4'])
  },
  'import --checked-for': async () => {
    const folder = at('i3.windhover')
    await done('init', folder, '--classes', 'a,b')
    const file = [folder, at('two.png'), '--labels', at('labels/two.txt')]
    await done('import', ...file, '--checked', 'whole', '--checked-for', 'b')
    const { out, err } = await done('build', folder, '--out', at('for-b.h5'))
    expect(out + err).toContain('Checked areas for some classes only: 1.')
    await refuses('checked-for', ['import', ...file, '--checked-for', 'a'])
    const unknown = await windhover('import', ...file, '--checked', 'whole', '--checked-for', 'c')
    expect([unknown.code, unknown.out + unknown.err]).toEqual([2, expect.stringContaining('no class "c"')])
  },
  'build --tile': async () => {
    const { result } = await done('build', project, '--tile', '96', '--out', at('t96.h5'))
    expect((await done('inspect', String(result['dataset']))).result).toMatchObject({ spec: { tile: 96 } })
    await refuses('tile', ['build', numbers, '--from', at('numbers.h5'), '--tile', '64'])
  },
  'build --level': rebuilt(['--level', '1']),
  'build --split': rebuilt(['--split', '0.5,0.3,0.2']),
  'build --seed': rebuilt(['--seed', '7']),
  'build --out': async () => {
    await done('build', project, '--tile', '64', '--out', at('there.h5'))
    expect(existsSync(at('there.h5'))).toBe(true)
  },
  'build --shares': rebuilt(['--shares', 'background=0.6']),
  'build --tiles': rebuilt(['--tiles', '9']),
  'build --max-size': rebuilt(['--max-size', '200KB']),
  'build --visible': rebuilt(['--visible', '0.95']),
  'build --guard': rebuilt(['--guard', '0'], ['--split', '0.5,0.25,0.25']),
  'build --from': async () => {
    for (const [option, value] of [
      ['level', '1'],
      ['tiles', '10'],
      ['guard', '5'],
      ['max-size', '100KB'],
      ['visible', '0.4'],
      ['shares', 'near=0.2'],
    ] as const)
      await refuses(option, ['build', stripes, '--from', at('kinds'), `--${option}`, value])
    const kinds = ['build', stripes, '--from', at('kinds')]
    await refuses('from', [...kinds, '--from', at('kinds')], /twice/)
  },
  'build --map': async () => {
    const map = (labels: string) => [
      '--from',
      at('numbers.h5'),
      '--map',
      `images=pictures_x,labels=${labels}`,
    ]
    const [one] = [await foreign(map('labels_y'))]
    expect(await foreign(map('others_y'))).not.toBe(one)
    await refuses('map', ['build', stripes, '--from', at('kinds'), '--map', 'images=a,labels=b'])
    await refuses('map', ['build', project, '--map', 'images=a,labels=b'])
  },
  'build --several': async () => {
    const plain = ['--from', at('numbers.h5'), '--map', 'images=pictures_x,labels=many_y']
    expect((await windhover('build', numbers, ...plain)).err).toMatch(/not one-hot/)
    await foreign([...plain, '--several'])
    await refuses('several', ['build', stripes, '--from', at('kinds'), '--several'])
    await refuses('several', ['build', project, '--several'])
  },
  'build --names': async () => {
    const named = await foreign(['--from', at('numbers.h5'), '--names', 'dog,cat'])
    expect(named).toContain('dog')
    await refuses('names', ['build', stripes, '--from', at('kinds'), '--names', 'a,b'])
  },
  'build --resize': async () => {
    const of = (rule: string) => build(['--from', at('kinds'), '--resize', rule], stripes)
    expect(await of('crop')).not.toBe(await of('pad'))
    await refuses('resize', ['build', numbers, '--from', at('numbers.h5'), '--resize', 'pad'])
    await refuses('resize', ['build', project, '--resize', 'pad'])
  },
  'build --pixels': async () => {
    const plain = ['--from', at('numbers.h5')]
    expect(await foreign([...plain, '--pixels', '0..510'])).not.toBe(await foreign(plain))
    await refuses('pixels', ['build', stripes, '--from', at('kinds'), '--pixels', '0..1'])
    await refuses('pixels', ['build', project, '--pixels', '0..1'])
  },
  'train --model': async () => {
    const runs: Trained[] = []
    for (const model of ['segment', 'heatmap']) runs.push(await plainly(['--model', model]))
    expect(losses(runs[0]!)).not.toEqual(losses(runs[1]!))
  },
  'train --dataset': async () => {
    await done('build', project, '--tile', '64', '--seed', '9', '--tiles', '48', '--out', at('nine.h5'))
    await differs(losses, ['--dataset', at('nine.h5')])()
    await refuses('dataset', ['train', project, '--resume', '--epochs', '9', '--dataset', at('built.h5')])
  },
  'train --tile': async () => {
    expect(losses(await inPlace('--tile', '96'))).not.toEqual(losses(await inPlace('--tile', '64')))
    await refuses('tile', ['train', project, '--tile', '64'])
  },
  'train --split': async () => {
    const sizes = async (split: string) =>
      (await inPlace('--tile', '64', '--split', split)).epochs[0]?.['valLoss'] !== undefined
        ? readFileSync(`${stripes}/datasets/kinds.list.json`, 'utf8')
        : ''
    expect(await sizes('0.5,0.3,0.2')).not.toBe(await sizes('0.7,0.2,0.1'))
    await refuses('split', ['train', project, '--split', '0.5,0.3,0.2'])
  },
  'train --resize': async () => {
    const of = async (rule: string) => losses(await inPlace('--tile', '64', '--resize', rule))
    expect(await of('crop')).not.toEqual(await of('pad'))
    await refuses('resize', ['train', project, '--resize', 'pad'])
  },
  'train --resume': async () => {
    const first = await train([])
    const on = trained(project, await done('train', project, '--resume', '--epochs', '2'))
    expect(on.run).toBe(first.run)
    expect(on.steps.length).toBe(2 * first.steps.length)
    const tried: Record<string, string> = { model: 'segment', engine: 'wasm', from: 'x', weights: 'x.h5' }
    for (const key of trainOptionKeys) {
      const { flag, value } = trainOption(key)
      if (changeableOnResume.includes(key)) continue
      const choices = value.choices ?? []
      const word =
        tried[key] ??
        (
          {
            augmentation: 'strong',
            reduceOnPlateau: '0.3,3',
            classWeights: 'a=7',
            preprocessExpression: 'r=g',
            falseNegativeWeights: 'a=7',
          } as Record<string, string>
        )[key] ??
        (value.choices ? choices.find((each) => each !== first.config[key] && each !== choices[0]) : '0.7')
      const whole = value.range?.whole ? '7' : word
      await refuses(
        flag,
        ['train', project, '--resume', '--epochs', '3', `--${flag}`, String(whole)],
        /goes on/,
      )
    }
  },
  'train --verbosity': async () => {
    const told = async (level: string) =>
      (await windhover('train', project, ...short, '--verbosity', level)).out
    expect(await told('2')).toMatch(/Epoch 1: loss/)
    expect(await told('0')).not.toMatch(/Epoch 1/)
  },
  'train --epochs': differs(({ epochs }) => epochs.length, ['--epochs', '2']),
  'train --minutes': async () => {
    const { config, ended } = trained(
      project,
      await done(
        'train',
        project,
        '--minutes',
        '0.02',
        '--batch',
        '4',
        '--workers',
        '0',
        '--steps-per-epoch',
        '2',
      ),
    )
    expect(config['minutes']).toBe(0.02)
    expect(ended.result['status']).toBe('finished')
  },
  'train --batch': differs(losses, ['--batch', '2']),
  'train --engine': async () => {
    const ended = await windhover('train', project, ...short, '--engine', 'webgpu')
    expect(ended.code).toBe(1)
    expect(ended.err).toMatch(/webgpu/i)
  },
  'train --seed': differs(losses, ['--seed', '2']),
  'train --from': async () => {
    await differs(losses, ['--from', base.run])()
    await refuses('from', ['train', project, '--from', base.run, '--weights', 'x.h5'])
  },
  'train --weights': async () => {
    await done(
      'export',
      project,
      '--what',
      'model',
      '--format',
      'keras',
      '--run',
      base.run,
      '--out',
      at('w.h5'),
    )
    await differs(losses, ['--weights', at('w.h5')])()
  },
  'train --frozen-share': async () => {
    const tiny = ['--model', 'yolo-tiny', '--width', '0.05']
    const from = ['--from', (await plainly(tiny)).run, '--frozen-share']
    const [never, always] = [await train([...tiny, ...from, '0']), await train([...tiny, ...from, '1'])]
    expect(weightsOf(never)).not.toBe(weightsOf(always))
    await refuses('frozen-share', ['train', project, ...tiny, '--frozen-share', '0.5'], /--from/)
    await refuses('frozen-share', ['train', project, '--from', base.run, '--frozen-share', '0.5'], /heatmap/)
  },
  'train --width': async () => {
    const sizes = [
      await plainly(['--model', 'yolo-tiny', '--width', '0.05']),
      await train(['--model', 'yolo-tiny', '--width', '0.1']),
    ]
    expect(losses(sizes[0]!)).not.toEqual(losses(sizes[1]!))
    await refuses('width', ['train', project, '--width', '0.5'], /applies to alexnet, .* is of heatmap/)
  },
  'train --learning-rate': differs(rates, ['--learning-rate', '0.01']),
  'train --optimiser': differs(losses, ['--optimiser', 'sgd'], ['--learning-rate', '0.1']),
  'train --schedule': differs(rates, ['--schedule', 'constant']),
  'train --steps-per-epoch': differs(({ steps }) => steps.length, ['--steps-per-epoch', '2']),
  'train --validation-steps': differsAmongSeveral(({ epochs }) => rounded(epochs[0]?.['valLoss'])),
  'train --validation-frequency': async () => {
    const every = async (n: string) => validated(await train(['--epochs', '3', '--validation-frequency', n]))
    expect(await every('1')).toEqual([true, true, true])
    expect(await every('3')).toEqual([false, false, true])
  },
  'train --validation-crop': async () => {
    writeFileSync(at('crop.json'), '{"crop": {"size": 64}}')
    await done('build', stripes, '--from', at('kinds'), '--tile', '80', '--out', at('k80.h5'))
    const cropped = [...alexnet, '--dataset', at('k80.h5'), '--augment', at('crop.json')]
    const loss = async (crop: string) =>
      rounded((await train([...cropped, '--validation-crop', crop], stripes)).epochs[0]?.['valLoss'])
    expect(await loss('ten-crop')).not.toBe(await loss('centre'))
    await refuses('validation-crop', ['train', stripes, ...alexnet, '--validation-crop', 'ten-crop'])
    await refuses('validation-crop', ['train', project, '--validation-crop', 'ten-crop'], /heatmap/)
  },
  'train --class-weights': differs(losses, ['--class-weights', 'a=9']),
  'train --false-negative-weight': async () => {
    const several: [string, string][] = [
      [project, 'heatmap'],
      [project, 'segment'],
      [project, 'yolo-tiny'],
    ]
    for (const [where, model] of several) {
      const plain = ['--model', model, ...(model.startsWith('yolo') ? ['--width', '0.05'] : [])]
      await differs(losses, ['--false-negative-weight', model === 'segment' ? 'b=9' : '9'], plain, where)()
    }
  },
  'train --monitor': differs(({ ended }) => ended.result['best'], ['--monitor', 'loss']),
  'train --keep-best': async () => {
    await differsAmongSeveral(setting('keepBest'))()
    await refuses('keep-best', ['train', project, '--keep-best', 'steady', '--monitor', 'loss'])
  },
  'train --patience': async () => {
    const plain = [
      '--epochs',
      '5',
      '--steps-per-epoch',
      '1',
      '--validation-frequency',
      '1',
      '--learning-rate',
      '0.0000001',
    ]
    await differs(({ epochs }) => epochs.length, ['--patience', '1'], plain)()
  },
  'train --restore-best': differs(weightsOf, ['--restore-best'], ['--epochs', '2']),
  'train --reduce-on-plateau': differs(
    rates,
    ['--reduce-on-plateau', '0.5,1'],
    [
      '--epochs',
      '4',
      '--steps-per-epoch',
      '1',
      '--validation-frequency',
      '1',
      '--schedule',
      'constant',
      '--learning-rate',
      '0.0000001',
    ],
  ),
  'train --augment': async () => {
    await differs(losses, ['--augment', 'strong'])()
    const file = (content: string) => {
      writeFileSync(at('chain.json'), content)
      return at('chain.json')
    }
    await differs(losses, ['--augment', file('{"flip": {"horizontal": 1, "vertical": 1}}')])()
    await refuses('augment', ['train', project, '--augment', file('{"crop": {"size": 96}}')], /96 .* 64/)
    await refuses('augment', ['train', stripes, '--model', 'alexnet', '--augment', file('{"copyPaste": {}}')])
    for (const wrong of ['5', '[]', '{"flip": 3}', '{"fly": {}}', 'x'])
      await refuses('augment', ['train', project, '--augment', file(wrong)])
  },
  'train --preprocess': differs(losses, ['--preprocess', 'unit']),
  'train --preprocess-expression': async () => {
    await differs(losses, ['--preprocess-expression', 'r=255-r; g=g/2'])()
    await refuses('preprocess-expression', ['train', project, '--preprocess-expression', 'r=spawn(1)'])
  },
  // Batches are the same whatever prepares them (dataset-queue.test.ts): a person sees the setting, and the time.
  'train --queue-size': async () => {
    await differs(setting('queueSize'), ['--queue-size', '2'], ['--workers', '1'])()
    await refuses('queue-size', ['train', project, '--queue-size', '2', '--workers', '0'])
  },
  'train --workers': differsAmongSeveral(setting('workers')),
  'train --no-csv-log': differsAmongSeveral(({ path }) => existsSync(`${path}/metrics.csv`)),
  'train --tensorboard': differsAmongSeveral(({ path }) => existsSync(`${path}/tensorboard`)),
  'predict --image': async () => {
    const { result } = await done('predict', project, '--run', searcher, '--image', '2')
    expect(result).toMatchObject({ images: [{ id: 2 }] })
  },
  'predict --run': async () => {
    await done('predict', project, '--run', searcher)
    expect(existsSync(`${project}/predictions/${searcher}/1.h5`)).toBe(true)
  },
  'predict --threshold': async () => {
    const found = async (threshold: string) =>
      JSON.stringify(withoutTimes(await searched('--threshold', threshold)))
    expect(await found('0')).not.toBe(await found('1'))
  },
  'predict --level': async () => {
    expect(await searched('--level', '1')).toMatchObject({ level: 1 })
    const ended = await windhover('predict', project, '--run', searcher, '--level', '9')
    expect(ended.err).toMatch(/no level 9/)
    await refuses('level', ['predict', project, '--level', '99'])
  },
  'predict --tta': async () => {
    const file = `${project}/predictions/${searcher}/1.h5`
    const found = async (way: string) => (await searched('--tta', way), h5WithoutTimes(file))
    expect((await found('flips')).equals(await found('none'))).toBe(false)
    await refuses('tta', ['predict', project, '--run', searcher, '--tta', 'ten-crop'], /ten-crop/)
  },
  'predict --merge': async () => {
    expect(await foundTwice('--merge', 'soft-nms')).not.toBe(await foundTwice())
    const from = ['predict', stripes, '--from', at('kinds'), '--out', at('no.csv')]
    await refuses('merge', [...from, '--merge', 'ios'])
  },
  'predict --merge-classes': async () => {
    const apart = await foundTwice('--merge-classes', 'apart')
    expect(apart.length).toBeGreaterThan((await foundTwice()).length)
    await refuses('merge-classes', ['predict', project, '--run', searcher, '--merge-classes', 'both'])
  },
  'predict --coarse-to-fine': async () => {
    const { err } = await windhover('predict', project, '--run', searcher, '--coarse-to-fine')
    expect(err).toMatch(/is searched closely as a whole/)
    const away = ['--coarse-to-fine', '--on', 'ray://127.0.0.1:1']
    await refuses('coarse-to-fine', ['predict', project, '--run', searcher, ...away], /this computer only/)
  },
  'predict --engine': async () => {
    const ended = await windhover('predict', project, '--run', searcher, '--engine', 'webgpu')
    expect([ended.code, ended.err]).toEqual([1, expect.stringMatching(/webgpu/i)])
  },
  'predict --resume': async () => {
    const first = await searched()
    expect(first).toMatchObject({ blocks: { skipped: 0 } })
    expect(await searched()).toMatchObject({ blocks: { skipped: 0 } })
    const resumed = await searched('--resume')
    expect(resumed).toMatchObject({ blocks: { computed: 0, skipped: 1 } })
    expect(Object.entries(resumed ?? {})).toContainEqual(['detections', expect.any(Number)])
    expect(await searched('--resume', '--tta', 'flips')).toMatchObject({ blocks: { skipped: 0 } })
    await refuses('resume', ['predict', stripes, '--from', at('kinds'), '--out', at('no.csv'), '--resume'])
  },
  'predict --from': async () => {
    expect(await table('--from', at('kinds', 'fine'))).not.toBe(await table('--from', at('kinds')))
    const from = ['predict', stripes, '--from', at('kinds'), '--out', at('no.csv')]
    await refuses('image', [...from, '--image', '1'])
    await refuses('level', [...from, '--level', '1'])
  },
  'predict --out': async () => {
    await table('--from', at('kinds'))
    expect(existsSync(at('table.csv'))).toBe(true)
    await refuses('out', ['predict', stripes, '--from', at('kinds')])
    await refuses('out', ['predict', stripes, '--out', at('no.csv')])
  },
  'predict --split': async () => {
    const of = (split: string) => table('--from', `${stripes}/datasets/dataset.h5`, '--split', split)
    expect(await of('test')).not.toBe(await of('train'))
    await refuses('split', ['predict', stripes, '--split', 'test'])
  },
  'predict --map': async () => {
    const of = (labels: string) =>
      table('--from', at('numbers.h5'), '--map', `images=pictures_x,labels=${labels}`)
    expect(await of('labels_y')).not.toBe(await of('others_y'))
    await refuses('map', ['predict', stripes, '--map', 'images=a,labels=b'])
  },
  'predict --resize': async () => {
    const of = (rule: string) => table('--from', at('kinds'), '--resize', rule)
    expect(await of('crop')).not.toBe(await of('pad'))
    await refuses('resize', ['predict', stripes, '--resize', 'pad'])
  },
  'predict --on': async () => {
    const away = await windhover('predict', project, '--run', searcher, '--on', 'ray://127.0.0.1:9')
    expect(away.err).toMatch(/^127\.0\.0\.1:9 cannot be reached/m)
    for (const place of ['http://127.0.0.1:9', 'ray://ann:secret@127.0.0.1:9', 'slurm:'])
      await refuses('on', ['predict', project, '--on', place])
    const from = ['--from', at('kinds'), '--out', at('table.csv')]
    await refuses('on', ['predict', stripes, ...from, '--on', 'ray://127.0.0.1:9'])
  },
  // What they change is asked in compute-search.
  'predict --paths': async () => {
    await refuses('paths', ['predict', project, '--on', 'ray://127.0.0.1:9', '--paths', 'here=/there'])
    await refuses('paths', ['predict', project, '--paths', '/here=/there'], /--on/)
  },
  'predict --slots': async () => {
    await refuses('slots', ['predict', project, '--on', 'ray://127.0.0.1:9', '--slots', '0'])
    await refuses('slots', ['predict', project, '--slots', '2'], /--on/)
  },
  // A training that runs elsewhere is asked in compute-train.
  'train --on': async () => {
    const away = await windhover('train', project, '--on', 'ray://127.0.0.1:9')
    expect(away.err).toMatch(/^127\.0\.0\.1:9 cannot be reached/m)
    await refuses('on', ['train', project, '--on', 'http://127.0.0.1:9'])
  },
  'train --paths': async () => {
    await refuses('paths', ['train', project, '--on', 'ray://127.0.0.1:9', '--paths', 'here=/there'])
    await refuses('paths', ['train', project, '--paths', '/here=/there'], /--on/)
  },
  'worker --plan': async () => {
    await refuses('plan', ['worker'])
    expect((await windhover('worker', '--plan', at('none.json'))).err).toMatch(/There is no file/)
    writeFileSync(at('plan.json'), '{"version": "9.9.9"}')
    expect((await windhover('worker', '--plan', at('plan.json'))).err).toMatch(
      /have the same version on both/,
    )
  },
  'worker --part': async () => {
    for (const part of ['8/8', '1', '-1/2', '0/0'])
      await refuses('part', ['worker', '--plan', at('plan.json'), '--part', part])
    await refuses('part', ['worker', '--part', '0/2'], /--plan/)
  },
  'evaluate --split': async () => {
    expect(await judged('--split', 'test')).not.toEqual(await judged('--split', 'train'))
    await refuses('split', ['evaluate', stripes, '--split', 'test', '--image', '1'])
  },
  'evaluate --dataset': async () => {
    const other = ['--split', '0.5,0.3,0.2', '--tile', '64', '--out', at('other.h5')]
    await done('build', stripes, '--from', at('kinds'), ...other)
    const { tiles } = await judged('--split', 'train', '--dataset', at('other.h5'))
    expect(tiles).not.toBe((await judged('--split', 'train'))['tiles'])
  },
  'evaluate --map': async () => {
    const of = async (labels: string) => {
      const map = ['--dataset', at('numbers.h5'), '--map', `images=pictures_x,labels=${labels}`]
      return (await judged('--split', 'train', ...map))['logLoss']
    }
    expect(await of('labels_y')).not.toBe(await of('others_y'))
  },
  'evaluate --out': async () => {
    await judged('--split', 'test', '--out', at('rows.h5'))
    expect(existsSync(at('rows.h5'))).toBe(true)
    await refuses('out', ['evaluate', stripes, '--split', 'test', '--out', at('rows.doc')], /rows.doc/)
  },
  'evaluate --tta': async () => {
    const of = async (tta: string) => (await judged('--split', 'train', '--tta', tta))['logLoss']
    expect(await of('flips')).not.toBe(await of('none'))
  },
  'evaluate --image': async () => {
    await searched('--threshold', '0.01')
    const of = async (image: string) =>
      (await done('evaluate', project, '--run', searcher, '--image', image)).result
    expect(await of('1')).not.toEqual(await of('2'))
  },
  'evaluate --run': async () => {
    expect((await windhover('evaluate', project, '--run', base.run)).err).toMatch(/has not searched/)
  },
  'evaluate --match': async () => {
    await done('predict', project, '--run', searcher, '--threshold', '0')
    const of = async (match: string) =>
      (await done('evaluate', project, '--run', searcher, '--match', match, '--threshold', '0')).result
    expect(await of('centre')).not.toEqual(await of('iou:0.99'))
  },
  'evaluate --threshold': async () => {
    const { result } = await done('evaluate', project, '--run', searcher, '--threshold', '0.33')
    expect(result['threshold']).toBe(0.33)
  },
  'count --image': async () => {
    await searched()
    const all = (await done('count', project, '--run', searcher)).result
    expect((await done('count', project, '--run', searcher, '--image', '1')).result).not.toEqual(all)
  },
  'count --region': async () => {
    const counted = ['count', project, '--run', searcher, '--image', '1']
    const part = await done(...(counted as [string]), '--region', '0,0,200,200')
    expect(part.result).not.toEqual((await done(...(counted as [string]))).result)
    await refuses('region', [...counted, '--region', '0,0,0,9'])
    await refuses('region', ['count', project, '--region', '0,0,9,9'], /--image/)
  },
  'count --run': async () => {
    expect((await windhover('count', project, '--run', base.run)).err).toMatch(/has not searched/)
  },
  'count --threshold': async () => {
    const counted = async (threshold: string) =>
      (await done('count', project, '--run', searcher, '--threshold', threshold)).result['classes']
    expect(await counted('0.1')).not.toEqual(await counted('0.99'))
  },
  'runs --run': async () => {
    const { runs } = (await done('runs', project, '--run', base.run, '--name', 'the first'))
      .result as unknown as Listed
    expect(runs.find(({ id }) => id === base.run)).toMatchObject({ name: 'the first', given: true })
    // By its name, too, everywhere.
    const back = await done('runs', project, '--run', 'the first', '--name', '-')
    const { name = '' } = (back.result as unknown as Listed).runs.find(({ id }) => id === base.run) ?? {}
    expect(name).toMatch(/^Run \d+ · Heat map · 48 objects$/)
    await refuses('run', ['runs', project, '--run', base.run])
  },
  'runs --name': async () => {
    await refuses('name', ['runs', project, '--name', 'x'])
    await refuses('name', ['runs', project, '--run', base.run, '--name', 'x'.repeat(121)], /at most 120/)
  },
  'sample --image': async () => {
    await refuses('image', ['sample', project])
    await searched()
    const { result } = await done('sample', project, '--run', searcher, '--image', '2', '--fields', '2')
    expect(result).toMatchObject({ image: 2 })
  },
  'sample --fields': async () => {
    const { folder, run } = await open('fields')
    const drawn = await done('sample', folder, '--image', '1', '--run', run, '--fields', '7')
    expect(drawn.result['fields']).toHaveLength(7)
    await refuses('fields', ['sample', folder, '--image', '1', '--fields', '0'])
  },
  'sample --run': async () => {
    const ended = await windhover('sample', project, '--image', '1', '--run', base.run)
    expect(ended.err).toMatch(/has not searched/)
  },
  'sample --seed': async () => {
    const draw = async (seed: string) => {
      const { folder, run } = await open(`seed${seed}`)
      const drawn = await done('sample', folder, '--image', '1', '--run', run, '--seed', seed)
      return JSON.stringify(drawn.result['fields'])
    }
    expect(await draw('2')).not.toBe(await draw('1'))
  },
  'similar --image': async () => {
    await refuses('image', ['similar', project, '--unusual'])
    expect((await windhover('similar', project, '--unusual', '--image', '99')).err).toMatch(
      /no image number 99/,
    )
  },
  'similar --object': async () => {
    const ids = await objectsOf(1)
    const places = async (object: number) => similarPlaces('--object', String(object))
    expect(await places(ids[0] as number)).not.toEqual(await places(ids[1] as number))
    await refuses('object', ['similar', project, '--image', '1', '--object', 'a'])
    await refuses('object', ['similar', project, '--image', '1'])
    const unknown = await windhover('similar', project, '--image', '1', '--object', '9999')
    expect(unknown.err).toMatch(/no object number 9999/)
  },
  'similar --reject': async () => {
    const [object = 0] = await objectsOf(1)
    const before = await similarPlaces('--object', String(object))
    const { x, y, w, h } = before[3] as { x: number; y: number; w: number; h: number }
    const after = await similarPlaces('--object', String(object), '--reject', [x, y, w, h].join())
    expect(after).not.toContainEqual(expect.objectContaining({ x, y }))
    const asked = ['similar', project, '--image', '1', '--object', String(object)]
    await refuses('reject', [...asked, '--reject', '1,2,3'])
    await refuses('reject', [...asked, '--reject', '1,2,0,4'])
    expect((await windhover(...asked, '--reject', '5000,5000,9,9')).err).toMatch(/lies outside/)
    await refuses('reject', ['similar', project, '--image', '1', '--unusual', '--reject', '1,2,3,4'])
  },
  'similar --unusual': async () => {
    const [object = 0] = await objectsOf(1)
    expect(await similarPlaces('--unusual')).not.toEqual(await similarPlaces('--object', String(object)))
    await refuses('unusual', ['similar', project, '--image', '1', '--unusual', '--object', String(object)])
  },
  'similar --top': async () => {
    expect(await similarPlaces('--unusual', '--top', '3')).toHaveLength(3)
    await refuses('top', ['similar', project, '--image', '1', '--unusual', '--top', '0'])
  },
  'compare --run': async () => {
    const other = await compared()
    const { result } = await done('compare', project, '--run', searcher, '--run', other)
    const back = await done('compare', project, '--run', other, '--run', searcher)
    expect([back.result['lost'], back.result['gained']]).toEqual([result['gained'], result['lost']])
    await refuses('run', ['compare', project, '--run', searcher], /twice/)
    await refuses('run', ['compare', project, '--run', searcher, '--run', searcher], /twice/)
  },
  'compare --image': async () => {
    const runs = ['--run', searcher, '--run', await compared()]
    const one = await done('compare', project, ...runs, '--image', '1')
    expect([one.result['images'], (await done('compare', project, ...runs)).result['images']]).toEqual([1, 2])
  },
  'compare --threshold': async () => {
    const runs = ['--run', searcher, '--run', await compared()]
    const at1 = await done('compare', project, ...runs, '--threshold', '1')
    expect(at1.result['classes']).not.toEqual(
      (await done('compare', project, ...runs, '--threshold', '0.05')).result['classes'],
    )
  },
  'compare --out': async () => {
    const runs = ['--run', searcher, '--run', await compared()]
    const { result } = await done('compare', project, ...runs, '--out', at('changes.geojson'))
    const { features } = JSON.parse(readFileSync(at('changes.geojson'), 'utf8')) as { features: unknown[] }
    expect(features).toHaveLength(Number(result['gained']) + Number(result['lost']) + Number(result['moved']))
    await refuses('out', ['compare', project, ...runs, '--out', 'x.csv'])
  },
  'measure --out': async () => {
    await done('measure', project, '--out', at('sizes.csv'))
    expect(readFileSync(at('sizes.csv'), 'utf8').trim().split('\n')).toHaveLength(49)
    await done('measure', project, '--out', at('sizes.gpkg'))
    expect(readFileSync(at('sizes.gpkg')).toString('latin1', 0, 15)).toBe('SQLite format 3')
    await refuses('out', ['measure', project, '--out', 'x.txt'])
    await refuses('out', ['measure', project])
  },
  'measure --image': async () => {
    await done('measure', project, '--out', at('sizes.csv'), '--image', '2')
    expect(readFileSync(at('sizes.csv'), 'utf8').trim().split('\n')).toHaveLength(25)
  },
  ...Object.fromEntries(
    (
      [
        ['region', '0,0,200,100'],
        ['dpi', '72'],
        ['width', '20'],
        ['what', 'detections'],
        ['legend'],
        ['scale-bar'],
      ] as const
    ).map(([option, ...value]) => [
      `figure --${option}`,
      async () => {
        await searched('--threshold', '0.05')
        const drawn = async (...args: readonly string[]) => {
          await done('figure', project, '--image', '1', '--out', at('f.png'), ...args)
          return hashOf(at('f.png'))
        }
        expect(await drawn(`--${option}`, ...value)).not.toBe(await drawn())
      },
    ]),
  ),
  'report --out': async () => {
    await searched('--threshold', '0.05')
    await done('report', project, '--run', searcher, '--out', at('r.html'))
    expect(readFileSync(at('r.html'), 'utf8')).toMatch(/^<!doctype html>/)
    await refuses('out', ['report', project, '--out', at('r.docx')])
  },
  'report --image': async () => {
    const of = async (image: string) => {
      const page = ['--run', searcher, '--out', at('r.html'), '--image', image]
      return (await done('report', project, ...page)).result['images']
    }
    expect([await of('all'), await of('2')]).toEqual([2, 1])
  },
  'report --run': async () => {
    const ended = await windhover('report', project, '--out', at('r.html'), '--run', base.run)
    expect(ended.err).toMatch(/has not searched/)
  },
  'figure --image': async () => {
    const { result } = await done('figure', project, '--image', '2', '--out', at('two.svg'))
    expect(result).toMatchObject({ image: 2, width: 320 })
    await refuses('image', ['figure', project, '--out', at('f.png')])
  },
  'figure --out': async () => {
    const { result } = await done('figure', project, '--image', '1', '--out', at('f.svg'))
    expect(readFileSync(String(result['out']), 'utf8')).toContain('<svg')
    await refuses('out', ['figure', project, '--image', '1', '--out', at('f.gif')])
  },
  'figure --run': async () => {
    const args = ['figure', project, '--image', '1', '--out', at('f.png'), '--run', base.run]
    expect((await windhover(...args, '--what', 'both')).err).toMatch(/has not searched/)
    await refuses('run', args)
  },
  'export --format': async () => {
    for (const [format, name] of [
      ['csv', 'o.csv'],
      ['coco', 'o.json'],
    ] as const)
      await done('export', project, '--format', format, '--out', at(name))
    expect(hashOf(at('o.csv'))).not.toBe(hashOf(at('o.json')))
  },
  'export --what': async () => {
    const written = async (what: string) =>
      (await done('export', project, '--what', what, '--format', 'csv', '--out', at(`${what}.csv`))).result
    expect(await written('objects')).toMatchObject({ written: 48 })
    expect(await written('predictions')).not.toMatchObject({ written: 48 })
  },
  'export --run': async () => {
    const out = ['--what', 'predictions', '--format', 'csv', '--out', at('r.csv')]
    expect((await windhover('export', project, ...out, '--run', base.run)).err).toMatch(/has not searched/)
    await done('export', project, ...out, '--run', searcher)
    await refuses('run', ['export', project, '--run', searcher, '--out', at('r.json')])
  },
  'export --licence': async () => {
    const out = at('r.windhover-run')
    const run = ['export', project, '--what', 'run', '--run', searcher, '--out', out] as const
    await done(...run)
    const before = hashOf(out)
    await done(...run, '--licence', 'CC0')
    expect(hashOf(out)).not.toBe(before)
    await refuses('licence', ['export', project, '--out', at('o.json'), '--licence', 'CC0'])
  },
  'export --out': async () => {
    await done('export', project, '--format', 'csv', '--out', at('elsewhere.csv'))
    expect(existsSync(at('elsewhere.csv'))).toBe(true)
  },
  'demo --minutes': async () => {
    // The sample lies beside the compiled command line.
    const { result } = await compiled(['demo', at('demo'), '--minutes', '0.05', '--json'])
    const config = JSON.parse(
      readFileSync(`${String(result['project'])}/runs/${String(result['run'])}/config.json`, 'utf8'),
    )
    expect(config).toMatchObject({ minutes: 0.05 })
  },
}

const alexnet = ['--model', 'alexnet', '--width', '0.1']
/** A training on pictures in a folder, read as it goes. */
const inPlace = (...args: readonly string[]) =>
  train([...alexnet, '--dataset', at('kinds'), ...args], stripes)
/** What a run that classifies says of other pictures. */
async function table(...args: readonly string[]): Promise<string> {
  const { run } = await plainly(alexnet, stripes)
  await done('predict', stripes, '--run', run, '--out', at('table.csv'), ...args)
  return readFileSync(at('table.csv'), 'utf8')
}
async function judged(...args: readonly string[]): Promise<Record<string, unknown>> {
  const { run } = await plainly(alexnet, stripes)
  return (await done('evaluate', stripes, '--run', run, ...args)).result
}

let second: string | undefined
/** A run that has searched the same pictures as `searcher`. */
async function compared(): Promise<string> {
  await searched()
  second ??= (await train(['--steps-per-epoch', '20', '--learning-rate', '0.01', '--seed', '5'])).run
  await done('predict', project, '--run', second)
  return second
}

interface Listed {
  readonly runs: readonly { readonly id: string; readonly name: string; readonly given: boolean }[]
}

/** A project with a picture of which nothing is checked, searched with a run from elsewhere. */
async function open(name: string): Promise<{ folder: string; run: string }> {
  const folder = at(`${name}.windhover`)
  await done('init', folder, '--classes', 'a,b')
  await done('import', folder, at('one.png'), '--labels', at('labels/one.txt'), '--checked', 'none')
  const { run } = await train(['--dataset', `${project}/datasets/dataset.h5`], folder)
  await done('predict', folder, '--run', run)
  return { folder, run }
}

const foreign = async (args: readonly string[]) => {
  const { result } = await done('build', numbers, ...args, '--out', at('foreign.h5'))
  const inspected = await done('inspect', String(result['dataset']))
  return JSON.stringify(inspected.result)
}
const searched = async (...args: readonly string[]) =>
  ((await done('predict', project, '--run', searcher, ...args)).result['images'] as object[])[0]
const withoutTimes = (image: object | undefined) => ({ ...image, seconds: 0, megapixelsPerSecond: 0 })

describe('every option changes the outcome or is refused', () => {
  const names = cliCommands.flatMap(({ name, options }) =>
    Object.keys(options).map((option) => `${name} --${option}`),
  )

  it('has a row, and its command tells of it', () => {
    expect(Object.keys(rows).sort()).toEqual([...names].sort())
    for (const { usage, options } of cliCommands)
      for (const option of Object.keys(options)) expect(usage).toContain(`--${option}`)
  })
  for (const [name, row] of Object.entries(rows)) it(name, row, 300_000)

  it('a training repeats itself: what differs above differs by the option', async () => {
    const again = await train([])
    expect([losses(again), rates(again)]).toEqual([losses(base), rates(base)])
  })

  it('for every model: what its network or its start has no use for is refused by name', () => {
    const words = { width: 0.5, frozenShare: 0.5 }
    for (const model of modelIds)
      for (const starts of [false, true])
        for (const [key, value] of Object.entries(words)) {
          const small = !['heatmap', 'lite0', 'lite0-linear', 'segment'].includes(model)
          const works = key === 'width' ? small : starts && small && model !== 'alexnet'
          const gate = () => refuseIdle({ [key]: value }, { model, starts })
          if (works) expect(gate).not.toThrow()
          else expect(gate).toThrow(key === 'width' ? /^--width / : /^--frozen-share /)
        }
  })
})
