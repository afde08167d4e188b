import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../base/errors'
import { refuseLinks } from '../files/below.node'
import { writeError } from '../files/diskErrors'
import { readText } from '../files/readFile.node'
import { replaceFile } from '../files/replaceFile.node'
import { says } from '../messages/says/says'
import { nameFile, noteFile } from '../project/folder/runs.node'
import type { TrainReport } from '../runs/config'
import { longestName, nameIn } from '../runs/runName'
import { longestHistory, reportOf } from '../training/report'
import { allowChange, chosenRun, type Project } from './project.node'

// What a project keeps of its runs: their history and note; and how they are removed.

/** The reports of a run as they were written; a last line that a kill cut short is left out. */
export async function trainHistory(project: Project, run: string): Promise<TrainReport[]> {
  const id = chosenRun(project, run).id
  const path = join(project.paths.run(id), 'metrics.jsonl')
  refuseLinks(project.paths.folder, path)
  return (readText(path, longestHistory) ?? '').split('\n').flatMap((line) => reportOf(line) ?? [])
}

export function writeNote(project: Project, run: string, note: string): void {
  allowChange(project)
  const path = join(project.paths.run(chosenRun(project, run).id), noteFile)
  if (note.trim()) replaceFile(path, note)
  else removeTree(path)
}

/** An empty name gives the run its usual one back. Fails with `usage` for one that is too long. */
export function renameRun(project: Project, run: string, name: string): void {
  allowChange(project)
  const path = join(project.paths.run(chosenRun(project, run).id), nameFile)
  const named = nameIn(name)
  if (named.length > longestName)
    throw new AppError('usage', says.runs.nameIsTooLong(named.length, longestName))
  if (named) replaceFile(path, named)
  else removeTree(path)
}

/** With what it predicted. Fails with `busy` for a run that trains. */
export function removeRun(project: Project, run: string): void {
  allowChange(project)
  const { id, status } = chosenRun(project, run)
  if (status === 'running') throw new AppError('busy', says.runs.theRunIdIsTraining(id))
  for (const folder of [project.paths.run(id), join(project.paths.predictions, id)]) removeTree(folder)
}

/** A link in its place goes itself; what it leads to stays. */
function removeTree(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch (error) {
    throw writeError(path, error)
  }
}
