import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { root } from '../../fixtures/commandLine'
import { cannotCount, counted, readSockets } from '../../fixtures/sockets'
import { at, clean } from '../shared/options.fixture'
import { search, searchHere } from './awaySearch.fixture'
import { rayStandIn } from './rayStandIn'

// Whom a search that others compute speaks with.

beforeAll(searchHere, 300_000)
afterAll(clean)

const uncounted = cannotCount()

it.skipIf(uncounted)(
  `speaks with the host that was named, and no other${uncounted ? ` (${uncounted})` : ''}`,
  async () => {
    const state = rayStandIn({})
    const server = createServer(state.answer).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const log = at('sockets.txt')
    const words = [join(root, 'out/cli.js'), ...search('--on', `ray://127.0.0.1:${port}`), '--json']
    const [program = '', ...rest] = [...counted(log), process.execPath, ...words]
    const child = spawn(program, rest, { env: { ...process.env, RAY_AUTH_TOKEN: 'right' }, stdio: 'ignore' })
    const [code] = (await once(child, 'close')) as [number]
    server.closeAllConnections()
    server.close()
    expect(code).toBe(1)
    expect(state.asked).toContain('POST /api/jobs/')
    const { used } = readSockets(log)
    expect(used.length).toBeGreaterThan(0)
    const there = new RegExp(
      `htons\\(${port}\\), sin_addr=inet_addr\\("127\\.0\\.0\\.1"\\)|->127\\.0\\.0\\.1:${port}\\]`,
    )
    expect(used.filter((line) => !there.test(line))).toEqual([])
  },
  60_000,
)
