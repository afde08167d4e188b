import { execFileSync } from 'node:child_process'
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { basename, dirname } from 'node:path'
import * as v from 'valibot'
import { AppError } from '../../base/errors'
import { readJson } from '../../files/readFile.node'
import { says } from '../../messages/says/says'

const holderSchema = v.object({
  pid: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(0xffff_ffff)),
  /** When that process started, as the system says it: a number that was given to a new process is told apart. */
  started: v.optional(v.string(), ''),
  host: v.pipe(v.string(), v.maxLength(255)),
  /** When it opened the project, ISO 8601; older versions did not say. */
  since: v.optional(v.pipe(v.string(), v.isoTimestamp())),
})
type Holder = v.InferOutput<typeof holderSchema>
/** Bytes of a lock. */
const longestLock = 4096

/** How long a lock file may be there without its content, which is written right after it is made. */
const unfinishedMs = 2000
/** A guard this old belongs to a process that died while it took over a lock. */
const guardMs = 10_000

/**
 * Holds a project for one process, by a file that only one can create. A lock whose process is dead is taken over;
 * `takenOver` then says that the project was not closed properly.
 */
export class ProjectLock {
  private constructor(
    private readonly path: string,
    readonly takenOver: boolean,
  ) {}

  /** Throws AppError('project-locked') when a living process holds it, AppError('project-read-only') when no file can be made. */
  static async acquire(path: string): Promise<ProjectLock> {
    const me: Holder = {
      pid: process.pid,
      started: processStart(process.pid) ?? '',
      host: hostname(),
      since: new Date().toISOString(),
    }
    const from = performance.now()
    let seen = { identity: '', since: from }
    while (performance.now() - from < unfinishedMs + 1500) {
      if (create(path, me)) return new ProjectLock(path, false)
      requireFile(path)
      const holder = readHolder(path)
      if (holder && isAlive(holder)) throw lockedError(path, holder)
      const identity = identityOf(path)
      if (identity !== seen.identity) seen = { identity, since: performance.now() }
      // By the time that passed here, too: the clock that the file's age is told by may have been set back.
      const old = performance.now() - seen.since > unfinishedMs || isOld(path)
      if ((holder || old) && takeOver(path, me, identity)) return new ProjectLock(path, true)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new AppError('project-locked', says.project.pathCannotBeReadDelete(path))
  }

  release(): void {
    const holder = readHolder(this.path)
    if (holder?.pid === process.pid && holder.host === hostname()) rmSync(this.path, { force: true })
  }
}

function lockedError(path: string, holder: Holder): AppError {
  const project = basename(dirname(path))
  const there = holder.host === hostname() ? '' : says.project.onHost(holder.host)
  const orphan = there ? says.project.orDeletePathIfThat(path) : ''
  const since = holder.since ? says.project.sinceSince(localTime(holder.since)) : ''
  return new AppError(
    'project-locked',
    says.project.projectIsAlreadyOpenIn(project, holder.pid, there, since, orphan),
  )
}

/** The time of day; the day, too, where it was another one. */
function localTime(iso: string): string {
  const [then, now] = [new Date(iso), new Date()]
  const time = then.toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', hour12: false })
  return then.toDateString() === now.toDateString() ? time : `${then.toLocaleDateString('en')} ${time}`
}

/** False when the file is there already. */
function create(path: string, me: Holder): boolean {
  let file: number
  try {
    file = openSync(path, 'wx')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    throw cannotWrite(path, code, error)
  }
  try {
    writeSync(file, JSON.stringify(me))
    fsyncSync(file)
  } catch (error) {
    // A full disk takes the name and not the words: nobody must find a lock that says nothing.
    rmSync(path, { force: true })
    throw cannotWrite(path, (error as NodeJS.ErrnoException).code, error)
  } finally {
    closeSync(file)
  }
  return true
}

/** A folder, a link or a pipe in its place can neither be read nor taken over. */
function requireFile(path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (!stats || stats.isFile()) return
  throw new AppError(
    'project-locked',
    says.project.pathIsNoLockBut(
      path,
      stats.isDirectory() ? says.project.aFolder : says.project.aLinkADeviceOr,
    ),
  )
}

function cannotWrite(path: string, code: string | undefined, cause: unknown): AppError {
  const folder = dirname(path)
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('disk-full', says.project.theDiskOfFolderIs(folder), { cause })
  }
  return new AppError('project-read-only', says.project.folderCannotBeWrittenAllow(folder), { cause })
}

function readHolder(path: string): Holder | undefined {
  try {
    return readJson(path, holderSchema, longestLock)
  } catch {
    return undefined
  }
}

/** On another host nobody can tell, so its locks count as held. */
function isAlive(holder: Holder): boolean {
  if (holder.host !== hostname()) return true
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const started = processStart(holder.pid)
  return !started || !holder.started || started === holder.started
}

function isOld(path: string): boolean {
  return (ageMs(path) ?? 0) > unfinishedMs
}

/** Tells a lock from a newer one. */
function identityOf(path: string): string {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  return stats ? `${stats.ino} ${stats.mtimeMs}` : ''
}

/** Of several that find the same dead lock, one at a time looks again under a guard, so that none removes a new one. */
function takeOver(path: string, me: Holder, identity: string): boolean {
  const guard = `${path}.takeover`
  try {
    mkdirSync(guard)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EEXIST') throw cannotWrite(path, code, error)
    if ((ageMs(guard) ?? 0) > guardMs) rmSync(guard, { recursive: true, force: true })
    return false
  }
  try {
    const holder = readHolder(path)
    if (holder ? isAlive(holder) : identityOf(path) !== identity) return false
    rmSync(path, { force: true })
    return create(path, me)
  } finally {
    rmdirSync(guard)
  }
}

function ageMs(path: string): number | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  return stats && Date.now() - stats.mtimeMs
}

/** Undefined where the system does not tell (Windows): there a living process number counts as the same process. */
function processStart(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
      // The name in the second field may hold spaces and brackets; state and start time are fields 3 and 22.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return fields[0] === 'Z' ? 'ended' : `${boot} ${fields[19] ?? ''}`
    }
    if (process.platform === 'darwin')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    // The process ended meanwhile, or the system hides it.
  }
  return undefined
}
