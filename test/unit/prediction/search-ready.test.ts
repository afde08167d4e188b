import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  dropReady,
  expectSearch,
  giveBackDetector,
  takeDetector,
  type Loading,
} from '../../../src/services/readyDetector.node'
import { readTrained } from '../../../src/training/loadNetwork.node'
import { at, clean, done, drawSquares, project, train } from '../shared/options.fixture'

// A run that is expected to search is loaded once, and answers as one that is not.

let job: Loading
beforeAll(async () => {
  await drawSquares('one', 1)
  await done('init', project, '--classes', 'a,b')
  await done('import', project, at('one.png'), '--labels', at('labels'), '--checked', 'whole')
  await done('build', project, '--tile', '64', '--guard', '8', '--tiles', '48')
  job = { runDir: (await train([])).path, engine: 'auto' }
}, 200_000)
afterAll(async () => {
  dropReady()
  clean()
})

it('is taken where it is the one, given back, and dropped when something else needs its memory', async () => {
  const trained = readTrained(job.runDir)
  const plain = await takeDetector(job, trained)
  await expectSearch(job, trained, { width: 512, height: 512 })
  const ready = await takeDetector(job, trained)
  const pixels = Uint8Array.from({ length: 512 * 512 * 3 }, (_, i) => (i * 7919) % 251)
  const answers = [await plain.predict(pixels, 1, 512, 512), await ready.predict(pixels, 1, 512, 512)]
  expect(answers[0]).toEqual(answers[1])
  plain.dispose()

  giveBackDetector(job, trained, ready)
  expect(await takeDetector(job, trained)).toBe(ready)
  // While it is in use, another search loads its own.
  const other = await takeDetector(job, trained)
  expect(other).not.toBe(ready)
  other.dispose()

  giveBackDetector(job, trained, ready)
  // The same run with another threshold is another, and takes its place.
  const changed = { ...trained, state: { ...trained.state, threshold: 0.123 } }
  const later = await takeDetector(job, changed)
  expect(later.threshold).toBe(0.123)
  giveBackDetector(job, changed, later)
  dropReady()
  const last = await takeDetector(job, changed)
  expect(last).not.toBe(later)
  last.dispose()
})
