import { describe, expect, it } from 'vitest'
import { Trial } from '../../fixtures/damage'
import { readers } from '../../fixtures/damagedFiles'
import { scratch } from '../shared/project.fixture'

// A sample of test/bench/mutate.bench.mjs: the same damaged files each time, of every kind that Windhover reads.

const at = scratch()

/** Files of each kind; more of those that are read fast. */
const few = 12
const many = 60
const slow = new Set([
  'project',
  'wal',
  'tiff',
  'tiff-strips',
  'tiff-jpeg',
  'tiff-jpeg2000',
  'png',
  'jpeg',
  'webp',
  'list',
  'mask-tiff',
  'mask-instances',
])

/** What is wrong in these is left out, or cannot be told from what is right. */
const lenient = new Set(['settings', 'metrics', 'darknet', 'wal'])

/** Files that once ended in an error without a sentence: kind, number and seed. */
const known = [['mask-instances', 2008, 5]] as const

describe('a damaged file is read or refused in a sentence', () => {
  it.each(known)('%s: file %i of seed %i', async (name, number, seed) => {
    const reader = readers[name]
    if (!reader) expect.fail(`no reader ${name}`)
    const trial = await Trial.of(reader, at(`known ${name}`))
    expect(await trial.run(number, seed)).toMatchObject({ kind: 'refused' })
  })

  it.each(Object.entries(readers))('%s', async (name, reader) => {
    const trial = await Trial.of(reader, at(name))
    const seen = { read: 0, refused: 0 }
    for (let n = 1; n <= (slow.has(name) ? few : many); n++) {
      const { kind, ms, message } = await trial.run(n, 1)
      if (kind === 'raw') expect.fail(`file ${n} of seed 1: ${message}`)
      expect(ms, `file ${n} of seed 1`).toBeLessThan(10_000)
      seen[kind]++
    }
    // Else nothing was damaged.
    if (!lenient.has(name)) expect(seen.refused, JSON.stringify(seen)).toBeGreaterThan(0)
  })
})
