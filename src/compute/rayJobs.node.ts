import * as v from 'valibot'
import { AppError } from '../base/errors'
import { askServer, badAnswer, pause, type Answer, type ServerAddress, type Request } from './http.node'
import { says } from '../messages/says/says'

// What is asked of Ray's Jobs REST (https://docs.ray.io, "Ray Jobs REST API"; tried with Ray 2.60).

/** Older ones have another way with tokens, or none. */
const oldestRay = [2, 55] as const
/** Ray refuses larger packages. */
const largestPackage = 512 * 1024 * 1024
/** Milliseconds before a job is given once more, at most: half a minute in all. */
const longestWait = 16_000
const longestAnswer = 4 * 1024 * 1024

const versionSchema = v.object({ ray_version: v.pipe(v.string(), v.maxLength(100)) })
const jobSchema = v.object({
  status: v.picklist(['PENDING', 'RUNNING', 'STOPPED', 'SUCCEEDED', 'FAILED']),
  submission_id: v.nullish(v.pipe(v.string(), v.maxLength(200))),
  message: v.nullish(v.pipe(v.string(), v.maxLength(1024 * 1024))),
  driver_node_id: v.nullish(v.pipe(v.string(), v.regex(/^[0-9a-f]{1,128}$/))),
})
export type RayJob = v.InferOutput<typeof jobSchema>
const count = v.pipe(v.number(), v.minValue(0), v.maxValue(1e9))
const nodesSchema = v.object({
  data: v.object({
    result: v.object({
      result: v.array(
        v.object({
          state: v.string(),
          resources_total: v.nullish(v.object({ CPU: v.optional(count), GPU: v.optional(count) })),
        }),
      ),
    }),
  }),
})

/** What a cluster has. */
export interface ClusterAbout {
  readonly version: string
  readonly nodes: number
  readonly cpus: number
  readonly gpus: number
}

export interface Submission {
  /** One id a piece of work: Ray takes it once. */
  readonly id: string
  readonly entrypoint: string
  /** As `upload` has answered it; absent: it needs no files. */
  readonly package?: string
}

/** Ended, one way or the other: it may be removed, and its id be used again. */
export const hasEnded = ({ status }: RayJob): boolean => !['PENDING', 'RUNNING'].includes(status)

/** Jobs of one Ray cluster. Every call throws AppError: place-token, place-unreachable or place-answer. */
export class RayJobs {
  constructor(
    readonly host: ServerAddress,
    private readonly signal: AbortSignal,
  ) {}

  /** The version of Ray there. Throws AppError('place-old'), too. */
  async version(): Promise<string> {
    const answer = await this.ask({ method: 'GET', path: '/api/version' })
    const { ray_version: version } = this.read(this.good(answer), versionSchema)
    const [, major = '', minor = ''] = /^(\d{1,6})\.(\d{1,6})\./.exec(version) ?? []
    if (major === '') throw badAnswer(this.host, says.cluster.itNamesNoVersion)
    const [wantedMajor, wantedMinor] = oldestRay
    const fits =
      Number(major) > wantedMajor || (Number(major) === wantedMajor && Number(minor) >= wantedMinor)
    if (fits) return version
    throw new AppError(
      'place-old',
      says.cluster.rayAtHostIsVersion(this.host.host, version.slice(0, 20), oldestRay.join('.')),
    )
  }

  /** What is there. */
  async about(): Promise<ClusterAbout> {
    const version = await this.version()
    const answer = await this.ask({ method: 'GET', path: '/api/v0/nodes?limit=10000' })
    const nodes = this.read(this.good(answer), nodesSchema).data.result.result.filter(
      ({ state }) => state === 'ALIVE',
    )
    const sum = (name: 'CPU' | 'GPU') =>
      nodes.reduce((all, { resources_total: has }) => all + (has?.[name] ?? 0), 0)
    return { version, nodes: nodes.length, cpus: sum('CPU'), gpus: sum('GPU') }
  }

  /** Brings a ZIP there where it is not there yet, and resolves with its address inside the cluster. */
  async upload(zip: Uint8Array, hash: string): Promise<string> {
    if (zip.length > largestPackage)
      throw new AppError('too-large', says.cluster.whatHasToGoTo(this.host.host, zip.length, largestPackage))
    const name = `_ray_pkg_${hash}.zip`
    const path = `/api/packages/gcs/${name}`
    const { status } = await this.ask({ method: 'GET', path })
    if (status !== 200) this.good(await this.ask({ method: 'PUT', path, body: zip, seconds: 300 }))
    return `gcs://${name}`
  }

  /**
   * Resolves with false where there is such a job already. Ray takes an id once, so that it may be asked again: a cluster that
   * has just begun answers with an error as long as nobody there can start a job.
   */
  async submit({ id, entrypoint, package: working_dir }: Submission): Promise<boolean> {
    const body = JSON.stringify({
      submission_id: id,
      entrypoint,
      ...(working_dir !== undefined && { runtime_env: { working_dir } }),
      metadata: { program: 'windhover' },
    })
    // Asked once: where the answer is lost, the job itself tells whether it arrived.
    const request = { method: 'POST', path: '/api/jobs/', body, seconds: 60, tries: 1 } as const
    for (let wait = 500; ; wait *= 2) {
      const answer = await this.ask(request).catch(async (error: unknown) => {
        if (this.signal.aborted || !(await this.find(id))) throw error
        return undefined
      })
      if (answer?.status === 200) return true
      if (!answer || (await this.find(id))) return false
      if (answer.status < 500 || wait > longestWait) this.good(answer)
      await pause(wait, this.signal)
    }
  }

  /** Undefined where there is no such job. */
  async find(id: string): Promise<RayJob | undefined> {
    const answer = await this.ask({ method: 'GET', path: pathOf(id) })
    return answer.status === 404 ? undefined : this.read(this.good(answer), jobSchema)
  }

  /** The last lines of what a job printed; nothing before it runs. */
  async tail(id: string, node: string, lines: number): Promise<string> {
    const query = new URLSearchParams({
      node_id: node,
      filename: `job-driver-${id}.log`,
      lines: String(lines),
      media_type: 'file',
    })
    const answer = await this.ask({ method: 'GET', path: `/api/v0/logs/file?${query.toString()}` })
    return answer.status === 200 ? answer.text : ''
  }

  /** Asks a job to end. */
  async stop(id: string): Promise<void> {
    const answer = await this.ask({ method: 'POST', path: `${pathOf(id)}/stop` })
    if (answer.status !== 404) this.good(answer)
  }

  /** Forgets a job that has ended, so that it can be given again. */
  async remove(id: string): Promise<void> {
    const answer = await this.ask({ method: 'DELETE', path: pathOf(id) })
    if (answer.status !== 404) this.good(answer)
  }

  private ask(request: Omit<Request, 'signal' | 'limit'>): Promise<Answer> {
    return askServer(this.host, { ...request, signal: this.signal, limit: longestAnswer })
  }

  private good({ status, text }: Answer): string {
    if (status === 200) return text
    throw badAnswer(this.host, says.cluster.statusStatus(status))
  }

  private read<S extends v.GenericSchema>(text: string, schema: S): v.InferOutput<S> {
    try {
      return v.parse(schema, JSON.parse(text))
    } catch {
      throw badAnswer(this.host, says.cluster.itsAnswerIsNotOf)
    }
  }
}

const pathOf = (id: string) => `/api/jobs/${encodeURIComponent(id)}`
