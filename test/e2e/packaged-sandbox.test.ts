import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { confinedProcesses } from './processes'
import { releaseCopy } from './release'
import { expect, root, test, work } from './windhover'

// Point 4 of Electron's list: the sandbox of every process of a release, by what the kernel says of it. Chromium has none
// for root, so root starts the app as a user that nobody else is.

const asRoot = process.getuid?.() === 0
const user = 61_703

/** Why the sandbox cannot be looked at here; undefined where it can. */
function noSandbox(): string | undefined {
  if (process.platform !== 'linux') return 'what a kernel tells of its processes is read as Linux tells it'
  const words = ['unshare', '--user', '--map-root-user', 'true']
  const [program = '', ...rest] = asRoot ? [...asUser, ...words] : words
  const tried = spawnSync(program, rest, { encoding: 'utf8' })
  if (tried.status === 0) return undefined
  const reason = tried.error?.message ?? tried.stderr.trim().split('\n').at(-1)
  return `an ordinary user may not make namespaces here, of which the sandbox is made (${reason})`
}

const asUser = ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups', '--inh-caps=-all', '--']
const why = noSandbox()
// eslint-disable-next-line playwright/no-skipped-test -- only where there is no sandbox to look at
test.skip(why !== undefined, why)

/** Gives a folder and all in it to the user of this test. */
function give(folder: string): void {
  if (!asRoot) return
  for (const entry of ['', ...(readdirSync(folder, { recursive: true }) as string[])])
    chownSync(join(folder, entry), user, user)
}

const whole = 'filtered noNewRights ownProcesses ownNetwork'
const expected = {
  // All that a page does is done in here.
  renderer: whole,
  'network.mojom.NetworkService': 'filtered noNewRights',
  // Opens files for the one above, of a list that it was given.
  broker: 'filtered noNewRights',
  // What renderers are copied from: it makes their filters, so it has none itself.
  zygote: 'noNewRights ownProcesses ownNetwork',
  // What the process for graphics is copied from.
  'zygote of the open': 'noNewRights',
  // Without a graphics card Chromium draws with threads of its own, and no filter can be put on a process that has some
  // already. With a card it has one where the driver allows it.
  'gpu-process': expect.stringContaining('noNewRights'),
  // They are the app: main starts all others; data, store and trainer read and write files wherever a person has them, and
  // load libraries (TensorFlow, libvips) that no filter of Chromium's knows. None of them ever runs what a page brings.
  main: '',
  'node.mojom.NodeService': '',
}

test('every process of a release is in a sandbox, but those that cannot be', async ({ home }) => {
  const executable = await releaseCopy(join(home, 'app'))
  const project = join(home, 'person/Documents/cars.windhover')
  mkdirSync(join(home, 'person/Documents'), { recursive: true })
  spawnSync(process.execPath, [join(root, 'out/cli.js'), 'init', project, '--classes', 'car'], work)
  const cookie = join(home, 'person/cookie')
  const { XAUTHORITY } = process.env
  if (XAUTHORITY && existsSync(XAUTHORITY)) copyFileSync(XAUTHORITY, cookie)
  give(join(home, 'person'))
  chmodSync(home, 0o755)
  const words = [...(asRoot ? asUser : []), executable, project]
  const person = join(home, 'person')
  const env = { ...process.env, HOME: person, XDG_CONFIG_HOME: join(person, 'config'), XAUTHORITY: cookie }
  const [program = '', ...rest] = words
  const app: ChildProcess = spawn(program, rest, { env, cwd: person, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { text: '' }
  app.stderr?.setEncoding('utf8').on('data', (text: string) => (said.text += text))
  const ended = new Promise((resolve) => app.once('exit', resolve))
  try {
    await expect
      .poll(() => existsSync(join(project, 'project.lock')), { ...work, message: said.text })
      .toBe(true)
    const marks = () =>
      confinedProcesses(app.pid ?? 0).map(({ role, ...is }) => {
        const names = (['filtered', 'noNewRights', 'ownProcesses', 'ownNetwork'] as const).filter(
          (name) => is[name],
        )
        return [role, names.join(' ')]
      })
    // All at once: each of them is there, and is what it has to be.
    await expect(() => expect(Object.fromEntries(marks())).toEqual(expected)).toPass()
  } finally {
    app.kill('SIGTERM')
    await ended
  }
})
