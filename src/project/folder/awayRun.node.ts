import { rmSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { refuseLinks } from '../../files/below.node'
import { isThere, readJson } from '../../files/readFile.node'
import { replaceFile } from '../../files/replaceFile.node'
import type { ProjectPaths } from './paths.node'
import { awayFile, listAwayRuns } from './runs.node'
import { configSchema, knownAtStart } from './runSchema'
import type { TrainJob } from '../../runs/config'

// runs/ID/away.json: the run trains elsewhere, whoever looks. It is written before the job is given and goes with its end.

/** Beside run.json: whoever wants the training elsewhere to end after its step makes this file. */
export const stopFile = 'away.stop'
/** The plan, for a script of Slurm's. */
export const planFile = 'away-plan.json'

const short = v.pipe(v.string(), v.maxLength(4096))
const schema = v.object({
  /** As a person names the place; only compared with what a person names, never asked. */
  place: short,
  /** Of what was asked for: the same command again finds the run by it. */
  request: short,
  /** The job's id there. */
  job: v.pipe(v.string(), v.regex(/^windhover-[0-9a-f]{32}$/)),
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
  readonly given: Omit<TrainJob, 'runDir' | 'learned' | 'there'>
}

const fileOf = (paths: ProjectPaths, run: string) => join(paths.run(run), awayFile)

/** Undefined for a run that does not train elsewhere. Throws AppError where the file is damaged. */
export function readAway(paths: ProjectPaths, run: string): AwayRun | undefined {
  const file = fileOf(paths, run)
  if (!isThere(file)) return undefined
  refuseLinks(paths.folder, file)
  const away = readJson(file, schema) as unknown as AwayRun
  return { ...away, given: { ...away.given, id: run } }
}

/** The runs of the project that train elsewhere; what cannot be read is left out. */
export function awayRuns(paths: ProjectPaths): AwayRun[] {
  return listAwayRuns(paths).flatMap((id) => {
    try {
      return readAway(paths, id) ?? []
    } catch {
      return []
    }
  })
}

export function writeAway(paths: ProjectPaths, away: AwayRun): void {
  replaceFile(fileOf(paths, away.given.id), JSON.stringify(away, null, 2))
}

/** The training there is over: it is a run as any other. */
export function endAway(paths: ProjectPaths, run: string): void {
  for (const name of [planFile, stopFile, awayFile]) rmSync(join(paths.run(run), name), { force: true })
}
