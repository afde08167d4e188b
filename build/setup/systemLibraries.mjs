// What Electron, the tests and the compiler step want from Debian or Ubuntu.
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { command } from './command.mjs'

const ELECTRON = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libx11-xcb1',
  'libxss1',
  'libatk-bridge2.0-0',
  'xvfb',
  'xauth',
]
/** Programs by the part that needs them, with the package that has them: TensorFlow's binding, and tests. */
const PROGRAMS = {
  tensorflow: { 'g++': 'g++', python3: 'python3', pip3: 'python3-pip' },
  tests: { strace: 'strace', setpriv: 'util-linux' },
}

/** Installs what is missing as root; otherwise says the one line to paste, and goes on. */
export async function systemLibraries({ report, exclusive, parts }) {
  if (process.platform !== 'linux' || !existsSync('/var/lib/dpkg/status')) return
  if (missing(parts).length === 0) return report.ready('System libraries: ready.')
  await exclusive(async () => {
    const names = missing(parts)
    if (names.length === 0) return
    if (process.getuid() !== 0) {
      const packages = await currentNames(names)
      report.say(`System libraries: ${names.length} missing. Please paste this line, then start again:`)
      report.say(`  sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`)
      return
    }
    report.say(`System libraries: installing ${names.join(' ')} with apt-get …`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const update = await command('apt-get', ['update', '-q'], { env, seconds: 300 })
    const packages = await currentNames(names)
    const install = ['install', '-q', '-y', '--no-install-recommends', ...packages]
    const { ok, reason } = await command('apt-get', install, { env, seconds: 1200 })
    report.say(
      ok
        ? 'System libraries: installed.'
        : `System libraries: apt-get failed (${update.reason || reason}); install these by hand: ${packages.join(' ')}`,
    )
  })
}

function missing(parts) {
  const status = readFileSync('/var/lib/dpkg/status', 'utf8')
  const isInstalled = (name) => status.includes(`\nPackage: ${name}\nStatus: install ok installed\n`)
  const libraries = parts.includes('electron')
    ? ELECTRON.filter((name) => !isInstalled(name) && !isInstalled(`${name}t64`))
    : []
  const folders = (process.env.PATH ?? '').split(delimiter)
  const isThere = (program) => folders.some((folder) => existsSync(join(folder, program)))
  const programs = parts.flatMap((part) => Object.entries(PROGRAMS[part] ?? {}))
  return [...libraries, ...programs.filter(([name]) => !isThere(name)).map(([, each]) => each)]
}

/** Ubuntu 24.04 and Debian 13 renamed some packages: NAME became NAMEt64. */
async function currentNames(names) {
  const isKnown = async (name) => (await command('apt-cache', ['show', '--no-all-versions', name])).ok
  return Promise.all(names.map(async (name) => ((await isKnown(`${name}t64`)) ? `${name}t64` : name)))
}
