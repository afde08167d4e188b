import { existsSync } from 'node:fs'
import { expect } from 'vitest'
import { at, done, project, refuses, windhover } from '../options.fixture'
import { base, searcher, judged, type Listed, open, searched, stripes, type OptionRows } from './work'

/** Of evaluate, count, runs, sample. */
export const judgingRows: OptionRows = {
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
}
