import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { AppError, isAbort } from '../base/errors'
import { ProjectPaths } from '../project/paths.node'
import { StoreClient } from '../project/storeClient.node'
import { storeJobs } from '../project/storeJobs.node'
import { dataJobs } from '../services/dataJobs.node'
import { LocalRunner } from '../services/localRunner'
import type { Project } from '../services/project.node'
import { TileServer } from '../services/tileServer.node'
import { trainerJobs } from '../services/trainerJobs.node'
import { type Command, type CommandContext, type Options, UsageError } from './command.node'
import { build } from './commands/build.node'
import { compact } from './commands/compact.node'
import { demo } from './commands/demo.node'
import { doctorCommand } from './commands/doctor.node'
import { evaluate } from './commands/evaluate.node'
import { exportCommand } from './commands/export.node'
import { importCommand } from './commands/import.node'
import { init } from './commands/init.node'
import { inspect } from './commands/inspect.node'
import { predict } from './commands/predict.node'
import { train } from './commands/train.node'
import { humanReporter, jsonReporter, type Reporter } from './reporter.node'

const commands = [
  doctorCommand,
  init,
  importCommand,
  build,
  inspect,
  train,
  predict,
  evaluate,
  exportCommand,
  compact,
  demo,
]

function usage(): string {
  const lines = commands.map((command) => `  ${command.usage}\n      ${command.summary}`)
  return `windhover COMMAND … [--json] [--verbose]\n\n${lines.join('\n')}\n`
}

/** Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl-C. */
async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(usage())
    return name === undefined ? 2 : 0
  }
  const command = commands.find((c) => c.name === name)
  const interrupt = new AbortController()
  const stop = () => {
    if (interrupt.signal.aborted) process.exit(130)
    interrupt.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  const verbose = rest.includes('--verbose')
  const reporter: Reporter = rest.includes('--json')
    ? jsonReporter(interrupt.signal, (line) => process.stdout.write(`${line}\n`))
    : humanReporter(interrupt.signal)
  try {
    if (!command) throw new UsageError(`There is no command "${name}"; "windhover help" lists them.`)
    const failed = await runCommand(command, rest, reporter)
    return interrupt.signal.aborted ? 130 : failed ? 1 : 0
  } catch (error) {
    reporter.error(error, verbose)
    if (interrupt.signal.aborted && isAbort(error)) return 130
    return error instanceof AppError && error.code === 'usage' ? 2 : 1
  }
}

/** Resolves with true when a part of it could not be done. */
async function runCommand(command: Command, rest: string[], reporter: Reporter): Promise<boolean> {
  const { words, options } = parseWords(command, rest)
  let store: StoreClient | undefined
  const data = new LocalRunner(dataJobs(new TileServer()))
  const trainer = new LocalRunner(trainerJobs())
  const open = async (folder: string | undefined): Promise<Project> => {
    if (!folder)
      throw new UsageError(`${command.name} takes a project folder; usage: windhover ${command.usage}`)
    store = await StoreClient.open(new LocalRunner(storeJobs()), resolve(folder))
    if (store.problem) reporter.warn(store.problem)
    return { store, paths: new ProjectPaths(resolve(folder)), data, trainer }
  }
  let failed = false
  const fail = (error: AppError) => {
    failed = true
    reporter.error(error, options['verbose'] === true)
  }
  const context: CommandContext = { ...reporter, data, trainer, open, fail }
  try {
    reporter.result(await command.run(words, options, context))
    return failed
  } finally {
    await store?.close()
  }
}

function parseWords(command: Command, args: string[]): { words: string[]; options: Options } {
  const options = { ...command.options, json: { type: 'boolean' }, verbose: { type: 'boolean' } } as const
  try {
    const parsed = parseArgs({ args, options, allowPositionals: true })
    return { words: parsed.positionals, options: parsed.values as Options }
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error)
    throw new UsageError(`${reason}; usage: windhover ${command.usage}`)
  }
}

// `windhover … | head` closes the pipe when it has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
process.exitCode = await main(process.argv.slice(2))
// TensorFlow and HDF5 leave threads behind that keep the process alive; what was printed is flushed first.
await new Promise<void>((done) => process.stdout.write('', () => done()))
process.exit()
