import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { doctor } from '../../services/doctor.node'
import type { Command } from '../command.node'

/** The Electron that the set-up prepared stands in the environment; in a checkout that is how the command line is started. */
async function findElectron() {
  const path = process.env['WINDHOVER_ELECTRON']
  const mend = 'Run "npm run setup".'
  if (!path)
    return { name: 'Electron', works: false, version: null, detail: `No Electron is set up here. ${mend}` }
  try {
    // As Node it starts without a display, and as root too.
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
    const ask = ['-p', 'process.versions.electron']
    const { stdout } = await promisify(execFile)(path, ask, { env, timeout: 20_000 })
    const version = stdout.trim()
    return { name: 'Electron', works: true, version, detail: version }
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    return { name: 'Electron', works: false, version: null, detail: `${reason}. ${mend}` }
  }
}

export const doctorCommand: Command = {
  name: 'doctor',
  usage: 'doctor',
  summary: 'Says what works on this machine and how to mend what does not.',
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
