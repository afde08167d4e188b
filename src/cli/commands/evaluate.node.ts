import type { MatchRule, Scores } from '../../evaluation/evaluation'
import { splitNames } from '../../tiles/tiles'
import { parseMap } from '../../dataset/foreign/mapping'
import { t } from '../../messages/messages'
import { thresholdText } from '../../found/threshold'
import { says } from '../../messages/says/says'
import { testTimeAugmentations } from '../../prediction/testTimeAugmentation'
import type { SplitEvaluation, TilesEvaluation } from '../../evaluation/splitEvaluation'
import { evaluateRun } from '../../services/evaluating.node'
import { evaluateSplit } from '../../services/predictingTiles.node'
import { cutToWidth, figureWords, leftAligned, rightAligned, scoreWords } from '../columns'
import {
  choiceOption,
  type Command,
  type CommandContext,
  imagesOption,
  type Options,
  tableOption,
  textOption,
  thresholdOption,
  UsageError,
} from '../command.node'

function matchOption(options: Options): MatchRule {
  const given = textOption(options, 'match') ?? 'centre'
  if (given === 'centre') return { kind: 'centre' }
  const threshold = /^iou:(0?\.\d+|1(?:\.0+)?)$/.exec(given)?.[1]
  if (!threshold || Number(threshold) <= 0)
    throw new UsageError(says.commandLine.takes('match', says.runCommands.match, given))
  return { kind: 'iou', threshold: Number(threshold) }
}

export const evaluate: Command = {
  name: 'evaluate',
  usage:
    'evaluate PROJECT [--image ID|all] [--run ID|best] [--match centre|iou:0.5] [--threshold T|CLASS=T,…|suggested] | evaluate PROJECT --split test|val|train [--dataset FILE.h5] [--map images=A,labels=B,…] [--out TABLE.csv|TABLE.h5] [--tta none|flips|ten-crop] [--run ID|best] [--match …] [--threshold T|CLASS=T,…|suggested]',
  summary: () => says.summaries.evaluate,
  help: () => [['--threshold T|CLASS=T,…|suggested', says.optionHelp.countThreshold]],
  options: {
    image: { type: 'string' },
    run: { type: 'string' },
    match: { type: 'string' },
    threshold: { type: 'string' },
    split: { type: 'string' },
    dataset: { type: 'string' },
    map: { type: 'string' },
    out: { type: 'string' },
    tta: { type: 'string' },
  },
  async run([folder], options, context) {
    const request = {
      run: textOption(options, 'run'),
      match: matchOption(options),
      threshold: thresholdOption(options),
    }
    const ofSplit = ['split', 'dataset', 'map', 'out', 'tta'].filter((name) => options[name] !== undefined)
    if (ofSplit.length > 0) return evaluateTiles(folder, { ...request, ...splitOptions(options) }, context)
    const images = imagesOption(options)
    const project = await context.open(folder)
    const found = await evaluateRun(project, { ...request, images }, context)
    sayScores(found, context)
    return found
  },
}

function splitOptions(options: Options) {
  if (options['image'] !== undefined) throw new UsageError(says.runCommands.imageOrSplit)
  const map = textOption(options, 'map')
  return {
    split: choiceOption(options, 'split', splitNames) ?? ('test' as const),
    dataset: textOption(options, 'dataset'),
    map: map === undefined ? undefined : parseMap(map),
    out: tableOption(options),
    tta: choiceOption(options, 'tta', testTimeAugmentations),
  }
}

async function evaluateTiles(
  folder: string | undefined,
  request: Parameters<typeof evaluateSplit>[1],
  context: CommandContext,
): Promise<SplitEvaluation> {
  const project = await context.open(folder)
  const found = await evaluateSplit(project, request, context)
  sayScores(found, context)
  for (const [name, value] of Object.entries(found.figures ?? {}))
    context.say(says.runCommands.figure(says.commandLine.figureNames[name] ?? name, value.toFixed(3)))
  const { parts } = says.dataCommands
  context.say(says.runCommands.tilesOf(found.tiles, parts[found.split], found.dataset, found.run))
  if (request.out) context.say(says.runCommands.table(request.out))
  return found
}

function sayScores(found: TilesEvaluation, context: CommandContext): void {
  const row = (name: string, scores: Scores) => context.say(`${leftAligned(name, 16)} ${scoreWords(scores)}`)
  row(says.commandLine.allClasses, found)
  for (const one of found.classes) row(one.name, one)
  sayExpected(found, context)
  if (found.learned) row(says.commandLine.learnedFrom, found.learned)
  if (found.unseen) row(says.commandLine.unseen, found.unseen)
  for (const size of found.sizes ?? []) context.say(sizeLine(size))
  if (found.note) context.say(says.runCommands.theseAre(found.note))
  context.say(says.runCommands.threshold(thresholdText(found)))
  const { confusionMatrix } = found
  const names = found.classes.map(({ name }) => name)
  if (confusionMatrix)
    for (const line of matrixLines(confusionMatrix, [...names, says.runCommands.nothing])) context.say(line)
  sayClassification(found, context)
}

function sizeLine({ name, from, to, ...scores }: NonNullable<TilesEvaluation['sizes']>[number]): string {
  const words = figureWords(scores)
  const { withSides } = says.runCommands
  return `${leftAligned(t.report[name], 16)} ${withSides(words, scores.objects, from.toFixed(1), to?.toFixed(1) ?? null)}`
}

/** What validation expected at the threshold, beside what came of it. */
function sayExpected(found: TilesEvaluation, context: CommandContext): void {
  const all = says.commandLine.allClasses
  const rows = [
    { ...found, name: all, whole: true },
    ...(found.classes.length > 1 ? found.classes.map((each) => ({ ...each, whole: false })) : []),
  ]
  const hundred = (value: number) => Math.round(value * 100)
  for (const { name, precision, expected, whole } of rows) {
    if (!expected || (!whole && expected.of !== 'class')) continue
    const words = says.runCommands.expected({
      wrong: hundred(1 - expected.precision),
      came: expected.calibrationError === null ? null : hundred(1 - precision),
      missed: hundred(1 - expected.recall),
      objects: expected.objects,
      suggested: expected.suggestedThreshold.toFixed(2),
    })
    context.say(`${leftAligned(name, 16)} ${words}`)
  }
  const few = found.classes.filter(({ expected }) => expected?.of === 'all').map(({ name }) => name)
  if (found.classes.length > 1 && few.length > 0)
    context.say(says.runCommands.tooFew(says.commandLine.list(few)))
}

/** Of a run that classifies. */
function sayClassification(found: TilesEvaluation, context: CommandContext): void {
  const { accuracy, logLoss, top5, classes, auc } = found
  if (accuracy === undefined || logLoss === undefined) return
  const share = (value: number) => (value * 100).toFixed(1)
  const top = top5 !== undefined && classes.length > 5 ? share(top5) : undefined
  context.say(says.runCommands.accuracy(share(accuracy), top, auc?.toFixed(3), logLoss.toFixed(3)))
  for (const line of confusionLines(found)) context.say(line)
}

/** More columns than this cannot be read in a terminal; --json has them all. */
const maxColumns = 12

/** A row is what a picture or tile is, a column what the run said; with several labels, four counts a class. */
function confusionLines({ confusion = [], classes }: TilesEvaluation): string[] {
  const names = classes.map(({ name }) => name)
  if (Array.isArray(confusion[0]?.[0])) return []
  return matrixLines(confusion as readonly (readonly number[])[], names)
}

function matrixLines(matrix: readonly (readonly number[])[], names: readonly string[]): string[] {
  if (names.length > maxColumns) return []
  const cell = (value: string | number) => rightAligned(cutToWidth(String(value), 12), 13)
  const row = (name: string, cells: readonly (string | number)[]) =>
    `${leftAligned(cutToWidth(name, 16), 16)}${cells.map(cell).join('')}`
  return [row(says.runCommands.isSaid, names), ...names.map((name, c) => row(name, matrix[c] ?? []))]
}
