import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readLite0 } from '../../../src/models/pretrained/lite0.node'
import { readTrained } from '../../../src/training/loadNetwork.node'
import { furthest } from '../shared/keras.fixture'
import { at, clean, drawSquares, windhover } from '../shared/options.fixture'

const project = at('pretrained.windhover')

beforeAll(async () => {
  await drawSquares('learned', 1)
  await drawSquares('unseen', 2, 320)
  await windhover('init', project, '--classes', 'bright,dark')
  const labels = ['--labels', at('labels', 'learned.txt'), '--checked', 'whole']
  await windhover('import', project, at('learned.png'), ...labels)
  await windhover('build', project, '--tile', '128', '--tiles', '60', '--split', '0.8,0.2,0')
  const limits = ['--epochs', '3', '--steps-per-epoch', '20', '--batch', '4']
  const { code, err } = await windhover('train', project, '--model', 'lite0', ...limits)
  expect(code, err).toBe(0)
}, 300_000)
afterAll(clean)

const runFolder = () => {
  const [run = ''] = readdirSync(join(project, 'runs')).sort()
  return join(project, 'runs', run)
}

describe('a training on the pretrained encoder', () => {
  it('finds objects of both classes in a picture that it has not seen', async () => {
    const labels = ['--labels', at('labels', 'unseen.txt'), '--checked', 'whole']
    await windhover('import', project, at('unseen.png'), ...labels)
    await windhover('predict', project, '--image', '2')
    const { result } = await windhover('evaluate', project, '--image', '2', '--match', 'centre', '--json')
    expect(result['ap']).toBeGreaterThan(0.6)
  })

  it('leaves the encoder as it was', () => {
    const { weights, state } = readTrained(runFolder())
    const shipped = readLite0('encoder')
    expect(shipped.size).toBe(66)
    for (const [name, { values }] of shipped)
      expect(furthest(values, weights.get(name)?.values ?? new Float32Array()), name).toBe(0)
    expect(state.preprocessing).toBe('imagenet')
  })

  it('says why its network cannot be exported', async () => {
    const { code, err } = await windhover(
      'export',
      project,
      '--what',
      'model',
      '--format',
      'keras',
      '--out',
      at('model.h5'),
    )
    expect(code).toBe(1)
    expect(err).toMatch(/A run of "lite0" cannot be exported: .*; train "heatmap" to export a network\./)
  })
})

describe('a head that is fitted to the pretrained encoder', () => {
  it('finds them from two looks at the tiles, with no rate and no start', async () => {
    const limits = ['--epochs', '2', '--steps-per-epoch', '8', '--batch', '4']
    const fitted = ['train', project, '--model', 'lite0-linear']
    const { code, err, result } = await windhover(...fitted, ...limits, '--json')
    expect(code, err).toBe(0)
    // Nothing is learned by steps, so no step and no epoch tells a rate.
    const told = readFileSync(join(project, 'runs', String(result['run']), 'metrics.jsonl'), 'utf8')
    expect(told).toContain('"kind":"step"')
    expect(told).not.toContain('learningRate')
    await windhover('predict', project, '--image', '1', '--run', String(result['run']))
    const asked = ['--image', '1', '--run', String(result['run']), '--match', 'centre', '--json']
    expect((await windhover('evaluate', project, ...asked)).result['ap']).toBeGreaterThan(0.6)
    for (const idle of [
      ['--learning-rate', '0.01'],
      ['--from', String(result['run'])],
    ]) {
      const refused = await windhover(...fitted, ...idle)
      expect(refused.code).toBe(2)
      expect(refused.err).toContain('lite0-linear')
    }
    const again = await windhover('train', project, '--resume', '--epochs', '3')
    expect(again.code, again.err).toBe(0)
    expect(again.err).toContain('fitted anew from the first epoch')
  }, 300_000)
})
