import { app } from 'electron'
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import type { Edit } from '../src/document/edit'
import { edit } from '../src/ipc/commands/schemas'

// Edits that a project's disk did not take, as the window holds them: they outlive the window here, on another disk
// where there is one, until the project takes them.

const schema = v.object({ folder: v.string(), edits: v.array(edit) })

function fileOf(folder: string): string {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  return join(app.getPath('userData'), 'unsaved', `${name}.json`)
}

/** None: forgets those of before. */
export async function keepEdits(folder: string, edits: readonly Edit[]): Promise<void> {
  const file = fileOf(folder)
  if (edits.length === 0) return rm(file, { force: true })
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(`${file}.new`, JSON.stringify({ folder, edits }), { flush: true })
  await rename(`${file}.new`, file)
}

export async function keptEdits(folder: string): Promise<readonly Edit[]> {
  try {
    return v.parse(schema, JSON.parse(await readFile(fileOf(folder), 'utf8'))).edits
  } catch {
    return []
  }
}
