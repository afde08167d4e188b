import {
  appendFileSync,
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { mkdir, open, rename, rm, writeFile, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { writeError } from './diskErrors'
import { isThere } from './readFile.node'

// A file is written under a name of its own and takes its place only when it is whole and on the disk: a kill at any moment
// leaves the old file or the new one. What a killed process left is known by its name and the process in it.

let number = 0

/** A name that is free: a process of before may have had this one's number. */
function partialOf(path: string): string {
  for (;;) {
    const partial = join(dirname(path), `.${basename(path)}.${process.pid}.${++number}.partial`)
    if (!isThere(partial)) return partial
  }
}

/** Replaces a file, and makes its folder where there is none. Throws AppError with a sentence; then nothing new is left. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  const partial = partialOf(path)
  try {
    mkdirSync(dirname(path), { recursive: true })
    // Only a file that is not there yet: a link in its place would be followed.
    const file = openSync(partial, 'wx')
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(partial, path)
  } catch (error) {
    rmSync(partial, { force: true })
    throw writeError(path, error)
  }
  syncFolder(dirname(path))
}

/** Replaces a file from a thread that must not wait for the disk. */
export async function replaceFileLater(path: string, content: string | Uint8Array): Promise<void> {
  let partial: string | undefined
  try {
    partial = await claimPartial(path)
    await writeFile(partial, content)
    await commitPartial(partial, path)
  } catch (error) {
    if (partial !== undefined) await rm(partial, { force: true })
    throw writeError(path, error)
  }
}

/**
 * Replaces a file without waiting until the disk has it, for what is checked when it is read and can be made again: a machine that
 * loses its power may leave a damaged file. The folder must be there.
 */
export async function replaceUnsynced(path: string, content: Uint8Array): Promise<void> {
  const partial = partialOf(path)
  try {
    await writeFile(partial, content, { flag: 'wx' })
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw writeError(path, error)
  }
}

const pieceBytes = 1024 * 1024

/** Replaces a file by a text that comes in pieces, which together may be longer than one text can be. */
export async function replaceFileInPieces(
  path: string,
  pieces: Iterable<string>,
  signal: AbortSignal,
): Promise<void> {
  await replaceFileBy(path, signal, async (file) => {
    let text = ''
    for (const piece of pieces) {
      text += piece
      if (text.length < pieceBytes) continue
      signal.throwIfAborted()
      await file.writeFile(text)
      text = ''
    }
    await file.writeFile(text)
  })
}

/**
 * Replaces a file by what `write` writes: whole, or the old file stays. Throws AppError with a sentence where the disk does not
 * take it, and the signal's reason where it was aborted.
 */
export async function replaceFileBy(
  path: string,
  signal: AbortSignal,
  write: (file: FileHandle) => Promise<void>,
): Promise<void> {
  let partial: string | undefined
  try {
    partial = await claimPartial(path)
    const file = await open(partial, 'r+')
    try {
      await write(file)
    } finally {
      await file.close()
    }
    await commitPartial(partial, path)
  } catch (error) {
    if (partial !== undefined) await rm(partial, { force: true })
    signal.throwIfAborted()
    throw writeError(path, error)
  }
}

/** Adds to the end of a log. Throws AppError with a sentence where the disk does not take it. */
export function appendLine(path: string, line: string | Uint8Array): void {
  try {
    appendFileSync(path, line)
  } catch (error) {
    throw writeError(path, error)
  }
}

/** The renaming is on the disk, too, where the system can say so. */
function syncFolder(folder: string): void {
  try {
    const file = openSync(folder, 'r')
    try {
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  } catch {
    // Windows opens no folders.
  }
}

/**
 * An empty file beside `path` that nobody else writes: `.NAME.PROCESS.NUMBER.partial`. Those of processes that no longer live
 * are removed from the folder.
 */
export async function claimPartial(path: string): Promise<string> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true })
  for (const name of readdirSync(folder)) removeAbandoned(folder, name)
  const partial = partialOf(path)
  await (await open(partial, 'wx')).close()
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
  syncFolder(dirname(path))
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, process.platform === 'win32' ? 'r+' : 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * Removes a file that a process of ours was writing when it died; everything else stays. Returns whether it was one.
 * `older`: also NAME.PROCESS.new, as older versions wrote; in a folder of the person's own that may be theirs.
 */
export function removeAbandoned(folder: string, name: string, { older = false } = {}): boolean {
  const before = older ? /^.+\.(\d+)\.new$/.exec(name) : null
  const owner = (/^\..+\.(\d+)\.\d+\.partial$/.exec(name) ?? before)?.[1]
  if (owner === undefined || isAlive(Number(owner))) return false
  const path = join(folder, name)
  if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return false
  try {
    rmSync(path, { force: true })
    return true
  } catch {
    return false
  }
}

/** Removes a file; one that is not there is removed already. Throws AppError with a sentence. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true }).catch((error: unknown) => {
    throw writeError(path, error)
  })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /EPERM/.test(String(error))
  }
}
