import { app } from 'electron'
import { url } from 'node:inspector'

/** Switches with which a program from outside takes over the windows. */
const switches = ['remote-debugging-port', 'remote-debugging-pipe', 'remote-debugging-address']

/**
 * The switch because of which a package does not start, if there is one. A test build differs from a release by one fuse
 * and nothing else: its main process can be inspected, and where it is (Playwright does), its windows may be driven, too.
 */
export function refusedSwitch(): string | undefined {
  if (!app.isPackaged || url() !== undefined) return undefined
  return switches.find((name) => app.commandLine.hasSwitch(name))
}
