import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { says } from '../../messages/says/says'
import { doctor } from '../../services/doctor.node'
import type { Command } from '../command.node'

/** The Electron that the set-up prepared stands in the environment; in a checkout that is how the command line is started. */
async function findElectron() {
  const path = process.env['WINDHOVER_ELECTRON']
  if (!path) return missing(says.runCommands.noElectron)
  try {
    // As Node it starts without a display, and as root too.
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
    const ask = ['-p', 'process.versions.electron']
    const { stdout } = await promisify(execFile)(path, ask, { env, timeout: 20_000 })
    const version = stdout.trim()
    return { name: 'Electron', works: true, version, detail: version }
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    return missing(says.runCommands.electronFails(reason ?? ''))
  }
}

const missing = (detail: string) => ({ name: 'Electron', works: false, version: null, detail })

export const doctorCommand: Command = {
  name: 'doctor',
  usage: 'doctor',
  summary: () => says.summaries.doctor,
  most: 0,
  options: {},
  async run(_words, _options, context) {
    const report = await doctor(context.trainer, findElectron, context)
    const line = (works: boolean, name: string, detail: string) =>
      context.say(`${works ? '✓' : '✗'} ${name.padEnd(12)} ${detail}`)
    line(true, 'Node', report.node)
    for (const part of report.parts) line(part.works, part.name, part.detail)
    for (const engine of report.engines)
      line(engine.available, engine.id, engine.device ?? engine.reason ?? '')
    return report
  },
}
