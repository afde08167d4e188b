import { randomBytes } from 'node:crypto'
import { appVersion } from '../base/version'
import { pause, type ServerAddress } from '../compute/http.node'
import { jobId } from '../compute/jobId.node'
import { hasEnded, type ClusterAbout, RayJobs } from '../compute/rayJobs.node'

export interface PlaceAbout extends Omit<ClusterAbout, 'version'> {
  /** The version of Ray. */
  readonly ray: string
  /** The version of Windhover there; null where none was found. */
  readonly windhover: string | null
  readonly here: string
}

/** Milliseconds that the cluster has to start a program and say which one it is. */
const patience = 60_000
const entrypoint = `echo '{"hello": true}' | \${WINDHOVER_COMMAND:-windhover} worker --json`

/** What a cluster has, and which version of this program; it runs one small job there and removes it. Throws AppError. */
export async function testPlace(host: ServerAddress, signal: AbortSignal): Promise<PlaceAbout> {
  const jobs = new RayJobs(host, AbortSignal.any([signal, AbortSignal.timeout(patience)]))
  const { version: ray, ...about } = await jobs.about()
  return { ...about, ray, windhover: await versionThere(jobs), here: appVersion }
}

async function versionThere(jobs: RayJobs): Promise<string | null> {
  const id = jobId(randomBytes(16).toString('hex'))
  await jobs.submit({ id, entrypoint })
  for (let wait = 300; ; wait = Math.min(wait * 1.3, 2000)) {
    const job = await jobs.find(id)
    if (!job) return null
    if (hasEnded(job)) {
      const node = job.driver_node_id
      const text = node ? await jobs.tail(id, node, 20) : ''
      await jobs.remove(id)
      return /"event":"ready","version":"([\w.+-]{1,60})"/.exec(text)?.[1] ?? null
    }
    await pause(wait, AbortSignal.timeout(patience))
  }
}
