// What the contract test reads data sets with: h5py and numpy for the user's Python, in the cache folder.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder, readJson, writeJson } from './cache.mjs'
import { command } from './command.mjs'
import { withLock } from './lock.mjs'
import { createReport } from './report.mjs'

const pinned = ['h5py==3.14.0', 'numpy==2.2.6']

/**
 * @returns {Promise<NodeJS.ProcessEnv>} `WINDHOVER_PYTHON`, an interpreter that imports both, and its `PYTHONPATH`
 * @throws {Error} one sentence, where there is no Python with pip or the packages cannot be had
 */
export async function testPython() {
  const { python, version } = await findPython()
  const folder = join(cacheFolder(), `python-${version}-${pinned.join('-').replaceAll('==', '-')}`)
  const isThere = () => existsSync(join(folder, 'numpy')) && readJson(join(folder, 'windhover.json'))
  const report = createReport(true)
  if (!isThere()) await withLock(report, async () => isThere() || install(python, folder, report))
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
  throw new Error('The test of the dataset file needs Python 3 with pip: install both and start again.')
}

async function install(python, folder, report) {
  report.say(`Python packages for the tests: ${pinned.join(', ')} …`)
  const partial = `${folder}.partial`
  rmSync(folder, { recursive: true, force: true })
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true })
  const pip = (names) => {
    const args = ['-m', 'pip', 'install', '--quiet', '--only-binary=:all:', '--target', partial, ...names]
    return command(python, args, { seconds: 600 })
  }
  let result = await pip(pinned)
  // A Python that is newer than the pinned wheels takes the newest ones.
  if (!result.ok) result = await pip(pinned.map((each) => each.split('==')[0]))
  if (!result.ok) throw new Error(`pip could not install ${pinned.join(' and ')}: ${result.reason}.`)
  writeJson(join(partial, 'windhover.json'), { pinned })
  renameSync(partial, folder)
}
