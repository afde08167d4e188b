// Packages for the user's Python that tests compare with, in the cache folder; first what the dataset's contract test reads
// with: h5py and numpy.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder, readJson, writeJson } from './cache.mjs'
import { command } from './command.mjs'
import { withLock } from './lock.mjs'
import { createReport } from './report.mjs'

const pinned = ['h5py==3.14.0', 'numpy==2.2.6']

/** @returns {Promise<NodeJS.ProcessEnv>} as `pythonPackages`: an interpreter that imports h5py and numpy */
export function testPython() {
  const name = pinned.join('-').replaceAll('==', '-')
  return pythonPackages({ name, pinned, module: 'numpy', anyVersion: true })
}

/** @returns {Promise<NodeJS.ProcessEnv>} as `pythonPackages`: an interpreter that reads Debian's files */
export function testDebian() {
  const name = 'debian-1.1.1'
  return pythonPackages({ name, pinned: ['python-debian==1.1.1'], module: 'debian', anyVersion: true })
}

/**
 * Installs packages once, into a folder of their own.
 * @param {{name: string, pinned: string[], module: string, options?: string[], anyVersion?: boolean, asked?: string}} what
 *   `module` is there when all are; `anyVersion`: a Python that is newer than the pinned wheels may take the newest ones;
 *   `asked`: large ones are installed only where this environment variable is 1
 * @returns {Promise<NodeJS.ProcessEnv>} `WINDHOVER_PYTHON`, an interpreter, and the `PYTHONPATH` where it finds them
 * @throws {Error} one sentence, where there is no Python with pip or the packages cannot be had
 */
export async function pythonPackages({ name, pinned, module, options = [], anyVersion = false, asked }) {
  const { python, version } = await findPython()
  const folder = join(cacheFolder(), `python-${version}-${name}`)
  const isThere = () => existsSync(join(folder, module)) && readJson(join(folder, 'windhover.json'))
  const report = createReport(true)
  const install = async () =>
    isThere() || installInto(folder, { python, pinned, options, anyVersion, report })
  if (!isThere() && asked && process.env[asked] !== '1')
    throw new Error(`${pinned.join(' and ')} is large and not installed: ${asked}=1 does it`)
  if (!isThere()) await withLock(report, install)
  return { WINDHOVER_PYTHON: python, PYTHONPATH: folder }
}

async function findPython() {
  for (const python of ['python3', '/usr/bin/python3', 'python', 'py']) {
    const { ok } = await command(python, ['-m', 'pip', '--version'], { seconds: 30 })
    if (!ok) continue
    const code = 'import sys; print("%d.%d" % sys.version_info[:2]); print(sys.executable)'
    const [version, executable] = (await command(python, ['-c', code])).out.trim().split(/\r?\n/)
    return { python: executable, version }
  }
  throw new Error('The tests need Python 3 with pip: install both and start again.')
}

async function installInto(folder, { python, pinned, options, anyVersion, report }) {
  report.say(`Python packages for the tests: ${pinned.join(', ')} …`)
  const partial = `${folder}.partial`
  rmSync(folder, { recursive: true, force: true })
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true })
  const pip = (names) => {
    const args = ['-m', 'pip', 'install', '--quiet', '--only-binary=:all:', ...options]
    return command(python, [...args, '--target', partial, ...names], { seconds: 600 })
  }
  let result = await pip(pinned)
  if (!result.ok && anyVersion) result = await pip(pinned.map((each) => each.split('==')[0]))
  if (!result.ok) throw new Error(`pip could not install ${pinned.join(' and ')}: ${result.reason}.`)
  writeJson(join(partial, 'windhover.json'), { pinned })
  renameSync(partial, folder)
}
