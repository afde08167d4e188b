import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cannotCount, counted, expectSilence } from '../fixtures/sockets'
import { packagedApp, builderConfig, readFuses, releaseCopy, wantedFuses } from './release'
import { App, expect, holderOf, root, test, work } from './windhover'

// A release runs nothing but itself, and nobody else drives it.

/* eslint-disable windhover/single-read -- of programs that have ended, and of files that stay as they are */

const uncounted = cannotCount()

/** Starts a program under strace, where there is one, and keeps what it says. */
function start(home: string, executable: string, words: string[], env: NodeJS.ProcessEnv = {}) {
  const log = join(home, 'sockets.txt')
  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const all = [executable, ...sandbox, `--user-data-dir=${join(home, 'profile')}`, ...words]
  const [program = '', ...rest] = uncounted === undefined ? [...counted(log), ...all] : all
  const child: ChildProcess = spawn(program, rest, {
    // Two pipes more, for a program that would let itself be driven by them.
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: join(home, 'config'), ...env },
  })
  const said = { text: '' }
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (said.text += text))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { log, said, ended }
}

test('a test build is a release with one fuse more, as the executable itself says', async () => {
  const [release, testBuild] = [await builderConfig(false), await builderConfig(true)]
  const named = ['electronFuses', 'artifactName', 'directories', 'files', 'linux', 'win', 'mac']
  const others = Object.keys(release).filter((name) => !named.includes(name))
  for (const name of others) expect(String(testBuild[name]), name).toBe(String(release[name]))
  expect(testBuild.electronFuses).toEqual({ ...release.electronFuses, enableNodeCliInspectArguments: true })
  for (const platform of ['darwin', 'win32', 'linux'] as const)
    expect(await wantedFuses(false, platform), platform).toEqual({
      RunAsNode: false,
      EnableNodeOptionsEnvironmentVariable: false,
      EnableNodeCliInspectArguments: false,
      // Electron checks the archive on macOS and Windows only.
      EnableEmbeddedAsarIntegrityValidation: platform !== 'linux',
      OnlyLoadAppFromAsar: true,
      LoadBrowserProcessSpecificV8Snapshot: false,
      GrantFileProtocolExtraPrivileges: false,
    })
  expect(await readFuses(packagedApp)).toMatchObject(await wantedFuses(true))
})

test('a release refuses to be driven, and opens no door for an inspector', async ({ home }) => {
  const executable = await releaseCopy(join(home, 'app'))
  expect(await readFuses(executable)).toMatchObject(await wantedFuses(false))

  for (const door of ['port=0', 'pipe', 'address=0.0.0.0']) {
    await test.step(`--remote-debugging-${door}`, async () => {
      const { log, said, ended } = start(home, executable, [`--remote-debugging-${door}`])
      const [name] = door.split('=')
      expect(await ended).toBe(1)
      expect(said.text).toContain(`Windhover does not start with --remote-debugging-${name}:`)
      expect(said.text).not.toContain('listening on')
      if (uncounted === undefined) expectSilence(log)
    })
  }

  await test.step('--inspect, as a switch, by the environment and by a signal', async () => {
    const project = join(home, 'cars.windhover')
    spawnSync(process.execPath, [join(root, 'out/cli.js'), 'init', project, '--classes', 'car'], work)
    mkdirSync(join(home, 'Documents'), { recursive: true })
    const script = 'console.log("ran as Node")'
    const env = { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '--inspect=0' }
    const words = ['--inspect=0', '--inspect-brk=0', '-e', script, project]
    const { log, said, ended } = start(home, executable, words, env)
    // It is the app that runs: the project is open in its window.
    await expect.poll(() => existsSync(join(project, 'project.lock')), work).toBe(true)
    process.kill(holderOf(project), 'SIGTERM')
    await ended
    expect(said.text).not.toMatch(/listening on|ran as Node/)
    if (uncounted === undefined) expectSilence(log)
  })
})

test('16: a package holds the Electron that package.json names, exactly; a stand-in never becomes a release', async ({
  home,
}) => {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: { electron: string }
  }
  expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/)
  const app = await App.launch(home)
  const version = await app.electron.evaluate(() => process.versions.electron)
  await app.close()

  if (version === devDependencies.electron) return
  const release = spawnSync(process.execPath, ['build/package.mjs', '--dir'], {
    cwd: root,
    encoding: 'utf8',
    ...work,
  })
  expect(release.status).toBe(1)
  expect(release.stderr).toContain('never for a release')
})
