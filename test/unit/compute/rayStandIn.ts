import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { vi } from 'vitest'

/** What of Ray's REST a test needs, as Ray 2.60 answers it. */
export interface StandIn {
  version: string
  /** What the driver prints. */
  lines: string[]
  /** What becomes of a job after so many looks at it. */
  after: { status: string; looks: number }
  /** Another one gives the same job just before. */
  raced: boolean
  /** So many times nobody there can start a job. */
  starting: number
  /** So many requests are broken off from now on, once a job is there. */
  failing: number
}

export interface RunningStandIn extends StandIn {
  readonly asked: string[]
  readonly bodies: string[]
  readonly jobs: Map<string, { status: string; looks: number }>
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void
}

const node = 'a0b1'

export function rayStandIn(about: Partial<StandIn>): RunningStandIn {
  const packages = new Set<string>()
  const state: RunningStandIn = {
    ...{ version: '2.60.0', lines: [], after: { status: 'SUCCEEDED', looks: 1 }, raced: false, failing: 0 },
    starting: 0,
    ...about,
    ...{ asked: [], bodies: [], jobs: new Map() },
    answer(request, response) {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        const [status, text] = reply(request, Buffer.concat(parts).toString('utf8'))
        if (status === 0) request.socket.destroy()
        else response.writeHead(status).end(text)
      })
    },
  }
  const look = (id: string): [number, string] => {
    const job = state.jobs.get(id)
    if (!job) return [404, `Job ${id} does not exist`]
    if (['PENDING', 'RUNNING'].includes(job.status) && ++job.looks > state.after.looks)
      job.status = state.after.status
    return [
      200,
      JSON.stringify({ status: job.status, submission_id: id, message: 'It ended.', driver_node_id: node }),
    ]
  }
  const submit = (body: string): [number, string] => {
    const { submission_id: id } = JSON.parse(body) as { submission_id: string }
    if (state.starting-- > 0) return [500, 'No available agent to submit job, please try again later.']
    const known = state.jobs.has(id)
    if (!known) state.jobs.set(id, { status: 'PENDING', looks: 0 })
    return known || state.raced ? [500, `Job with submission_id ${id} already exists.`] : [200, '{}']
  }
  const reply = (request: IncomingMessage, body: string): [number, string] => {
    const url = new URL(request.url ?? '', 'http://there')
    const asked = `${request.method} ${url.pathname}`
    state.asked.push(asked)
    if (state.jobs.size > 0 && state.failing > 0) {
      state.failing--
      return [0, '']
    }
    if (request.headers.authorization === undefined)
      return [401, 'Unauthorized: Missing authentication token']
    if (request.headers.authorization !== 'Bearer right')
      return [403, 'Forbidden: Invalid authentication token']
    // As Ray does with what comes from a browser.
    const fromBrowser = Object.keys(request.headers).some((name) => name.startsWith('sec-fetch'))
    if (fromBrowser && request.method !== 'GET') return [405, '']
    if (body) state.bodies.push(body)
    const [, id = ''] = /^\/api\/jobs\/([^/]+)/.exec(url.pathname) ?? []
    if (asked === 'GET /api/version')
      return [200, JSON.stringify({ version: '4', ray_version: state.version })]
    if (asked === 'GET /api/v0/nodes') {
      const total = { CPU: 2, GPU: 1, memory: 1e9 }
      const nodes = [
        { state: 'ALIVE', resources_total: total },
        { state: 'DEAD', resources_total: total },
      ]
      return [200, JSON.stringify({ data: { result: { result: nodes } } })]
    }
    if (url.pathname.startsWith('/api/packages/gcs/')) {
      if (request.method === 'PUT') packages.add(url.pathname)
      return packages.has(url.pathname) ? [200, ''] : [404, 'does not exist']
    }
    if (asked === 'GET /api/v0/logs/file')
      return /^job-driver-windhover-\w+\.log$/.test(url.searchParams.get('filename') ?? '')
        ? [200, `${state.lines.slice(-Number(url.searchParams.get('lines'))).join('\n')}\n`]
        : [404, '']
    if (asked === 'POST /api/jobs/') return submit(body)
    if (request.method === 'GET' && id) return look(id)
    if (request.method === 'DELETE' && id) return [state.jobs.delete(id) ? 200 : 404, '{"deleted": true}']
    if (asked.endsWith('/stop')) return [200, '{"stopped": true}']
    return [404, '']
  }
  return state
}

/** Works while a cluster runs at the port on which every job fails. */
export async function withFailingRay(work: (port: number) => Promise<unknown>): Promise<RunningStandIn> {
  const state = rayStandIn({ after: { status: 'FAILED', looks: 0 } })
  const server = createServer(state.answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  vi.stubEnv('RAY_AUTH_TOKEN', 'right')
  await work((server.address() as AddressInfo).port)
  vi.unstubAllEnvs()
  server.close()
  return state
}
