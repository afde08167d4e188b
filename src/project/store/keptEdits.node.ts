import { readFile, rename, rm } from 'node:fs/promises'
import * as v from 'valibot'
import { AppError } from '../../base/errors'
import type { TokenEdit } from '../../document/edit'
import { replaceFileLater } from '../../files/replaceFile.node'
import { edit } from '../../document/editSchema'
import { text } from '../../records/values'
import { says } from '../../messages/says/says'

// Edits that a project's disk did not take: they outlive the window in a file of their own, on another disk where there is
// one, until the project takes them.

/** Older versions kept no tokens. */
const schema = v.object({
  folder: v.string(),
  edits: v.array(v.object({ ...edit.entries, token: v.optional(text) })),
})

/** None: forgets those of before. */
export async function writeKept(file: string, folder: string, edits: readonly TokenEdit[]): Promise<void> {
  if (edits.length === 0) return rm(file, { force: true })
  await replaceFileLater(file, JSON.stringify({ folder, edits }))
}

/** Throws AppError('kept-damaged'), and sets the file aside, so that the next edits to be kept do not replace it. */
export async function readKept(file: string): Promise<TokenEdit[]> {
  let stored: string
  try {
    stored = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw unreadable(file, error)
  }
  try {
    const { edits } = v.parse(schema, JSON.parse(stored))
    return edits.map((each) => ({ ...each, token: each.token ?? crypto.randomUUID() }) as TokenEdit)
  } catch (error) {
    const aside = `${file}.damaged`
    await rename(file, aside).catch(() => {})
    throw unreadable(aside, error)
  }
}

function unreadable(file: string, cause: unknown): AppError {
  return new AppError('kept-damaged', says.project.fileHoldsChangesThatCould(file), { cause })
}
