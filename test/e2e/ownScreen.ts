import { spawn } from 'node:child_process'
import { once } from 'node:events'

/**
 * A screen of its own for a worker beside the first one, where the system has X: the pointer and the focus of one screen
 * are for one window, and come to the next window when that is closed. Returns what ends it.
 */
export async function ownScreen(worker: number): Promise<() => void> {
  if (worker === 0 || process.platform !== 'linux' || !process.env['DISPLAY']) return () => {}
  const screen = ['-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-displayfd', '3']
  const server = spawn('Xvfb', screen, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const told = server.stdio[3]
  const number = await Promise.race([
    told ? once(told, 'data').then(([text]) => String(text).trim()) : undefined,
    // It is not installed, or does not start: the screen is shared.
    once(server, 'error').then(() => undefined),
    once(server, 'exit').then(() => undefined),
  ])
  if (number === undefined) return () => {}
  process.env['DISPLAY'] = `:${number}`
  delete process.env['XAUTHORITY']
  return () => void server.kill()
}
