import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import sharp from 'sharp'
import { expect } from 'vitest'
import { ProjectStore } from '../../../../src/project/store/store.node'
import { at, done, project, refuses, windhover } from '../options.fixture'
import { build, rebuilt, stackOf, foreign, stripes, numbers, type OptionRows } from './work'

/** Of init, import, build. */
export const importAndBuildRows: OptionRows = {
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
  'import --again': async () => {
    const own = at('again.windhover')
    await done('init', own, '--classes', 'a')
    const ids = async (...again: string[]) =>
      ((await done('import', own, at('two.png'), ...again)).result['images'] as { id: number }[])[0]?.id
    expect([await ids(), await ids(), await ids('--again')]).toEqual([1, 1, 2])
    await refuses('again', ['import', project, at('labels/two.txt'), '--again'])
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
    const folder = at('for.windhover')
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
}
