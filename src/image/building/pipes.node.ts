import { readdirSync, readlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

// A small addon, on Linux; elsewhere, or where it was not built, these do nothing.

interface Addon {
  widen(descriptor: number, bytes: number): number
  refuse(descriptor: number): number
}

/** As much as Linux gives everybody. */
const maxBytes = 1024 * 1024

/**
 * Lets a pipe hold a megabyte: its two ends then wake each other a sixteenth as often.
 *
 * @returns whether it holds more now
 */
export function widenPipe(descriptor: number): boolean {
  return (loadAddon()?.widen(descriptor, maxBytes) ?? -1) >= maxBytes
}

/**
 * Makes whoever in this process writes to the named pipe at `path` fail, except through the descriptors in `kept`. libvips
 * opens the pipe for reading too, so that it would never learn that nobody reads.
 *
 * @returns whether there was a writer
 */
export function refuseWriters(path: string, kept: readonly number[]): boolean {
  const addon = loadAddon()
  if (!addon) return false
  let found = false
  for (const name of readdirSync('/proc/self/fd')) {
    const descriptor = Number(name)
    if (kept.includes(descriptor) || !leadsTo(descriptor, path)) continue
    found = addon.refuse(descriptor) >= 0 || found
  }
  return found
}

function leadsTo(descriptor: number, path: string): boolean {
  try {
    const target = readlinkSync(`/proc/self/fd/${descriptor}`)
    return target === path || target === `${path} (deleted)`
  } catch {
    // The descriptor that lists them is gone by now.
    return false
  }
}

let loaded: Addon | undefined | false
function loadAddon(): Addon | undefined {
  loaded ??= load() ?? false
  return loaded || undefined
}

function load(): Addon | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    const file = fileURLToPath(new URL('./native/pipes.node', import.meta.url))
    return createRequire(import.meta.url)(file) as Addon
  } catch {
    return undefined
  }
}
