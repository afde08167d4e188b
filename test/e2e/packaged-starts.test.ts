import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { slowSync } from '../fixtures/slowSync.mjs'
import { packagedApp } from './release'
import { App, expect, holderOf, root, samplePicture, test, work } from './windhover'

// One app for a profile: a second start hands its project over to the first, and ends.

/* eslint-disable windhover/single-read -- of programs that have ended, and of files that stay as they are */

function makeProject(home: string, name: string): string {
  const project = join(home, `${name}.windhover`)
  spawnSync(process.execPath, [join(root, 'out/cli.js'), 'init', project, '--classes', 'car'], work)
  return project
}

/** Starts the app as a person would, whoever drives the first; resolves with its exit code. */
function startAgain(home: string, words: string[], folder = home): Promise<number | null> {
  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: join(home, 'config') }
  const all = [...sandbox, `--user-data-dir=${join(home, 'profile')}`, ...words]
  const child = spawn(packagedApp, all, { cwd: folder, env, stdio: 'ignore' })
  return new Promise((resolve) => child.once('exit', resolve))
}

const opened = async (app: App) => (await app.call('project.state', undefined))?.path

test('a project named at the start is open, and a second start opens its own in the same window', async ({
  home,
}) => {
  const [first, second] = [makeProject(home, 'first'), makeProject(home, 'second')]
  const app = await App.launch(home, 'profile', {}, [first])
  await expect.poll(() => opened(app)).toBe(first)
  await app.importFiles(samplePicture)
  await expect(app.image).toHaveAccessibleName(basename(samplePicture), work)
  await app.press('r')
  await app.drag({ x: 300, y: 100 }, { x: 420, y: 180 })
  await app.objects(1)

  await test.step('by a path that is meant from where it was started', async () => {
    expect(await startAgain(home, [basename(second)], dirname(second))).toBe(0)
    await expect.poll(() => opened(app)).toBe(second)
    await expect(app.button('Import images').first()).toBeVisible()
    expect(existsSync(join(first, 'project.lock'))).toBe(false)
  })
  await test.step('without a project it only brings the window to the front', async () => {
    expect(await startAgain(home, [])).toBe(0)
    await expect.poll(() => opened(app)).toBe(second)
  })
  await test.step('what cannot be opened is said in the window, which keeps what it has', async () => {
    expect(await startAgain(home, [join(home, 'none.windhover')])).toBe(0)
    await expect(app.alert(/none\.windhover/)).toBeVisible()
    await expect.poll(() => opened(app)).toBe(second)
  })
  await test.step('what was drawn before is in the first project', async () => {
    expect(await startAgain(home, [first])).toBe(0)
    await expect.poll(() => opened(app)).toBe(first)
    await app.objects(1)
  })
  const windows = () => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
  await expect.poll(windows).toBe(1)
  expect(app.complaints).toEqual([])
  await app.close()
})

test('a second start while the first is on its way out starts the app anew', async ({ home }) => {
  // eslint-disable-next-line playwright/no-skipped-test -- elsewhere it is otherwise
  test.skip(process.platform !== 'linux', 'a slow disk is made by Linux’s means')
  const project = makeProject(home, 'cars')
  const app = await App.launch(home, 'profile', slowSync(home, 1500), [project])
  await app.importFiles(samplePicture)
  await expect(app.image).toHaveAccessibleName(basename(samplePicture), work)
  await app.press('r')
  await app.drag({ x: 300, y: 100 }, { x: 420, y: 180 })
  await app.objects(1)
  const { pid: first } = app.process
  const ended = new Promise<void>((resolve) => app.process.once('exit', () => resolve()))
  await app.electron.evaluate(({ BrowserWindow }) => {
    // After this call was answered.
    // eslint-disable-next-line no-restricted-globals -- nothing is waited for
    setTimeout(() => BrowserWindow.getAllWindows()[0]?.close())
  })
  await expect(app.page.getByRole('progressbar', { name: /^Saving/ })).toBeVisible()
  expect(await startAgain(home, [project])).toBe(0)
  await ended
  const holder = () => (existsSync(join(project, 'project.lock')) ? holderOf(project) : first)
  await expect.poll(holder, work).not.toBe(first)
  process.kill(holderOf(project), 'SIGTERM')
  await expect.poll(() => existsSync(join(project, 'project.lock')), work).toBe(false)
})

test('a lock that nobody holds keeps nobody out', async ({ home }) => {
  // eslint-disable-next-line playwright/no-skipped-test -- elsewhere it is otherwise
  test.skip(process.platform !== 'linux', 'the lock is a link on Linux alone')
  const project = makeProject(home, 'cars')
  for (const [profile, holder] of [
    ['dead', `${hostname()}-4194000`],
    ['elsewhere', 'another-machine-1'],
  ] as const) {
    await test.step(profile, async () => {
      mkdirSync(join(home, profile))
      symlinkSync(holder, join(home, profile, 'SingletonLock'))
      const app = await App.launch(home, profile, {}, [project])
      await expect.poll(() => opened(app)).toBe(project)
      await app.close()
    })
  }
})
