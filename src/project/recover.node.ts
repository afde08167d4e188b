import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ProjectPaths } from './paths.node'
import { readRun, writeRun } from './runs.node'

/** Names under which files are written until they are whole. */
const temporary = /\.(partial|new|tmp)$/

/**
 * Cleans up after a process that was killed; call it while holding the project's lock, so nothing is being written.
 * Runs that still say `running` become `interrupted`, half-written files go. Returns the interrupted runs' ids.
 */
export function recover(paths: ProjectPaths): string[] {
  for (const folder of [paths.images, paths.datasets, paths.runs, paths.predictions])
    removeTemporary(folder, 3)
  if (!existsSync(paths.runs)) return []
  const interrupted = readdirSync(paths.runs).filter((id) => readRun(paths, id)?.status === 'running')
  for (const id of interrupted) {
    const run = readRun(paths, id)
    if (run) writeRun(paths, { ...run, status: 'interrupted' })
  }
  return interrupted
}

function removeTemporary(folder: string, depth: number): void {
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (temporary.test(entry.name)) rmSync(path, { recursive: true, force: true })
    else if (entry.isDirectory() && depth > 0) removeTemporary(path, depth - 1)
  }
}
