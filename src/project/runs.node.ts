import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bestF1, type RunInfo } from '../training/config'
import { writeDurably } from '../training/writeDurably.node'
import type { ProjectPaths } from './paths.node'

/** Beside run.json, which the trainer writes again and again. */
export const noteFile = 'note.txt'

/** Every run of the project, the oldest first. A folder without a readable run.json is no run. */
export function listRuns(paths: ProjectPaths): RunInfo[] {
  if (!existsSync(paths.runs)) return []
  const runs = readdirSync(paths.runs).flatMap((id) => readRun(paths, id) ?? [])
  return runs.sort((a, b) => compare(a.startedAt, b.startedAt) || compare(a.id, b.id))
}

export function readRun(paths: ProjectPaths, id: string): RunInfo | undefined {
  try {
    const info = JSON.parse(readFileSync(join(paths.run(id), 'run.json'), 'utf8')) as Partial<RunInfo> | null
    if (!info?.config || !info.status || !info.startedAt) return undefined
    const note = join(paths.run(id), noteFile)
    return { ...info, id, ...(existsSync(note) && { note: readFileSync(note, 'utf8') }) } as RunInfo
  } catch {
    return undefined
  }
}

export function writeRun(paths: ProjectPaths, run: RunInfo): void {
  writeDurably(join(paths.run(run.id), 'run.json'), `${JSON.stringify(run, null, 2)}\n`)
}

/**
 * The run that `--run best` means: of the runs that were trained on the dataset of the newest run that has a checkpoint
 * (figures on different datasets do not compare), the one with the highest best metric; of equals the newest.
 */
export function bestRun(runs: readonly RunInfo[]): RunInfo | undefined {
  const usable = runs.filter((run) => run.best)
  const dataset = usable.at(-1)?.config.dataset
  const rivals = usable.filter((run) => run.config.dataset === dataset)
  return rivals.reduce<RunInfo | undefined>(
    (best, run) => (metric(run) >= metric(best) ? run : best),
    undefined,
  )
}

/** Sorts by time and can be read aloud: `2026-11-22-1530-a3`, local time and random digits; never one that exists. */
export function newRunId(paths: ProjectPaths, now = new Date()): string {
  const two = (n: number) => String(n).padStart(2, '0')
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
  for (let bytes = 1; ; bytes++) {
    const id = `${day}-${two(now.getHours())}${two(now.getMinutes())}-${randomBytes(bytes).toString('hex')}`
    if (!existsSync(paths.run(id))) return id
  }
}

function metric(run: RunInfo | undefined): number {
  return (run && bestF1(run)) ?? -Infinity
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
