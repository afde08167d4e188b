import { createHash } from 'node:crypto'
import type { MergeRule } from '../../found/mergeRule'

/**
 * The key of a search's result: of its blocks, of how they are merged, and, from coarse to fine, of what chose among them. The
 * blocks themselves are those of a search of all in windows of that size.
 */
export const resultKey = (blocks: string, merge: MergeRule, coarse?: readonly unknown[]): string =>
  blockKey('merged/1', blocks, [merge.way, merge.classes, ...(coarse ? ['coarse/1', coarse] : [])])

/** The key of a search's blocks. `kind` changes with what the code makes of the network's output; `about`: all else. */
export function blockKey(kind: string, identity: string, about: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, identity, ...about]))
    .digest('hex')
}
