import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { refuseLinks } from '../../files/below.node'
import { isThere, readJson } from '../../files/readFile.node'
import { replaceFile } from '../../files/replaceFile.node'
import type { ProjectPaths } from './paths.node'
import { awayFile, listAwayRuns, runsWith } from './runs.node'
import { configSchema, knownAtStart } from './runSchema'
import type { TrainJob } from '../../runs/config'

// runs/ID/away.json: the run trains elsewhere, whoever looks. It is written before the job is given and goes with its end; of
// one of several trainings that were asked for together it becomes away-ended.json, until somebody sees the end of all.

/** Beside run.json: whoever wants the training elsewhere to end after its step makes this file. */
export const stopFile = 'away.stop'
/** The plan, for a script of Slurm's. */
export const planFile = 'away-plan.json'
const endedFile = 'away-ended.json'

const short = v.pipe(v.string(), v.maxLength(4096))
const schema = v.object({
  /** As a person names the place; only compared with what a person names, never asked. */
  place: short,
  /** Of what was asked for: the same command again finds the run by it. */
  request: short,
  /** The job's id there. */
  job: v.pipe(v.string(), v.regex(/^windhover-[0-9a-f]{32}$/)),
  /** It is one of several that were asked for together. */
  grid: v.optional(v.boolean()),
  /** What was given, without its folder. */
  given: v.object({
    id: v.pipe(v.string(), v.regex(/^[\w.-]{1,200}$/)),
    ...knownAtStart,
    config: configSchema,
    resume: v.boolean(),
  }),
})

export interface AwayRun {
  readonly place: string
  readonly request: string
  readonly job: string
  readonly grid?: boolean | undefined
  readonly given: Omit<TrainJob, 'runDir' | 'learned' | 'there'>
}

const fileOf = (paths: ProjectPaths, run: string, name = awayFile) => join(paths.run(run), name)

/** Undefined for a run that does not train elsewhere. Throws AppError where the file is damaged. */
export function readAway(paths: ProjectPaths, run: string, name = awayFile): AwayRun | undefined {
  const file = fileOf(paths, run, name)
  if (!isThere(file)) return undefined
  refuseLinks(paths.folder, file)
  const away = readJson(file, schema) as unknown as AwayRun
  return { ...away, given: { ...away.given, id: run } }
}

/** The runs of the project that train elsewhere; what cannot be read is left out. */
export const awayRuns = (paths: ProjectPaths): AwayRun[] => readable(paths, listAwayRuns(paths), awayFile)

/** Those of several asked for together that have ended, while nobody has seen the end of all. */
export const endedAwayRuns = (paths: ProjectPaths): AwayRun[] =>
  readable(paths, runsWith(paths, endedFile), endedFile)

function readable(paths: ProjectPaths, ids: readonly string[], name: string): AwayRun[] {
  return ids.flatMap((id) => {
    try {
      return readAway(paths, id, name) ?? []
    } catch {
      return []
    }
  })
}

export function writeAway(paths: ProjectPaths, away: AwayRun): void {
  replaceFile(fileOf(paths, away.given.id), JSON.stringify(away, null, 2))
}

/** The training there is over: it is a run as any other. `kept`: the same command is to find it as long as others go on. */
export function endAway(paths: ProjectPaths, run: string, kept = false): void {
  if (kept && isThere(fileOf(paths, run))) renameSync(fileOf(paths, run), fileOf(paths, run, endedFile))
  for (const name of [planFile, stopFile, awayFile]) rmSync(fileOf(paths, run, name), { force: true })
}

/** The end of all that were asked for together was seen. */
export function forgetEnded(paths: ProjectPaths, runs: readonly string[]): void {
  for (const run of runs) rmSync(fileOf(paths, run, endedFile), { force: true })
}
