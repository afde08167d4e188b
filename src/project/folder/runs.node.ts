import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../base/errors'
import { refuseLinks } from '../../files/below.node'
import { isPlainName } from '../../files/plainName'
import { isThere, readJson, readText } from '../../files/readFile.node'
import { replaceFile } from '../../files/replaceFile.node'
import { bestF1, type RunInfo } from '../../runs/config'
import { nameIn } from '../../runs/runName'
import { says } from '../../messages/says/says'
import type { ProjectPaths } from './paths.node'
import { runSchema } from './runSchema'

/** Beside run.json, which the trainer writes again and again. */
export const noteFile = 'note.txt'
/** Beside run.json while the run trains on another machine. */
export const awayFile = 'away.json'
/** What a person called the run, beside run.json, too. */
export const nameFile = 'name.txt'
const runFile = 'run.json'
const mostRuns = 10_000
/** Bytes of a note: the window lets a person write a few thousand letters. */
const longestNote = 64 * 1024
/** Bytes of a name: a person writes `longestName` letters. */
const longestNameFile = 1024

/** Every run of the project, in the order in which they were started. One that cannot be read is left out: see `runProblems`. */
export function listRuns(paths: ProjectPaths): RunInfo[] {
  const runs = runIds(paths).flatMap((id) => readRun(paths, id) ?? [])
  return runs.sort(
    (a, b) => (a.number ?? 0) - (b.number ?? 0) || compare(a.startedAt, b.startedAt) || compare(a.id, b.id),
  )
}

/** Why runs are left out, one sentence each. A folder without a run.json is none. */
export function runProblems(paths: ProjectPaths): string[] {
  const beyond = runIds(paths, Infinity).length - mostRuns
  const many = says.project.runsHoldsMostRunsRuns(paths.runs, beyond + mostRuns, mostRuns)
  const problems = runIds(paths).flatMap((id) => {
    try {
      if (isThere(join(paths.run(id), runFile))) requireRun(paths, id)
      return []
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)]
    }
  })
  return beyond > 0 ? [many, ...problems] : problems
}

export function readRun(paths: ProjectPaths, id: string): RunInfo | undefined {
  try {
    return requireRun(paths, id)
  } catch {
    return undefined
  }
}

function requireRun(paths: ProjectPaths, id: string): RunInfo {
  const folder = paths.run(id)
  refuseLinks(paths.folder, folder)
  const info = readJson(join(folder, runFile), runSchema) as unknown as Omit<RunInfo, 'id'>
  const note = readText(join(folder, noteFile), longestNote)
  const name = nameIn(readText(join(folder, nameFile), longestNameFile) ?? '')
  return { ...info, id, name: name || undefined, ...(note === undefined ? {} : { note }) }
}

/** Throws AppError where the disk does not take it. */
export function writeRun(paths: ProjectPaths, run: RunInfo): void {
  replaceFile(join(paths.run(run.id), runFile), `${JSON.stringify(run, null, 2)}\n`)
}

function runIds({ runs }: ProjectPaths, most = mostRuns): string[] {
  return existsSync(runs) ? readdirSync(runs).filter(isPlainName).slice(0, most) : []
}

/** Ids of the runs that train on another machine: nobody here knows how they end. */
export const listAwayRuns = (paths: ProjectPaths): string[] => runsWith(paths, awayFile)

/** Ids of the runs in whose folder there is such a file. */
export const runsWith = (paths: ProjectPaths, name: string): string[] =>
  runIds(paths).filter((id) => isThere(join(paths.run(id), name)))

/** What the next run is counted as: clocks are set back, this is not. */
export function nextRunNumber(paths: ProjectPaths): number {
  return 1 + listRuns(paths).reduce((most, { number = 0 }) => Math.max(most, number), 0)
}

/** Throws AppError where a run's folder holds links: going on with it would write to where they lead. */
export function refuseLinkedRun(paths: ProjectPaths, id: string): void {
  const folder = paths.run(id)
  refuseLinks(paths.folder, folder)
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() || entry.isDirectory()) continue
    const path = join(entry.parentPath, entry.name)
    throw new AppError('file-linked', says.project.pathIsALinkA(path))
  }
}

/**
 * The run that `--run best` means: of the runs that were trained on the dataset of the newest run that has a checkpoint
 * (figures on different datasets do not compare), the one with the highest best metric; of equals the newest. Runs from
 * elsewhere, whose figures are those of other pictures, only where none was trained here: the newest.
 */
export function bestRun(runs: readonly RunInfo[]): RunInfo | undefined {
  const trained = runs.filter((run) => run.best && !run.origin)
  if (trained.length === 0) return runs.findLast((run) => run.origin)
  const dataset = trained.at(-1)?.config.dataset
  const rivals = trained.filter((run) => run.config.dataset === dataset)
  return rivals.reduce<RunInfo | undefined>(
    (best, run) => (metric(run) >= metric(best) ? run : best),
    undefined,
  )
}

/** Can be read aloud: `2026-11-22-1530-a3`, local time and random digits; never one that exists. */
export function newRunId(paths: ProjectPaths, now = new Date()): string {
  const two = (n: number) => String(n).padStart(2, '0')
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
  for (let bytes = 1; ; bytes++) {
    const id = `${day}-${two(now.getHours())}${two(now.getMinutes())}-${randomBytes(bytes).toString('hex')}`
    if (!isThere(paths.run(id))) return id
  }
}

function metric(run: RunInfo | undefined): number {
  return (run && bestF1(run)) ?? -Infinity
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
