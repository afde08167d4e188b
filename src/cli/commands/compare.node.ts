import type { ComparedRun } from '../../evaluation/comparedRuns'
import { thresholdText } from '../../found/threshold'
import { says } from '../../messages/says/says'
import { runName } from '../../runs/runName'
import { compareRuns } from '../../services/comparing.node'
import { chosenRun, type Project } from '../../services/project.node'
import { type Command, imagesOption, textOption, thresholdOption, UsageError } from '../command.node'
import { leftAligned, scoreWords } from '../columns'

export const compare: Command = {
  name: 'compare',
  usage:
    'compare PROJECT --run A --run B [--image ID|all] [--threshold T|CLASS=T,…|suggested] [--out CHANGES.geojson]',
  summary: () => says.summaries.compare,
  help: () => [
    ['--run A --run B', says.optionHelp.compareRuns],
    ['--image ID|all', says.optionHelp.compareImage],
    ['--threshold T|CLASS=T,…|suggested', says.optionHelp.compareThreshold],
    ['--out CHANGES.geojson', says.optionHelp.compareOut],
  ],
  options: {
    run: { type: 'string', multiple: true },
    image: { type: 'string' },
    threshold: { type: 'string' },
    out: { type: 'string' },
  },
  async run([folder], options, context) {
    const [first, second, third] = (textOption(options, 'run') ?? '').split('\n')
    if (!first || !second || third) throw new UsageError(says.runCommands.compareTakes)
    const out = textOption(options, 'out')
    if (out !== undefined && !/\.(geo)?json$/i.test(out))
      throw new UsageError(says.commandLine.takes('out', says.runCommands.geojsonName, out))
    const request = {
      ...{ runs: [first, second] as const, images: imagesOption(options), out },
      threshold: thresholdOption(options),
    }
    const project = await context.open(folder)
    const found = await compareRuns(project, request, context)
    for (const each of found.classes) context.say(says.runCommands.compared(each.name, each))
    for (const run of found.runs) for (const line of linesOf(run, project)) context.say(line)
    if (found.out) context.say(says.runCommands.changes(found.out))
    return found
  },
}

function linesOf({ run, all, learned, unseen, ...least }: ComparedRun, project: Project): string[] {
  const parts = [
    [says.commandLine.allGround, all],
    [says.commandLine.learnedFrom, learned],
    [says.commandLine.unseen, unseen],
  ] as const
  const lines = parts.flatMap(([name, scores]) =>
    scores ? `  ${leftAligned(name, 20)} ${scoreWords(scores)}` : [],
  )
  const note = unseen ? [] : [`  ${says.runCommands.nothingHeldBack}`]
  const head = says.runCommands.headAt(runName(chosenRun(project, run)), thresholdText(least))
  return [head, ...lines, ...note]
}
