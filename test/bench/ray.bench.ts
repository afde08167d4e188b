import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { driverFiles } from '../../src/compute/driver.node'
import { jobId } from '../../src/compute/jobId.node'
import { RayJobs } from '../../src/compute/rayJobs.node'
import { runOnRay, type RayEnd } from '../../src/compute/rayRun.node'
import { findRay, startRay, token, type RayCluster } from '../fixtures/rayCluster'

// How the driver shares blocks out on a Ray of this computer, with a worker that computes nothing: what a block costs, and
// what is lost when processes are killed. Arguments: kills (50), or "traffic": bytes at the socket of whoever asked, alone.

const onlyTraffic = process.argv[2] === 'traffic'
const kills = Number(onlyTraffic ? 0 : (process.argv[2] ?? 50))
const found = findRay()
if ('why' in found) throw new Error(`There is no Ray: ${found.why}`)
const folder = mkdtempSync(join(tmpdir(), 'windhover-ray-'))
const worker = resolve('test/fixtures/rayWorker.mjs')

interface Plan {
  readonly folder: string
  readonly [more: string]: unknown
}
interface Ended {
  readonly end?: RayEnd
  readonly error?: Error & { code?: string }
  readonly seconds: number
  readonly blocks: number
  /** How often a block was computed more than once. */
  readonly twice: number
}

async function share(
  cluster: RayCluster,
  blocks: number,
  more: object,
  beside?: (id: string, over: AbortSignal) => Promise<void>,
): Promise<Ended> {
  const own = mkdtempSync(join(folder, 'blocks-'))
  const plan: Plan = { folder: own, ...more }
  const job = { plan, blocks: [blocks], slots: 2 }
  const files = [...driverFiles(), { name: 'job.json', bytes: Buffer.from(JSON.stringify(job)) }]
  const work = { id: jobId(JSON.stringify(plan)), entrypoint: 'python3 driver.py', files, unit: 'blocks' }
  const stop = new AbortController()
  const host = { host: '127.0.0.1', port: cluster.port, token }
  const started = performance.now()
  const context = {
    signal: stop.signal,
    progress: () => {},
    warn: (text: string) => console.log(`  ${text}`),
  }
  const running = runOnRay(host, work, context).then(
    (end) => ({ end }),
    (error: Error) => ({ error }),
  )
  const over = new AbortController()
  const busy = beside?.(work.id, over.signal)
  const outcome = await running
  over.abort()
  const seconds = (performance.now() - started) / 1000
  await busy
  const names = readdirSync(own).filter((name) => /^\d+\.block$/.test(name))
  const computed = readFileSync(join(own, 'computed'), { encoding: 'utf8', flag: 'a+' }).trim().split('\n')
  return { ...outcome, seconds, blocks: names.length, twice: computed.length - new Set(computed).size }
}

const said = ({ end, error }: Ended) =>
  error ? `${error.code}: ${error.message}` : `${end?.done} done, ${end?.failed} failed`
const line = (what: string, ended: Ended) =>
  console.log(
    `| ${what} | ${said(ended)} | ${ended.blocks} | ${ended.twice} | ${ended.seconds.toFixed(1)} s |`,
  )

/** Hands on what comes for the cluster, and counts all bytes both ways, those of headers, too. */
async function counting(cluster: RayCluster): Promise<{ port: number; bytes(): number; close(): void }> {
  let bytes = 0
  const server = createServer((near) => {
    const far = connect(cluster.port, '127.0.0.1')
    for (const [from, to] of [[near, far] as const, [far, near] as const]) {
      from.on('data', (part: Buffer) => (bytes += part.length)).pipe(to)
      from.on('error', () => to.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, bytes: () => bytes, close: () => server.close() }
}

/** A job of as many blocks as 10 Gpx have, with a look each ten seconds for most of its time. */
async function traffic(cluster: RayCluster): Promise<void> {
  const before = await counting(cluster)
  const looks: number[] = []
  const timer = setInterval(() => looks.push(before.bytes()), 10_000)
  // As long as the plan of one picture.
  const more = { name: 'traffic', block: 60, image: 'x'.repeat(600) }
  const ended = await share({ ...cluster, port: before.port }, 2800, more)
  clearInterval(timer)
  before.close()
  line('2,800 blocks, counted', ended)
  const last = looks.slice(-5)
  const each = ((last.at(-1) ?? 0) - (last[0] ?? 0)) / Math.max(1, last.length - 1)
  console.log(`  bytes at the socket: ${before.bytes()}; in ten seconds at the end: ${Math.round(each)}`)
  console.log(`  after each ten seconds: ${looks.join(' ')}`)
}

/** Kills processes of the cluster at random until so many are dead, or the job is over. */
async function killing(
  cluster: RayCluster,
  pattern: RegExp,
  number: number,
  over: AbortSignal,
): Promise<void> {
  let dead = 0
  while (dead < number && !over.aborted) {
    await new Promise((wait) => setTimeout(wait, 400 + 800 * Math.random()))
    const all = cluster.processes(pattern)
    const one = all[Math.floor(Math.random() * all.length)]
    if (one === undefined) continue
    try {
      process.kill(one, 'SIGKILL')
      dead++
    } catch {
      // It ended by itself.
    }
  }
  console.log(`  ${dead} processes killed`)
}

const cluster = await startRay(found.env, `'${process.execPath}' '${worker}'`)
try {
  if (onlyTraffic) await traffic(cluster)
  else await all()
} finally {
  await cluster.end()
  rmSync(folder, { recursive: true, force: true })
}

async function all(): Promise<void> {
  console.log('| what | end | blocks there | computed twice | time |\n| --- | --- | --- | --- | --- |')
  const small = await share(cluster, 20, { name: 'warm' })
  line('20 blocks', small)
  const many = await share(cluster, 4000, { name: 'many' })
  line('4,000 blocks', many)
  console.log(`  a block, with all that begins and ends a job: ${(many.seconds / 4).toFixed(2)} ms`)
  line('a block that ends its worker', await share(cluster, 60, { poison: 7 }))
  line('a full disk', await share(cluster, 60, { full: 30 }))
  line('another version', await share(cluster, 60, { refuses: 'place-version' }))
  const child = /rayWorker\.mjs/
  const any = /rayWorker\.mjs|ray::Slot/
  line(
    `${kills} kills of workers and actors`,
    await share(cluster, 60 * kills, { block: 60, start: 200 }, (_, over) =>
      killing(cluster, any, kills, over),
    ),
  )
  line(
    '10 kills of workers alone',
    await share(cluster, 300, { block: 60, start: 200 }, (_, over) => killing(cluster, child, 10, over)),
  )
  const stopped = share(cluster, 3000, { block: 100 }, async (id) => {
    const jobs = new RayJobs({ host: '127.0.0.1', port: cluster.port, token }, AbortSignal.timeout(60_000))
    await new Promise((wait) => setTimeout(wait, 12_000))
    await jobs.stop(id)
  })
  line('stopped there', await stopped)
  await new Promise((wait) => setTimeout(wait, 3000))
  console.log(`  workers left: ${cluster.processes(child).length}`)
}
