// Gets single files through npm and pip as the user has them configured: no address of a registry stands here.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './cache.mjs'
import { command } from './command.mjs'
import { download, matches } from './download.mjs'

const downloads = () => join(cacheFolder(), 'downloads')

/** Runs npm, also where only `npm run` started us or Windows needs npm.cmd. */
export function npm(args, options) {
  const script = process.env.npm_execpath
  if (script?.endsWith('npm-cli.js') && existsSync(script))
    return command(process.execPath, [script, ...args], options)
  return process.platform === 'win32'
    ? command('npm.cmd', args, { ...options, shell: true })
    : command('npm', args, options)
}

let pipCommand

/** Runs pip; a `python3` may well have none, so the other names are tried, too. */
export async function pip(args, options) {
  if (!pipCommand) {
    const ways = [
      ['python3', '-m', 'pip'],
      ['pip3'],
      ['python', '-m', 'pip'],
      ['pip'],
      ['py', '-3', '-m', 'pip'],
    ]
    for (const way of ways) {
      const { ok } = await command(way[0], [...way.slice(1), '--version'], { seconds: 30 })
      if (ok) {
        pipCommand = way
        break
      }
    }
  }
  if (!pipCommand) return { ok: false, out: '', reason: 'Python 3 with pip is not there' }
  return command(pipCommand[0], [...pipCommand.slice(1), ...args], options)
}

/**
 * One wheel for Linux on x64, verified; resolves with its path in the cache.
 * @param {{name: string, version: string, sha256: string}} wheel
 */
export async function fetchWheel(wheel, report) {
  const spec = `${wheel.name}==${wheel.version}`
  const checksum = `sha256-${wheel.sha256}`
  const file = join(downloads(), `${wheel.name}-${wheel.version}.whl`)
  const progress = report.progress(`  ${wheel.name} ${wheel.version}`)
  // The wheel's Python does not matter: only its libraries are taken. Asking for a fixed one makes the file known.
  const systems = ['manylinux_2_17_x86_64', 'manylinux2014_x86_64', 'manylinux1_x86_64']
  const target = ['--no-deps', '--only-binary=:all:', '--python-version', '3.11']
  target.push(...systems.flatMap((name) => ['--platform', name]))
  const get = async () => {
    const ask = ['install', '--quiet', '--dry-run', '--ignore-installed', ...target, '--target', downloads()]
    const answer = await pip([...ask, '--report', '-', spec], { seconds: 120 })
    if (!answer.ok) throw new Error(answer.reason)
    await download({ address: JSON.parse(answer.out).install[0].download_info.url, file, checksum, progress })
  }
  const getByPip = (folder) =>
    pip(['download', '--quiet', '--no-cache-dir', ...target, '--dest', folder, spec], { seconds: 1800 })
  return fetchFile({ file, checksum, get, getByClient: getByPip, report })
}

/**
 * One npm package's archive, verified; resolves with its path in the cache.
 * @param {{name: string, version: string, integrity: string}} archive
 */
export async function fetchArchive(archive, report) {
  const spec = `${archive.name}@${archive.version}`
  const file = join(downloads(), `${archive.name.replace(/\W+/g, '-')}-${archive.version}.tgz`)
  const progress = report.progress(`  ${spec}`)
  const get = async () => {
    const answer = await npm(['view', spec, 'dist', '--json'], { seconds: 120 })
    if (!answer.ok) throw new Error(answer.reason)
    await download({ address: JSON.parse(answer.out).tarball, file, checksum: archive.integrity, progress })
  }
  const getByNpm = (folder) => npm(['pack', spec, '--pack-destination', folder], { seconds: 1800 })
  return fetchFile({ file, checksum: archive.integrity, get, getByClient: getByNpm, report })
}

async function fetchFile({ file, checksum, get, getByClient, report }) {
  if (existsSync(file) && (await matches(file, checksum))) return file
  try {
    await get()
    return file
  } catch (error) {
    report.say(`  ${error.message} Trying the package manager's own download.`)
  }
  const folder = `${file}.folder`
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  try {
    const { ok, reason } = await getByClient(folder)
    if (!ok) throw new Error(reason)
    const got = join(folder, readdirSync(folder)[0])
    if (!(await matches(got, checksum))) throw new Error('its checksum is not the expected one')
    renameSync(got, file)
    return file
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
