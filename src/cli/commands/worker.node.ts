import { statSync } from 'node:fs'
import { AppError } from '../../base/errors'
import { appVersion } from '../../base/version'
import { en } from '../../messages/en'
import { rememberSentences } from '../../messages/says/said'
import { says } from '../../messages/says/says'
import type { WorkerEnd } from '../../services/blockWorker.node'
import { readJson } from '../../files/readFile.node'
import { isTrainPlan } from '../../services/trainPlan'
import { trainAsPlanned } from '../../services/trainWorker.node'
import { type Command, type CommandContext, textOption, UsageError } from '../command.node'
import * as v from 'valibot'

/** Bytes of a plan's file. */
const largestPlan = 64 * 1024 * 1024

export const worker: Command = {
  name: 'worker',
  usage: 'worker --json | worker --plan FILE [--part I/N]',
  summary: () => says.summaries.worker,
  help: () => [
    ['--plan FILE', says.optionHelp.workerPlan],
    ['--part I/N', says.optionHelp.workerPart],
  ],
  most: 0,
  rules: [{ options: ['part'], beside: 'plan', why: () => says.optionHelp.partOfAPlan }],
  options: { plan: { type: 'string' }, part: { type: 'string' } },
  async run(_, options, context) {
    const file = textOption(options, 'plan')
    const part = partOption(textOption(options, 'part') ?? '0/1')
    if (file === undefined && options['json'] !== true) throw new UsageError(says.runCommands.workerTakes)
    // Whoever watches may speak another language.
    if (options['json'] === true) rememberSentences(en)
    const { workAsAsked, workOnPart } = await import('../../services/blockWorker.node')
    const { openPlannedSearch: load } = await import('../../services/blockSearch.node')
    const { mergeBlocks: merge } = await import('../../services/mergeBlocks.node')
    const ends = { load, merge, tell: (event: object) => context.tell(event) }
    if (file === undefined) {
      const { first, lines } = await withFirst(context.lines())
      const { plan, hello } = (first ?? {}) as { plan?: unknown; hello?: unknown }
      // Somebody asks which version is here.
      if (hello === true) {
        context.tell({ event: 'ready', version: appVersion })
        return {}
      }
      if (isTrainPlan(plan)) return { ...(await trainAsPlanned(plan, context.trainer, context)) }
      return { ...(await workAsAsked(lines, ends, context)) }
    }
    const plan = readJson(file, v.unknown(), largestPlan)
    if (isTrainPlan(plan)) {
      if (part.part > 0) return {}
      return { ...(await trainAsPlanned(plan, context.trainer, context)) }
    }
    const since = statSync(file, { throwIfNoEntry: false })?.mtimeMs
    return said(await workOnPart(plan, { ...part, since }, ends, context), context)
  },
}

/** The first line, and all of them. */
async function withFirst(
  lines: AsyncIterable<unknown>,
): Promise<{ readonly first: unknown; readonly lines: AsyncIterable<unknown> }> {
  const rest = lines[Symbol.asyncIterator]()
  const { value: first, done = false } = (await rest.next()) as IteratorResult<unknown, unknown>
  async function* all(): AsyncGenerator<unknown> {
    if (done) return
    yield first
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  }
  return { first, lines: all() }
}

function said(end: WorkerEnd, { say, fail }: CommandContext): object {
  if (end.failed > 0) fail(new AppError('blocks-missing', says.runCommands.blocksMissing(end.failed)))
  say(says.runCommands.blocksDone(end.blocks, end.failed))
  return { ...end }
}

function partOption(given: string): { part: number; parts: number } {
  const [, part = NaN, parts = NaN] = (/^(\d{1,6})\/(\d{1,6})$/.exec(given) ?? []).map(Number)
  if (part < parts) return { part, parts }
  throw new UsageError(says.commandLine.takes('part', says.runCommands.workerPart, given))
}
