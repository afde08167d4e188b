import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root, windhover as compiled, type Outcome } from '../../fixtures/commandLine'
import { findRay, startRay, token, type RayCluster } from '../../fixtures/rayCluster'
import { at, clean, done, drawSquares, losses, project, trained, withShort } from '../shared/options.fixture'

// Several trainings on a real Ray of two cores: each takes both, so one waits for the other.

const ray = findRay()
const why = 'why' in ray ? ` (skipped: ${ray.why})` : ''

interface GridRun {
  readonly run: string
  readonly status: string
  readonly settings: object
  readonly best: { readonly metric: number } | null
}

describe.skipIf('why' in ray)(`a grid of trainings on a Ray cluster${why}`, () => {
  let cluster: RayCluster
  const env = { RAY_AUTH_TOKEN: token }
  const words = (...more: string[]) => [
    ...['train', project, ...withShort(['--seed', '7', ...more])],
    ...['--grid', 'learning-rate=0.001,0.01', '--json'],
  ]
  const away = (...more: string[]) => words(...more, '--on', cluster.address)
  const jobs = async () => {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetch(`http://127.0.0.1:${cluster.port}/api/jobs/`, { headers })
    return (await answer.json()) as { submission_id: string; status: string }[]
  }
  const names = () => readdirSync(join(project, 'runs')).sort()
  const statusOf = (run: string) => {
    const file = join(project, 'runs', run, 'run.json')
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { status: string }).status : 'none'
  }
  const gridOf = ({ result }: Outcome) => result['runs'] as readonly GridRun[]
  const lossesOf = (ended: Outcome) =>
    gridOf(ended).map((result) =>
      losses(trained(project, { code: 0, out: '', err: '', result: { ...result } })),
    )
  /** A window or a laptop that is closed, once it is so. */
  const leftWhen = async (args: readonly string[], ready: () => boolean) => {
    const child = spawn(process.execPath, [join(root, 'out/cli.js'), ...args], {
      ...{ env: { ...process.env, ...env }, stdio: 'ignore' },
    })
    await expect.poll(ready, { timeout: 120_000 }).toBe(true)
    child.kill('SIGKILL')
  }

  beforeAll(async () => {
    if ('why' in ray) return
    const starting = startRay(ray.env, `'${process.execPath}' '${join(root, 'out/cli.js')}'`)
    await drawSquares('one', 1)
    await done('init', project, '--classes', 'a,b')
    await done('import', project, at('one.png'), '--labels', at('labels'), '--checked', 'whole')
    await done('build', project, '--tile', '64', '--guard', '8', '--tiles', '48')
    cluster = await starting
  }, 300_000)
  afterAll(async () => {
    await cluster?.end()
    clean()
  }, 60_000)

  it('comes to what it comes to here, and to the best run, though nobody watched between the two', async () => {
    const here = await compiled(words('--epochs', '2'))
    const before = names()
    const begun = () => names().filter((name) => !before.includes(name))
    const finished = () => begun().filter((run) => statusOf(run) === 'finished')
    // The first has ended and was seen to the end, the second has not.
    const seen = () => existsSync(join(project, 'runs', finished()[0] ?? 'none', 'away-ended.json'))
    await leftWhen(away('--epochs', '2'), () => begun().length === 2 && seen())
    const there = await compiled(away('--epochs', '2'), { env })
    expect(there.code, there.stdout + there.stderr).toBe(0)
    expect(lossesOf(there)).toEqual(lossesOf(here))
    expect(
      gridOf(there)
        .map(({ run }) => run)
        .sort(),
    ).toEqual(begun().sort())
    expect(await jobs()).toHaveLength(2)
    const best = Math.max(...gridOf(there).map(({ best }) => best?.metric ?? 0))
    expect(there.result).toMatchObject({ best: { metric: best } })
    expect(
      begun().flatMap((run) => readdirSync(join(project, 'runs', run)).filter((n) => /away/.test(n))),
    ).toEqual([])
    // All was seen: the same command now trains anew.
    const anew = await compiled(away('--epochs', '2'), { env })
    expect(lossesOf(anew)).toEqual(lossesOf(here))
    expect(begun()).toHaveLength(4)
  }, 300_000)

  it('is stopped as a whole, the waiting one, too, and what has begun can be resumed there', async () => {
    const before = names()
    const stopped = await compiled(away('--epochs', '400'), { env, stopWhen: /"kind":"epoch"/ })
    expect(stopped.code, stopped.stdout + stopped.stderr).toBe(130)
    const begun = names().filter((name) => !before.includes(name))
    expect(begun.map(statusOf)).toEqual(['stopped'])
    await expect.poll(() => cluster.processes(/cli\.js worker/), { timeout: 10_000 }).toEqual([])
    await expect
      .poll(async () => (await jobs()).filter(({ status }) => /PENDING|RUNNING/.test(status)), {
        // A driver that is told to stop has three seconds, and is heard of when it has ended.
        timeout: 20_000,
      })
      .toEqual([])
    const { epochs } = JSON.parse(
      readFileSync(join(project, 'runs', begun[0] ?? '', 'run.json'), 'utf8'),
    ) as { epochs: number }
    const more = ['--resume', '--epochs', String(epochs + 1), '--on', cluster.address, '--json']
    const resumed = await compiled(['train', project, ...more], { env })
    expect(resumed.result, resumed.stdout).toMatchObject({
      run: begun[0],
      status: 'finished',
      epochs: epochs + 1,
    })
  }, 180_000)
})
