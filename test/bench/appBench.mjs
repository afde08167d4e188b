// What benches that drive the built app share: a home of its own, how it is launched, what it left behind.
import { _electron } from '@playwright/test'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { electronPath } from '../../build/setup/electronPath.mjs'

export const root = resolve(import.meta.dirname, '../..')
/** How long what is left of an app may take to notice that its main process is gone. */
const orphanMs = 5000

/**
 * Compiles the app, or takes the packaged one that WINDHOVER_TEST_APP names, and runs `work` in a folder that is the app's
 * home, which is gone when that went well.
 * @template T
 * @param {string} name
 * @param {(home: { folder: string, launch: (extra?: Record<string, string>) => Promise<import('@playwright/test').ElectronApplication> }) => Promise<T>} work
 * @returns {Promise<{ result: T, seconds: string }>}
 */
export async function inHome(name, work) {
  const packaged = process.env.WINDHOVER_TEST_APP
  if (!packaged) {
    const { compile } = await import('../../build/compile.mjs')
    await compile()
  }
  const folder = mkdtempSync(join(tmpdir(), `windhover-${name}-`))
  const launch = (extra = {}) => {
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    return _electron.launch({
      executablePath: packaged ?? electronPath(),
      args: [...sandbox, ...(packaged ? [] : [root]), `--user-data-dir=${join(folder, 'profile')}`],
      env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, LANGUAGE: 'en', ...extra },
    })
  }
  const began = performance.now()
  // Where it fails the folder stays, to be looked at.
  const result = await work({ folder, launch })
  const seconds = ((performance.now() - began) / 1000).toFixed(0)
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  return { result, seconds }
}

/**
 * The processes of an app by its home. Linux only, elsewhere none.
 * @param {string} home
 * @returns {number[]}
 */
export function processesOf(home) {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return []
    try {
      const alive = !/^State:\s+Z/m.test(readFileSync(`/proc/${name}/status`, 'utf8'))
      const variables = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0')
      // Chromium writes the names of its processes over their environment: those say where the profile is.
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8')
      const isOwn = variables.includes(`HOME=${home}`) || words.includes(`--user-data-dir=${home}/`)
      return alive && isOwn ? [Number(name)] : []
    } catch {
      // It has just ended.
      return []
    }
  })
}

/** Throws where something of an app is left after it has ended. */
export async function noneLeft(home, what) {
  const until = Date.now() + orphanMs
  for (let left = processesOf(home); left.length > 0; left = processesOf(home)) {
    if (Date.now() > until) throw new Error(`After ${what} processes are left: ${left.join(', ')}.`)
    await new Promise((done) => setTimeout(done, 100))
  }
}

/** Mulberry32 (Tommy Ettinger, public domain): numbers in [0, 1). */
export function generator(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
