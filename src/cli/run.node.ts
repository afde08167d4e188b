import { resolve } from 'node:path'
import { AppError, isAbort } from '../base/errors'
import { says } from '../messages/says/says'
import { ProjectPaths } from '../project/folder/paths.node'
import { StoreClient } from '../project/store/storeClient.node'
import { dataJobs } from '../services/dataJobs.node'
import { LocalRunner } from '../services/localRunner'
import type { Project } from '../services/project.node'
import { TileServer } from '../services/tileServer.node'
import { trainerJobs } from '../services/trainerJobs.node'
import { type Command, type CommandContext, UsageError } from './command.node'
import { cliCommands } from './commands.node'
import { jsonLines } from './jsonLines.node'
import { humanReporter, jsonReporter, type Reporter, type Streams } from './reporter.node'
import { storeRunner } from './storeThread.node'
import { parseWords } from './words.node'

function usage(): string {
  const lines = cliCommands.map((command) => `  ${command.usage}\n      ${command.summary()}`)
  return `windhover COMMAND … [--json] [--verbose]\n\n${lines.join('\n')}\n\n${says.commandLine.helpTellsMore}\n`
}

function usageOf({ usage, summary, help = () => [] }: Command): string {
  const lines = help().map(([option, about]) => `  ${option}\n      ${about}`)
  return `windhover ${[usage, summary(), ...lines].join('\n')}\n`
}

/** Whoever runs the command line inside a program gives it none. */
async function* noInput(): AsyncGenerator<string> {}

const asksForHelp = (word: string | undefined) => word === 'help' || word === '--help' || word === '-h'

/** Runs one command. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped by the signal. */
export async function runCommandLine(
  argv: readonly string[],
  signal: AbortSignal,
  streams: Streams,
): Promise<number> {
  const [name, ...rest] = argv
  const reporter: Reporter = rest.includes('--json')
    ? jsonReporter(signal, (line) => streams.stdout.write(`${line}\n`))
    : humanReporter(signal, streams)
  try {
    const wanted = asksForHelp(name) ? rest.find((word) => !word.startsWith('-')) : name
    if (wanted === undefined) {
      streams.stdout.write(usage())
      return name === undefined ? 2 : 0
    }
    const command = cliCommands.find((c) => c.name === wanted)
    if (!command && wanted.startsWith('-')) throw new UsageError(says.commandLine.commandFirst(wanted))
    if (!command) throw new UsageError(says.commandLine.noCommand(wanted))
    if (wanted !== name || rest.some((word) => word === '--help' || word === '-h')) {
      streams.stdout.write(usageOf(command))
      return 0
    }
    const failed = await runCommand(command, rest, reporter, streams)
    return signal.aborted ? 130 : failed ? 1 : 0
  } catch (error) {
    reporter.error(error, rest.includes('--verbose'))
    if (signal.aborted && isAbort(error)) return 130
    return error instanceof AppError && error.code === 'usage' ? 2 : 1
  }
}

/** Resolves with true when a part of it could not be done. */
async function runCommand(
  command: Command,
  rest: string[],
  reporter: Reporter,
  streams: Streams,
): Promise<boolean> {
  const { words, options } = parseWords(command, cliCommands, rest)
  let store: StoreClient | undefined
  const data = new LocalRunner(dataJobs(new TileServer()))
  const trainer = new LocalRunner(trainerJobs())
  const open = async (folder: string | undefined): Promise<Project> => {
    if (!folder) throw new UsageError(says.commandLine.takesAFolder(command.name, command.usage))
    store = await StoreClient.open(storeRunner(), resolve(folder))
    if (store.problem) reporter.warn(store.problem)
    return { store, paths: new ProjectPaths(resolve(folder)), data, trainer }
  }
  let failed = false
  const fail = (error: AppError) => {
    failed = true
    reporter.error(error, options['verbose'] === true)
  }
  const lines = () => jsonLines(streams.stdin ?? noInput())
  const context: CommandContext = { ...reporter, data, trainer, open, lines, fail }
  try {
    reporter.result(await command.run(words, options, context))
    return failed
  } finally {
    await store?.close()
  }
}
