import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { AppError } from '../base/errors'
import type { JobContext } from '../base/job'
import { isStopped } from '../base/projectLeft'
import { says } from '../messages/says/says'
import { plain } from './driverLines'
import { pause } from './http.node'

const run = promisify(execFile)

export interface SlurmWork {
  /** The job's name: the same for the same work. */
  readonly id: string
  /** A script for sbatch that starts the worker; a person's own. */
  readonly script: string
  /** How many tasks the array has. */
  readonly slots: number
  /** The plan's file, as the cluster names it: the script finds it in WINDHOVER_PLAN. */
  readonly plan: string
  /** Blocks that are wanted; absent: the work tells of itself. */
  readonly total?: number
  /** Blocks that are there. */
  done?(): number
  /** Resolves when all is there that the job reads; asked before it is given, and not where it was given before. */
  prepare?(): Promise<void>
  /** Told when the job was given. */
  begun?(): void
  /** Resolves when the work has ended by itself because it was asked to, or it does not; then it is cancelled. */
  stop?(): Promise<void>
}

/** Milliseconds between two looks. */
const looking = 2000
const seconds = 60

/**
 * Gives the array of jobs to Slurm, or finds it where it was given before, and waits until none of it is left; whether all was
 * done is for the caller to see. When it is cancelled, the jobs are cancelled, too. Throws AppError: place-unreachable or
 * place-job.
 */
export async function runOnSlurm(work: SlurmWork, context: JobContext): Promise<void> {
  const { id, total = 0 } = work
  const progress = () => {
    if (work.done) context.progress({ done: work.done(), total, unit: 'blocks' })
  }
  const queued = ['--noheader', '--me', `--name=${id}`, '--format=%A']
  const waiting = async () => (await slurm('squeue', queued)).trim() !== ''
  try {
    if (!(await waiting())) {
      await work.prepare?.()
      await submit(work)
    }
    work.begun?.()
    for (let more = true; more;) {
      progress()
      more = await waiting()
      if (more) await pause(looking, context.signal)
    }
    progress()
  } catch (error) {
    if (isStopped(context.signal)) {
      await work.stop?.()
      await slurm('scancel', ['--me', `--name=${id}`])
    }
    throw error
  }
}

async function submit({ id, script, slots, plan }: SlurmWork): Promise<void> {
  const args = ['--parsable', `--job-name=${id}`, `--array=0-${slots - 1}`, '--export=ALL', script]
  const said = await slurm('sbatch', args, { WINDHOVER_PLAN: plan })
  if (!/^\d+(;[\w.-]+)?\s*$/.test(said))
    throw new AppError('place-job', says.cluster.sbatchAnsweredSaidWhichIs(plain(said).slice(0, 100)))
}

async function slurm(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  try {
    const limits = { timeout: seconds * 1000, maxBuffer: 4 * 1024 * 1024 }
    const { stdout } = await run(program, args, { ...limits, env: { ...process.env, ...env } })
    return stdout
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string }
    if (code === 'ENOENT')
      throw new AppError('place-unreachable', says.cluster.thereIsNoProgramProgram(program), { cause: error })
    const why = plain(stderr.trim().split('\n').at(-1) ?? '').slice(0, 300) || says.cluster.itDidNotSayWhy
    throw new AppError('place-job', says.cluster.programFailedWhyAskSlurm(program, why, program), {
      cause: error,
    })
  }
}
