// Where set-up keeps what is too big or too slow to fetch twice: the user's cache folder, outside the checkout.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

const DAY = 24 * 60 * 60 * 1000

/** The absolute path of Windhover's cache folder (it may not exist yet). */
export function cacheFolder() {
  const { WINDHOVER_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env
  if (WINDHOVER_CACHE) return resolve(WINDHOVER_CACHE)
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, 'windhover')
  if (process.platform === 'win32') {
    return join(LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'windhover', 'cache')
  }
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'windhover')
  return join(homedir(), '.cache', 'windhover')
}

/** The parsed JSON of a file, or undefined where it is missing or broken. */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** Writes JSON so that a kill leaves the old file or the new one. */
export function writeJson(file, value) {
  mkdirSync(dirname(file), { recursive: true })
  const partial = `${file}.${process.pid}.tmp`
  writeFileSync(partial, JSON.stringify(value, null, 2) + '\n')
  renameSync(partial, file)
}

const failuresFile = () => join(cacheFolder(), 'failures.json')

/** Why `key` failed within the last day, or undefined: a network that was not there is not asked every time. */
export function recentFailure(key) {
  const failure = readJson(failuresFile())?.[key]
  return failure && Date.now() - failure.time < DAY ? failure.reason : undefined
}

export function rememberFailure(key, reason) {
  writeJson(failuresFile(), { ...readJson(failuresFile()), [key]: { time: Date.now(), reason } })
}

export function forgetFailures() {
  if (readJson(failuresFile())) writeJson(failuresFile(), {})
}
