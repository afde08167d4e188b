import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

// A file is written under a name of its own and takes its place only when it is whole and on the disk: a kill at any moment
// leaves the old file or the new one.

let number = 0

/**
 * An empty file beside `path` that nobody else writes: `.NAME.PROCESS.NUMBER.partial`. Those of processes that no longer live
 * are removed from the folder.
 */
export async function claimPartial(path: string): Promise<string> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true })
  for (const name of await readdir(folder)) {
    const owner = /^\..*\.(\d+)\.\d+\.partial$/.exec(name)?.[1]
    if (owner !== undefined && !isAlive(Number(owner))) await rm(join(folder, name), { force: true })
  }
  const partial = join(folder, `.${basename(path)}.${process.pid}.${++number}.partial`)
  await (await open(partial, 'w')).close()
  return partial
}

/** Puts a finished partial file in its place: synced, renamed, and the renaming synced. */
export async function commitPartial(partial: string, path: string): Promise<void> {
  await sync(partial)
  for (let tries = 0; ; tries++) {
    try {
      await rename(partial, path)
      break
    } catch (error) {
      // Windows refuses while somebody (a virus scanner, a viewer) has the old file open.
      if (tries >= 10 || !/EPERM|EBUSY|EACCES/.test(String(error))) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  await sync(dirname(path)).catch(() => undefined)
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, process.platform === 'win32' ? 'r+' : 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /EPERM/.test(String(error))
  }
}
