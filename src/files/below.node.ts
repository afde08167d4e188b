import { lstatSync, type Stats } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import { isPlainName } from './plainName'
import { linked } from './readFile.node'

/** The path of a file below `root`. Throws AppError('path-outside') where a name would lead out of it. */
export function pathBelow(root: string, ...names: string[]): string {
  const wrong = names.find((name) => !isPlainName(name))
  if (wrong === undefined) return join(root, ...names)
  throw new AppError('path-outside', says.files.wrongIsNoNameOf(wrong.slice(0, 100), root))
}

/** Refuses links between `root` and `path`, which lies below it: what is written or removed there would be elsewhere. */
export function refuseLinks(root: string, path: string): void {
  let at = root
  for (const name of relative(root, path).split(sep)) {
    at = join(at, name)
    const stats = look(at)
    if (!stats) return
    if (stats.isSymbolicLink()) throw linked(at)
  }
}

/** Whether a regular file lies at `path` below `root`, with no link on the way to it. */
export function hasFile(root: string, path: string): boolean {
  let at = root
  let stats: Stats | undefined
  for (const name of relative(root, path).split(sep)) {
    at = join(at, name)
    stats = look(at)
    if (!stats || stats.isSymbolicLink()) return false
  }
  return stats?.isFile() ?? false
}

function look(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch {
    // Below something that is no folder.
    return undefined
  }
}
