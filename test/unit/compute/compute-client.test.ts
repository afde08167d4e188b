import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSocketServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { askServer, type ServerAddress } from '../../../src/compute/http.node'
import { RayJobs } from '../../../src/compute/rayJobs.node'
import { runOnRay } from '../../../src/compute/rayRun.node'
import type { JobContext, Progress } from '../../../src/base/job'
import { rayStandIn, type StandIn } from './rayStandIn'

// What a server answers that is not Ray, or not well: each ends in one sentence, in time, and nothing goes elsewhere.

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const never = new AbortController().signal

async function serving(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<ServerAddress> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(async () => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  })
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port }
}

async function ray(about: Partial<StandIn> = {}) {
  const state = rayStandIn(about)
  return { state, host: { ...(await serving(state.answer)), token: 'right' } }
}

const get = (host: ServerAddress, more: object = {}) =>
  askServer(host, { method: 'GET', path: '/api/version', signal: never, ...more })

function context(signal = never) {
  const told: Progress[] = []
  const warned: string[] = []
  const job: JobContext = { signal, progress: (p) => told.push(p), warn: (w) => warned.push(w) }
  return { ...job, told, warned }
}

const work = {
  id: 'windhover-1',
  entrypoint: 'python driver.py',
  files: [{ name: 'driver.py', bytes: Buffer.from('pass') }],
  unit: 'blocks',
}

describe('a host that is asked', () => {
  it('wants another token, or one at all', async () => {
    const { host } = await ray()
    await expect(get({ ...host, token: 'wrong' })).rejects.toThrow(
      /^127\.0\.0\.1:\d+ does not take this token: /,
    )
    const without = { host: host.host, port: host.port }
    await expect(get(without)).rejects.toMatchObject({ code: 'place-token' })
    await expect(get(without)).rejects.toThrow(/asks for a token: put it into RAY_AUTH_TOKEN/)
    await expect(get(host)).resolves.toMatchObject({ status: 200 })
  })

  it('is not there', async () => {
    const server = createSocketServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await new Promise((closed) => server.close(closed))
    const gone = get({ host: '127.0.0.1', port }, { tries: 1 })
    await expect(gone).rejects.toThrow(/nothing listens at this port/)
    await expect(gone).rejects.toMatchObject({ code: 'place-unreachable' })
    const unknown = get({ host: 'windhover.invalid', port: 1 }, { tries: 1 })
    await expect(unknown).rejects.toMatchObject({ code: 'place-unreachable' })
  })

  it('sends elsewhere: nobody goes there, and no token does', async () => {
    const visits: string[] = []
    const elsewhere = await serving((request, response) => {
      visits.push(String(request.headers.authorization))
      response.end('{}')
    })
    for (const status of [301, 302, 303, 307, 308]) {
      const host = await serving((_, response) => {
        response.writeHead(status, { location: `http://127.0.0.1:${elsewhere.port}/` }).end()
      })
      await expect(get({ ...host, token: 'right' })).rejects.toThrow(/sends us on to another address/)
    }
    expect(visits).toEqual([])
  })

  it('answers without an end, or with too much', async () => {
    let sent = 0
    const endless = await serving((request, response) => {
      const timer = setInterval(() => {
        sent += 65_536
        response.write(Buffer.alloc(65_536, 32))
      }, 1)
      request.socket.once('close', () => clearInterval(timer))
    })
    await expect(get(endless)).rejects.toThrow(/longer than 1048576 bytes/)
    const before = sent
    await new Promise((wait) => setTimeout(wait, 100))
    expect(sent - before).toBeLessThan(10 * 65_536)
  })

  it('is slow before its answer, and in the middle of it', async () => {
    const silent = await serving(() => {})
    await expect(get(silent, { seconds: 0.2, tries: 1 })).rejects.toThrow(/no answer within 0\.2 s/)
    const halting = await serving((_, response) => void response.write('{'))
    await expect(get(halting, { seconds: 0.2, tries: 1 })).rejects.toThrow(/no answer within 0\.2 s/)
  })

  it('speaks no HTTP', async () => {
    const sockets: Socket[] = []
    const server = createSocketServer((socket) => {
      sockets.push(socket)
      socket.on('error', () => {}).end('SSH-2.0-OpenSSH_9.2\r\n')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    closing.push(() => {
      for (const socket of sockets) socket.destroy()
      return new Promise((closed) => server.close(closed))
    })
    const { port } = server.address() as AddressInfo
    await expect(get({ host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'place-answer' })
  })

  it('is busy for a moment: it is asked again, but not for ever', async () => {
    let asked = 0
    const host = await serving((_, response) => {
      response.writeHead(++asked < 3 ? 503 : 200).end('{}')
    })
    await expect(get(host)).resolves.toMatchObject({ status: 200 })
    expect(asked).toBe(3)
    const busy = await serving((_, response) => void response.writeHead(503).end())
    await expect(get(busy, { tries: 2 })).rejects.toThrow(/it is busy \(status 503\)/)
  })

  it('is left at once when it is cancelled', async () => {
    const silent = await serving(() => {})
    const stop = new AbortController()
    const asking = get(silent, { signal: stop.signal })
    setTimeout(() => stop.abort(), 50)
    const started = performance.now()
    await expect(asking).rejects.toMatchObject({ name: 'AbortError' })
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

describe('what says to be Ray', () => {
  const jobs = (host: ServerAddress) => new RayJobs(host, never)

  it.each([
    ['no JSON', 'hello', /not of the form that was expected/],
    ['another JSON', '[1,2]', /not of the form that was expected/],
    ['no version', '{"ray_version":"new"}', /names no version/],
    ['an older one', '{"ray_version":"2.9.3"}', /is 2\.9\.3, and Windhover needs 2\.55 or later/],
    ['one from before', '{"ray_version":"1.99.0"}', /needs 2\.55 or later/],
  ])('%s', async (_, text, sentence) => {
    const host = await serving((_, response) => void response.end(text))
    await expect(jobs(host).version()).rejects.toThrow(sentence)
  })

  it('newer ones are taken', async () => {
    for (const version of ['2.55.0', '2.60.0', '3.0.0.dev1']) {
      const { host } = await ray({ version })
      await expect(jobs(host).version()).resolves.toBe(version)
    }
  })

  it('tells what is there', async () => {
    const { host } = await ray()
    await expect(jobs(host).about()).resolves.toEqual({ version: '2.60.0', nodes: 1, cpus: 2, gpus: 1 })
  })

  it('a package goes there once', async () => {
    const { state, host } = await ray()
    expect(await jobs(host).upload(Buffer.from('zip'), 'ab12')).toBe('gcs://_ray_pkg_ab12.zip')
    await jobs(host).upload(Buffer.from('zip'), 'ab12')
    expect(state.asked.filter((each) => each.startsWith('PUT'))).toEqual([
      'PUT /api/packages/gcs/_ray_pkg_ab12.zip',
    ])
  })
})

describe('work on a cluster', () => {
  const end = '{"event":"end","done":2,"failed":0,"failures":[]}'
  const running = (lines: string[], status = 'SUCCEEDED', looks = 2) => ({
    lines,
    after: { status, looks },
  })

  it('is given, watched and ends, with what the driver says', async () => {
    const { state, host } = await ray(
      running([
        'Running entrypoint for job',
        '{"event":"progress","done":1,"total":2,"slots":1,"failed":0}',
        '{"event":"warning","message":"A worker was left out: \\u001b[2Jno."}',
        end,
      ]),
    )
    const told = context()
    await expect(runOnRay(host, work, told)).resolves.toMatchObject({ done: 2, failed: 0 })
    expect(told.told.at(-1)).toMatchObject({ done: 1, total: 2, unit: 'blocks' })
    expect(told.warned).toEqual(['A worker was left out:  [2Jno.'])
    const submitted = JSON.parse(state.bodies.at(-1) ?? '') as Record<string, unknown>
    expect(submitted).toMatchObject({ submission_id: 'windhover-1', entrypoint: 'python driver.py' })
    expect(JSON.stringify(state.bodies)).not.toContain('right')
  })

  it('is found where it runs already, and not given twice', async () => {
    const { state, host } = await ray(running([end]))
    state.jobs.set('windhover-1', { status: 'RUNNING', looks: 0 })
    await runOnRay(host, work, context())
    expect(state.asked.filter((each) => /^(POST|PUT|DELETE)/.test(each))).toEqual([])
  })

  it('is given again where it ended', async () => {
    const { state, host } = await ray(running([end]))
    state.jobs.set('windhover-1', { status: 'FAILED', looks: 0 })
    await runOnRay(host, work, context())
    expect(state.asked).toContain('DELETE /api/jobs/windhover-1')
    expect(state.asked).toContain('POST /api/jobs/')
  })

  it('is found where another one gave it in the same moment', async () => {
    const { host } = await ray({ ...running([end]), raced: true })
    await expect(runOnRay(host, work, context())).resolves.toMatchObject({ done: 2 })
  })

  it('says what the driver could not do, and nothing in its place', async () => {
    const refused = '{"event":"error","code":"place-version","message":"Another version."}'
    const { host } = await ray(running([refused], 'FAILED'))
    await expect(runOnRay(host, work, context())).rejects.toMatchObject({
      code: 'place-version',
      message: 'Another version.',
    })
    const { host: silent } = await ray(running(['Traceback'], 'FAILED'))
    await expect(runOnRay(silent, work, context())).rejects.toThrow(
      /ended before its work was done \(.+\): see/,
    )
    const { host: stopped } = await ray(running([], 'STOPPED'))
    await expect(runOnRay(stopped, work, context())).rejects.toThrow(/was stopped there/)
  })

  it('is done where the driver says so, also where Ray calls a job failed that has just ended', async () => {
    const { host } = await ray(running([end], 'FAILED'))
    await expect(runOnRay(host, work, context())).resolves.toMatchObject({ done: 2 })
    const { host: stopped } = await ray(running([end], 'STOPPED'))
    await expect(runOnRay(stopped, work, context())).rejects.toThrow(/was stopped there/)
  })

  it('is stopped there when it is cancelled here', async () => {
    const { state, host } = await ray(running([], 'SUCCEEDED', 1e6))
    const stop = new AbortController()
    const run = runOnRay(host, work, context(stop.signal))
    while (!state.asked.includes('GET /api/jobs/windhover-1'))
      await new Promise((wait) => setTimeout(wait, 20))
    while (!state.jobs.has('windhover-1')) await new Promise((wait) => setTimeout(wait, 20))
    stop.abort()
    await expect(run).rejects.toMatchObject({ name: 'AbortError' })
    expect(state.asked.at(-1)).toBe('POST /api/jobs/windhover-1/stop')
  })

  it('gives a job again to a cluster that has just begun', async () => {
    const { state, host } = await ray({ ...running([end]), starting: 2 })
    await expect(runOnRay(host, work, context())).resolves.toMatchObject({ done: 2 })
    expect(state.asked.filter((asked) => asked === 'POST /api/jobs/')).toHaveLength(3)
  })

  it('survives a network that is gone for a while', async () => {
    const { state, host } = await ray(running([end], 'SUCCEEDED', 3))
    state.failing = 6
    await expect(runOnRay(host, work, context())).resolves.toMatchObject({ done: 2 })
  })
})
