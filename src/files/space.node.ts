import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '../base/errors'
import { says } from '../messages/says/says'

/**
 * Asks before a long write whether there is room for it. `what` begins the sentence ("The dataset"). Throws
 * AppError('disk-full') with what is needed and what is there; where the system does not tell, it goes on.
 */
export async function checkSpace(path: string, bytes: number, what: string): Promise<void> {
  const free = await freeBytes(dirname(path))
  if (free >= bytes) return
  throw new AppError(
    'disk-full',
    says.files.whatNeedsBytesAndThe(what, size(bytes, Math.ceil), path, size(free, Math.floor)),
  )
}

/** Of the nearest folder that is there already. */
async function freeBytes(folder: string): Promise<number> {
  const disk = await statfs(folder).catch(() => undefined)
  if (disk) return disk.bavail * disk.bsize
  return dirname(folder) === folder ? Infinity : freeBytes(dirname(folder))
}

/** What is needed is rounded up and what is there down: never do they read the same. */
function size(bytes: number, round: (value: number) => number): string {
  return bytes < 1e9 ? `${round(bytes / 1e6)} MB` : `${(round(bytes / 1e8) / 10).toFixed(1)} GB`
}
