import { existsSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { h5WithoutTimes } from '../h5Bytes'
import { at, done, project, refuses, windhover } from '../options.fixture'
import { searcher, foundTwice, table, searched, withoutTimes, stripes, type OptionRows } from './work'

/** Of predict, and work elsewhere. */
export const predictingRows: OptionRows = {
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
}
