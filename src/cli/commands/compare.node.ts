import type { ComparedRun } from '../../evaluation/comparedRuns'
import { thresholdText } from '../../found/threshold'
import { runName } from '../../runs/runName'
import { compareRuns } from '../../services/comparing.node'
import { chosenRun, type Project } from '../../services/project.node'
import { type Command, imagesOption, textOption, thresholdOption, UsageError } from '../command.node'

export const compare: Command = {
  name: 'compare',
  usage:
    'compare PROJECT --run A --run B [--image ID|all] [--threshold T|CLASS=T,…|suggested] [--out CHANGES.geojson]',
  summary:
    'Compares two runs: what the second finds that the first does not, what it lost and moved, and how right both are on the same checked ground.',
  help: [
    ['--run A --run B', 'from run A to run B; best stands for the best one'],
    ['--image ID|all', 'the image; all: those that both have searched'],
    [
      '--threshold T|CLASS=T,…|suggested',
      'the least score of a detection, of both; without it each run’s own; CLASS=T sets that of one class, as in 0.4,bus=0.55; suggested: for each class what the run’s validation suggests',
    ],
    ['--out CHANGES.geojson', 'writes every change with its box, in full-size pixels'],
  ],
  options: {
    run: { type: 'string', multiple: true },
    image: { type: 'string' },
    threshold: { type: 'string' },
    out: { type: 'string' },
  },
  async run([folder], options, context) {
    const [first, second, third] = (textOption(options, 'run') ?? '').split('\n')
    if (!first || !second || third) throw new UsageError('compare takes --run twice: --run A --run B.')
    const out = textOption(options, 'out')
    if (out !== undefined && !/\.(geo)?json$/i.test(out))
      throw new UsageError(`--out takes a name that ends in .geojson, not "${out}".`)
    const request = {
      ...{ runs: [first, second] as const, images: imagesOption(options), out },
      threshold: thresholdOption(options),
    }
    const project = await context.open(folder)
    const found = await compareRuns(project, request, context)
    for (const { name, gained, lost, moved, same } of found.classes)
      context.say(`${name}: ${gained} gained, ${lost} lost, ${moved} moved, ${same} the same.`)
    for (const run of found.runs) for (const line of linesOf(run, project)) context.say(line)
    if (found.out) context.say(`Changes: ${found.out}.`)
    return found
  },
}

function linesOf({ run, all, learned, unseen, ...least }: ComparedRun, project: Project): string[] {
  const parts = [
    ['all checked ground', all],
    ['learned from', learned],
    ['unseen', unseen],
  ] as const
  const lines = parts.flatMap(([name, f]) =>
    f
      ? `  ${name.padEnd(20)} precision ${f.precision.toFixed(3)}  recall ${f.recall.toFixed(3)}  F1 ${f.f1.toFixed(3)}  AP ${f.ap.toFixed(3)}  ${f.objects} objects`
      : [],
  )
  const note = unseen ? [] : ['  These figures are too optimistic: nothing was held back.']
  return [`${runName(chosenRun(project, run))} at threshold ${thresholdText(least)}:`, ...lines, ...note]
}
