import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * Electron on Linux binds a few of sharp's calls to the system's GLib: each image then leaks, complains on stderr, and
 * may crash (sharp#4522, electron#46323). A small addon points them at libvips' own GLib again; see
 * src/docs/decisions/0004-sharp-in-electron-on-linux.md. Does nothing elsewhere, or where the addon was not built.
 * Call it after sharp has been loaded.
 *
 * @returns how many functions were rebound
 */
export function useOwnGlib(): number {
  if (process.platform !== 'linux' || !process.versions['electron']) return 0
  try {
    const addon = fileURLToPath(new URL('./native/ownGlib.node', import.meta.url))
    return (createRequire(import.meta.url)(addon) as { rebind(): number }).rebind()
  } catch {
    return 0
  }
}
