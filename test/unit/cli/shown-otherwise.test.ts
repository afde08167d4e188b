import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeRunner } from '../../../src/cli/storeThread.node'
import { StoreClient } from '../../../src/project/store/storeClient.node'
import type { DisplaySetting, ImageRecord } from '../../../src/records/image'
import { allShownAs, isShownOtherwise, shownAs } from '../../../src/records/shownAs'
import { at, clean, done, drawSquares } from '../shared/options.fixture'

interface Recorded {
  readonly pictures?: readonly string[]
  readonly images?: readonly { readonly sha256: string }[]
}

const limits = (max: number, colors = ['#ff0000', '#00ff00', '#0000ff']): DisplaySetting => ({
  channels: colors.map((color, channel) => ({ channel, color, min: 0, max })),
})

describe('how a picture is shown', () => {
  const of = (display?: DisplaySetting, channels?: string[]) => shownAs({ display, channels })

  it('is by a stain, by channels, or in original colours, whose brightness may be changed', () => {
    expect(of()).toEqual({})
    expect(of(limits(255))).toEqual({})
    expect(of(limits(200))).toEqual({ brightness: true })
    expect(of({ ...limits(255), stain: 'dab' })).toEqual({ stain: 'dab' })
    expect(of({ channels: limits(255).channels.slice(0, 1) })).toEqual({ channels: ['R #ff0000'] })
    const cells = limits(9000, ['#00ff00', '#ff00ff'])
    expect(of(cells, ['DAPI', 'FITC', 'Cy3'])).toEqual({ channels: ['DAPI #00ff00', 'FITC #ff00ff'] })
    expect(of(limits(9000, ['#ffffff']), ['grey'])).toEqual({})
  })

  it('is another way only where none that was learned from was shown so', () => {
    const [plain, stained] = [{}, { display: { ...limits(255), stain: 'dab' } as DisplaySetting }]
    const deep = (max: number) => ({ display: limits(max, ['#00ff00', '#ff00ff']), channels: ['a', 'b'] })
    expect(allShownAs([plain, stained, plain, { unprepared: true, channels: ['a'] }])).toEqual([
      {},
      { stain: 'dab' },
    ])
    expect(isShownOtherwise(stained, allShownAs([plain]))).toBe(true)
    expect(isShownOtherwise(stained, allShownAs([plain, stained]))).toBe(false)
    expect(isShownOtherwise(deep(500), allShownAs([deep(60_000)]))).toBe(false)
    expect(isShownOtherwise(deep(500), allShownAs([plain]))).toBe(true)
    expect(isShownOtherwise(stained, [])).toBe(false)
    expect(isShownOtherwise({ ...stained, unprepared: true }, allShownAs([plain]))).toBe(false)
  })
})

describe('a run and the pictures that it searches', () => {
  const project = at('shown.windhover')
  const warnings = async (of = project) => {
    const { out } = await done('predict', of, '--image', 'all')
    const events = out
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    return events.flatMap(({ event, message }) => (event === 'warning' ? [String(message)] : []))
  }
  const train = async () => {
    await done('build', project, '--tile', '64', '--tiles', '8')
    const { result } = await done('train', project, '--epochs', '1', '--steps-per-epoch', '1')
    return result['run'] as string
  }
  async function change(set: (image: ImageRecord) => ImageRecord): Promise<void> {
    const store = await StoreClient.open(storeRunner(), project)
    try {
      for (const image of await store.images()) await store.setImage(set(image))
    } finally {
      await store.close()
    }
  }

  beforeAll(async () => {
    await drawSquares('squares', 4, 320)
    await done('init', project, '--classes', 'a,b')
    const labels = ['--labels', at('labels/squares.txt'), '--checked', 'whole']
    await done('import', project, at('squares.png'), ...labels)
  }, 60_000)
  afterAll(clean)

  it('is told where it never learned from one that is shown so, and not once it did; it names what it learned from', async () => {
    const first = await train()
    expect(await warnings()).toEqual([])
    await change((image) => ({ ...image, display: { ...limits(255), stain: 'dab' } }))
    expect(await warnings()).toEqual([
      `squares.png is shown, and searched, by the stain “DAB” alone, but run ${first} learned from pictures shown in original colours: it may miss objects, or find what is none. Show them alike, or train on some that are shown so.`,
    ])
    const second = await train()
    const [run, ground] = ['run.json', 'learned.json'].map(
      (name) => JSON.parse(readFileSync(join(project, 'runs', second, name), 'utf8')) as Recorded,
    )
    const pictures = ground?.images?.map(({ sha256 }) => sha256)
    expect(run?.pictures).toEqual(pictures)
    expect(pictures).toEqual([
      createHash('sha256')
        .update(readFileSync(at('squares.png')))
        .digest('hex'),
    ])
    expect(await warnings()).toEqual([])
    const file = at('stained.windhover-run')
    await done('export', project, '--what', 'run', '--run', second, '--out', file)
    await change(({ display: _, ...image }) => image)
    expect(await warnings()).toEqual([
      expect.stringContaining(`run ${second} learned from pictures shown by the stain`),
    ])
    // In another project, too.
    const other = at('other.windhover')
    await done('init', other, '--classes', 'a,b')
    await done('import', other, at('squares.png'))
    await done('import', other, file)
    expect(await warnings(other)).toEqual([
      expect.stringContaining('learned from pictures shown by the stain'),
    ])
  }, 120_000)
})
