import type { DatasetSpec } from '../../../src/tiles/tiles'
import { buildForeign } from '../../../src/dataset/foreign/buildForeign.node'
import type { ForeignJob } from '../../../src/dataset/foreign/foreign'
import { context } from './image.fixture'

export const spec = (more: Partial<DatasetSpec> = {}): DatasetSpec => ({
  tile: 32,
  level: 0,
  split: [0.6, 0.2, 0.2],
  seed: 4,
  ...more,
})

/** Takes other people's data in, into one file of the test's own folder. */
export function taking(path: (name: string) => string) {
  const job = (from: string, more: Partial<ForeignJob>): ForeignJob => ({
    out: path('out.h5'),
    from,
    spec: spec(),
    ...more,
  })
  return (from: string, more: Partial<ForeignJob> = {}) => buildForeign(job(from, more), context())
}
