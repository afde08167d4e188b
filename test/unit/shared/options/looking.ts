import { existsSync, readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { windhover as compiled } from '../../../fixtures/commandLine'
import { at, done, hashOf, project, refuses, windhover } from '../options.fixture'
import { objectsOf, similarPlaces, base, searcher, compared, searched, type OptionRows } from './work'

/** Of similar, compare, measure, report, figure, export, demo. */
export const lookingRows: OptionRows = {
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
  'figure --threshold': async () => {
    await searched('--threshold', '0.05')
    const args = ['figure', project, '--image', '1', '--out', at('f.svg'), '--run', searcher]
    const drawn = async (threshold: string) =>
      (await done(...args, '--what', 'both', '--threshold', threshold)).result['detections']
    expect(await drawn('1')).toBe(0)
    expect(await drawn('0.05')).toBeGreaterThan(0)
    await refuses('threshold', [...args.slice(0, -2), '--threshold', '0.5'])
    await refuses('threshold', [...args, '--what', 'both', '--threshold', '2'])
  },
  'report --threshold': async () => {
    await searched('--threshold', '0.05')
    const page = async (threshold: string) => {
      const out = ['--run', searcher, '--out', at('t.html'), '--threshold', threshold]
      await done('report', project, ...out)
      return readFileSync(at('t.html'), 'utf8')
    }
    expect(await page('0.9')).not.toBe(await page('0.2'))
    expect(await page('0.9')).toMatch(/0\.90/)
    await refuses('threshold', ['report', project, '--out', at('t.html'), '--threshold', '-1'])
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
  'export --threshold': async () => {
    const out = ['--what', 'predictions', '--run', searcher, '--format', 'csv', '--out', at('t.csv')]
    const written = async (threshold: string) =>
      (await done('export', project, ...out, '--threshold', threshold)).result
    expect(await written('0')).not.toEqual(await written('1'))
    await refuses('threshold', ['export', project, '--out', at('t.json'), '--threshold', '0.5'])
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
