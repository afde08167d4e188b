import { createHash } from 'node:crypto'

/** The key of a search's blocks. `kind` changes with what the code makes of the network's output; `about`: all else. */
export function blockKey(kind: string, identity: string, about: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, identity, ...about]))
    .digest('hex')
}
