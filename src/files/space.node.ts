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
  throw new AppError('disk-full', says.files.whatNeedsBytesAndThe(what, size(bytes), path, size(free)))
}

/** Of the nearest folder that is there already. */
async function freeBytes(folder: string): Promise<number> {
  const disk = await statfs(folder).catch(() => undefined)
  if (disk) return disk.bavail * disk.bsize
  return dirname(folder) === folder ? Infinity : freeBytes(dirname(folder))
}

function size(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}
