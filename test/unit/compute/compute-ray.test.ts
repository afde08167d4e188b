import { spawn } from 'node:child_process'
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root, windhover as compiled } from '../../fixtures/commandLine'
import { findRay, startRay, token, type RayCluster } from '../../fixtures/rayCluster'
import { h5WithoutTimes } from '../shared/h5Bytes'
import { at, clean, done, drawSquares, project, train, withShort } from '../shared/options.fixture'

// A search on a real Ray: test/bench/ray.bench.mjs asks more of it.

const ray = findRay()
const why = 'why' in ray ? ` (skipped: ${ray.why})` : ''

describe.skipIf('why' in ray)(`a search on a Ray cluster${why}`, () => {
  let cluster: RayCluster
  let run: string
  let here: Buffer
  const file = () => join(project, 'predictions', run, '2.h5')
  const blocks = () => join(project, 'predictions', run, '2.blocks')
  const env = { RAY_AUTH_TOKEN: token }
  const search = () => ['predict', project, '--image', '2', '--run', run]
  const away = () => [...search(), '--on', cluster.address, '--json']
  const jobs = async () => {
    const headers = { authorization: `Bearer ${token}` }
    return (await (await fetch(`http://127.0.0.1:${cluster.port}/api/jobs/`, { headers })).json()) as object[]
  }

  beforeAll(async () => {
    if ('why' in ray) return
    const starting = startRay(ray.env, `'${process.execPath}' '${join(root, 'out/cli.js')}'`)
    await drawSquares('one', 1)
    await drawSquares('large', 2, 2600)
    await done('init', project, '--classes', 'a,b')
    const labels = ['--labels', at('labels'), '--checked', 'whole']
    await done('import', project, at('one.png'), at('large.png'), ...labels)
    await done('build', project, '--tile', '64', '--guard', '8', '--tiles', '48')
    run = (await train([])).run
    await done(...search())
    here = h5WithoutTimes(file())
    rmSync(file())
    cluster = await starting
  }, 300_000)
  afterAll(async () => {
    await cluster?.end()
    clean()
  }, 60_000)

  it('wants the right token', async () => {
    const { events, code } = await compiled(away(), { env: { RAY_AUTH_TOKEN: 'wrong' } })
    expect(code).toBe(1)
    expect(events.at(-1)).toMatchObject({ event: 'error', code: 'place-token' })
    expect(await jobs()).toEqual([])
  })

  it('goes on while nobody watches, is found again, and comes to what a search here comes to', async () => {
    const words = [join(root, 'out/cli.js'), ...away()]
    const child = spawn(process.execPath, words, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let told = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text))
    await expect.poll(async () => (await jobs()).length, { timeout: 30_000 }).toBe(1)
    child.kill('SIGKILL')
    await expect
      .poll(() => existsSync(blocks()) && readdirSync(blocks()).length, { timeout: 60_000 })
      .toBeTruthy()
    const { code, result, events } = await compiled(away(), { env })
    expect(code, JSON.stringify(events)).toBe(0)
    expect(result['images']).toMatchObject([{ blocks: { total: 4, computed: 0, skipped: 4 } }])
    expect(await jobs()).toHaveLength(1)
    expect(h5WithoutTimes(file()).equals(here)).toBe(true)
    expect(told).not.toContain(token)
    // It was merged there.
    expect(existsSync(blocks())).toBe(false)
  }, 120_000)

  it('computes the blocks of pictures alone that are not made', async () => {
    const before = statSync(file()).ino
    const words = ['predict', project, '--image', 'all', '--run', run, '--resume']
    const { code, result, events } = await compiled([...words, '--on', cluster.address, '--json'], { env })
    expect(code, JSON.stringify(events)).toBe(0)
    expect(result['images']).toMatchObject([
      { id: 1, blocks: { total: 1, computed: 0 } },
      { id: 2, blocks: { total: 4, computed: 0 } },
    ])
    const totals = events.filter(({ unit }) => unit === 'blocks').map(({ total }) => total)
    expect([totals.length > 0, totals.every((total) => total === 1)]).toEqual([true, true])
    expect(statSync(file()).ino).toBe(before)
  }, 120_000)

  it('trains there, and goes on from its last checkpoint when its actor is killed while the worker hangs', async () => {
    const words = ['train', project, ...withShort(['--epochs', '400']), '--on', cluster.address, '--json']
    let said = ''
    const child = spawn(process.execPath, [join(root, 'out/cli.js'), ...words], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
    const ended = new Promise((close) => child.once('close', close))
    await expect.poll(() => /"kind":"epoch"/.test(said), { timeout: 60_000 }).toBe(true)
    const [worker = 0] = cluster.processes(/cli\.js worker/)
    const [actor = 0] = cluster.processes(/^ray::Training/)
    // It hears nothing from now on, as one that hangs in native code.
    process.kill(worker, 'SIGSTOP')
    process.kill(actor, 'SIGKILL')
    await expect.poll(() => existsSync(`/proc/${worker}`), { timeout: 10_000 }).toBe(false)
    await expect.poll(() => /goes on from its last checkpoint/.test(said), { timeout: 60_000 }).toBe(true)
    child.kill('SIGINT')
    expect(await ended).toBe(130)
    expect(said).toMatch(/"event":"result".*"status":"stopped"/)
    await expect.poll(() => cluster.processes(/cli\.js worker/), { timeout: 10_000 }).toEqual([])
  }, 180_000)
})
