import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { root, windhover as compiled } from '../../fixtures/commandLine'
import { fakeToken, startFakeRay, type FakeRay } from '../../fixtures/fakeRay'
import { at, clean, done, drawSquares, losses, project, trained, withShort } from '../shared/options.fixture'
import { slurmStandIn, workerScript } from './slurmStandIn'

// A training that runs elsewhere, by the worker that a cluster starts: here by a stand-in for Ray's REST, and one for Slurm.

let ray: FakeRay
const env = { RAY_AUTH_TOKEN: fakeToken }
const words = (...more: string[]) => ['train', project, ...withShort(['--seed', '7', ...more]), '--json']
const away = (...more: string[]) => words(...more, '--on', `ray://127.0.0.1:${ray.port}`)
const runs = () => readdirSync(join(project, 'runs'))
const statusOf = (run: string) =>
  (JSON.parse(readFileSync(join(project, 'runs', run, 'run.json'), 'utf8')) as { status: string }).status

beforeAll(async () => {
  ray = await startFakeRay()
  await drawSquares('one', 1)
  await done('init', project, '--classes', 'a,b')
  await done('import', project, at('one.png'), '--labels', at('labels'), '--checked', 'whole')
  await done('build', project, '--tile', '64', '--guard', '8', '--tiles', '48')
  slurmStandIn(at('slurm'))
  writeFileSync(at('train.sh'), workerScript)
}, 120_000)
afterAll(async () => {
  await ray.close()
  clean()
})

it('learns there what it learns here, and says the same lines', async () => {
  const here = await compiled(words('--epochs', '2'))
  const there = await compiled(away('--epochs', '2'), { env })
  expect(there.code, there.stdout + there.stderr).toBe(0)
  const [local, remote] = [here, there].map(({ events, result }) => {
    const ended = { code: 0, out: '', err: '', result }
    return { ...trained(project, ended), events }
  })
  expect(losses(remote as never)).toEqual(losses(local as never))
  expect(Object.keys(there.result)).toEqual(Object.keys(here.result))
  const kinds = (events: readonly Record<string, unknown>[]) =>
    events.filter(({ kind }) => kind === 'epoch').map(({ epoch, run }) => [epoch, typeof run])
  expect(kinds(there.events)).toEqual(kinds(here.events))
  const folder = join(project, 'runs', String(there.result['run']))
  expect(readdirSync(folder).sort()).toEqual(
    readdirSync(join(project, 'runs', String(here.result['run']))).sort(),
  )
  // What it was given stays as this computer names it.
  const { dataset } = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as { dataset: string }
  expect(dataset).toBe(join(project, 'datasets/dataset.h5'))
}, 120_000)

it('goes on while nobody watches, is found by the same command, and ends after its step when it is stopped', async () => {
  const before = runs()
  const long = away('--epochs', '5000')
  const child = spawn(process.execPath, [join(root, 'out/cli.js'), ...long], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [first] = (await new Promise<string[]>((told) => {
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      text += more
      const run = /"event":"train","run":"([^"]+)"/.exec(text)?.[1]
      if (run) told([run])
    })
  })) as [string]
  child.kill('SIGKILL')
  const local = await compiled(words('--resume'))
  expect(local.stderr + local.stdout).toMatch(/trains at ray:\/\/127\.0\.0\.1/)
  expect(statusOf(first)).toBe('running')
  const found = await compiled(long, { env, stopWhen: /"kind":"epoch"/ })
  expect(found.code).toBe(130)
  expect(found.result).toMatchObject({ run: first, status: 'stopped' })
  expect(existsSync(join(project, 'runs', first, 'checkpoints/last'))).toBe(true)
  expect(runs().filter((run) => !before.includes(run))).toEqual([first])
  const { epochs } = found.result as { epochs: number }
  const more = String(epochs + 1)
  const resumed = await compiled(
    ['train', project, '--resume', '--epochs', more, '--json', '--on', `ray://127.0.0.1:${ray.port}`],
    { env },
  )
  expect(resumed.result, resumed.stdout).toMatchObject({ run: first, status: 'finished', epochs: epochs + 1 })
}, 120_000)

it('leaves nothing where the place cannot be reached, and says why it fails there', async () => {
  const before = runs()
  const nobody = await compiled(words('--on', 'ray://127.0.0.1:9'))
  expect(nobody.events.at(-1)).toMatchObject({ event: 'error', code: 'place-unreachable' })
  const wrong = await compiled(away(), { env: { RAY_AUTH_TOKEN: 'wrong' } })
  expect(wrong.events.at(-1)).toMatchObject({ event: 'error', code: 'place-token' })
  const elsewhere = await compiled(away('--paths', `${at()}=/nowhere`), { env })
  expect(elsewhere.events.at(-1)).toMatchObject({ event: 'error' })
  expect(runs().filter((run) => !before.includes(run))).toEqual([])
}, 60_000)

it('trains a grid at once, each a job of its own, and comes to what it comes to here', async () => {
  const grid = ['--grid', 'learning-rate=0.001,0.01', '--epochs', '2']
  const before = ray.jobs.size
  const there = await compiled(away(...grid), { env })
  expect(there.code, there.stdout + there.stderr).toBe(0)
  const here = await compiled(words(...grid))
  const runs = [there, here].map(({ result }) => result['runs'] as { run: string; settings: object }[])
  const [remote = [], local = []] = runs.map((each) =>
    each.map((result) => losses(trained(project, { code: 0, out: '', err: '', result }))),
  )
  expect(remote).toEqual(local)
  expect(remote[0]).not.toEqual(remote[1])
  expect(ray.jobs.size - before).toBe(2)
  const numbers = runs[0]?.map(
    ({ run }) =>
      (JSON.parse(readFileSync(join(project, 'runs', run, 'run.json'), 'utf8')) as { number: number }).number,
  )
  expect(new Set(numbers).size).toBe(2)
  // The second is given before the first has ended.
  const given = there.events.flatMap(({ event, run }) => (event === 'train' ? [run] : []))
  expect(given.indexOf(runs[0]?.[1]?.run)).toBeLessThan(given.lastIndexOf(runs[0]?.[0]?.run))
}, 120_000)

it('is given to Slurm as one job', async () => {
  const ended = await compiled(words('--on', `slurm:${at('train.sh')}`))
  expect(ended.code, ended.stdout + ended.stderr).toBe(0)
  expect(ended.result).toMatchObject({ status: 'finished', epochs: 1 })
}, 60_000)
