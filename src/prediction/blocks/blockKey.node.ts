import { createHash } from 'node:crypto'
import type { MergeRule } from '../../found/mergeRule'

/** The key of a search's result: of its blocks, and of how they are merged. */
export const resultKey = (blocks: string, merge: MergeRule): string =>
  blockKey('merged/1', blocks, [merge.way, merge.classes])

/** The key of a search's blocks. `kind` changes with what the code makes of the network's output; `about`: all else. */
export function blockKey(kind: string, identity: string, about: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, identity, ...about]))
    .digest('hex')
}
