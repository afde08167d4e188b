import type { MatchRule, Scores } from '../../evaluation/evaluation'
import { thresholdText } from '../../found/threshold'
import { splitNames } from '../../tiles/tiles'
import { parseMap } from '../../dataset/foreign/mapping'
import { testTimeAugmentations } from '../../prediction/testTimeAugmentation'
import type { SplitEvaluation, TilesEvaluation } from '../../evaluation/splitEvaluation'
import { evaluateRun } from '../../services/evaluating.node'
import { evaluateSplit } from '../../services/predictingTiles.node'
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
    throw new UsageError(`--match takes centre or iou:0.5 (more than 0, at most 1), not "${given}".`)
  return { kind: 'iou', threshold: Number(threshold) }
}

export const evaluate: Command = {
  name: 'evaluate',
  usage:
    'evaluate PROJECT [--image ID|all] [--run ID|best] [--match centre|iou:0.5] [--threshold T|CLASS=T,…|suggested] | evaluate PROJECT --split test|val|train [--dataset FILE.h5] [--map images=A,labels=B,…] [--out TABLE.csv|TABLE.h5] [--tta none|flips|ten-crop] [--run ID|best] [--match …] [--threshold T|CLASS=T,…|suggested]',
  summary:
    'Holds predictions against what people marked, inside of what they checked, the ground that the run learned from and the ground that it never saw apart; with --split, against the labels of one part of a dataset, tile by tile.',
  help: [
    [
      '--threshold T|CLASS=T,…|suggested',
      'the least score of a detection; without it the one that the run was searched with; CLASS=T sets that of one class, as in 0.4,bus=0.55; suggested: for each class what the run’s validation suggests',
    ],
  ],
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
  if (options['image'] !== undefined)
    throw new UsageError(
      'evaluate takes --image for searched images or --split for a part of a dataset, not both.',
    )
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
    context.say(`${name}: ${value.toFixed(3)}.`)
  context.say(`${found.tiles} tiles of the ${found.split} part of ${found.dataset}, run ${found.run}.`)
  if (request.out) context.say(`Table: ${request.out}.`)
  return found
}

function sayScores(found: TilesEvaluation, context: CommandContext): void {
  const row = (name: string, s: Scores) =>
    context.say(
      `${name.padEnd(16)} precision ${s.precision.toFixed(3)}  recall ${s.recall.toFixed(3)}  F1 ${s.f1.toFixed(3)}  AP ${s.ap.toFixed(3)}  ${s.objects} objects`,
    )
  row('all classes', found)
  for (const one of found.classes) row(one.name, one)
  sayExpected(found, context)
  if (found.learned) row('learned from', found.learned)
  if (found.unseen) row('unseen', found.unseen)
  for (const { name, from, to, ...s } of found.sizes ?? [])
    context.say(
      `${name.padEnd(16)} precision ${s.precision.toFixed(3)}  recall ${s.recall.toFixed(3)}  F1 ${s.f1.toFixed(3)}  ${s.objects} objects with sides from ${from.toFixed(1)}${to === null ? '' : ` to ${to.toFixed(1)}`} px (thirds of the objects)`,
    )
  if (found.note) context.say(`These figures are ${found.note}.`)
  context.say(`Threshold ${thresholdText(found)}.`)
  const { confusionMatrix } = found
  const names = found.classes.map(({ name }) => name)
  if (confusionMatrix)
    for (const line of matrixLines(confusionMatrix, [...names, '(nothing)'])) context.say(line)
  sayClassification(found, context)
}

/** What validation expected at the threshold, beside what came of it. */
function sayExpected(found: TilesEvaluation, context: CommandContext): void {
  const rows = [{ ...found, name: 'all classes' }, ...(found.classes.length > 1 ? found.classes : [])]
  const share = (value: number) => `${Math.round(value * 100)} of 100`
  for (const { name, precision, expected } of rows) {
    if (!expected || (name !== 'all classes' && expected.of !== 'class')) continue
    const { calibrationError, objects, suggestedThreshold } = expected
    const came = calibrationError === null ? 'none was found' : `here ${share(1 - precision)} are`
    context.say(
      `${name.padEnd(16)} expected: ${share(1 - expected.precision)} false (${came}), ${share(1 - expected.recall)} missed; judged on ${objects} objects, which suggest a threshold of ${suggestedThreshold.toFixed(2)}`,
    )
  }
  const few = found.classes.filter(({ expected }) => expected?.of === 'all').map(({ name }) => name)
  if (found.classes.length > 1 && few.length > 0)
    context.say(`Too few of ${few.join(', ')} were held back: for them the figures of all classes hold.`)
}

/** Of a run that classifies. */
function sayClassification(found: TilesEvaluation, context: CommandContext): void {
  const { accuracy, logLoss, top5, classes, auc } = found
  if (accuracy === undefined || logLoss === undefined) return
  const share = (value: number) => `${(value * 100).toFixed(1)} %`
  const top =
    top5 !== undefined && classes.length > 5 ? `, right class among the five likeliest ${share(top5)}` : ''
  const area = auc === null || auc === undefined ? '' : `, AUC ${auc.toFixed(3)}`
  context.say(`Accuracy ${share(accuracy)}${top}${area}, log loss ${logLoss.toFixed(3)}.`)
  for (const line of confusionLines(found)) context.say(line)
}

/** More columns than this cannot be read in a terminal; --json has them all. */
const mostColumns = 12

/** A row is what a picture or tile is, a column what the run said; with several labels, four counts a class. */
function confusionLines({ confusion = [], classes }: TilesEvaluation): string[] {
  const names = classes.map(({ name }) => name)
  if (Array.isArray(confusion[0]?.[0])) return []
  return matrixLines(confusion as readonly (readonly number[])[], names)
}

function matrixLines(matrix: readonly (readonly number[])[], names: readonly string[]): string[] {
  if (names.length > mostColumns) return []
  const cell = (value: string | number) => String(value).slice(0, 12).padStart(13)
  const row = (name: string, cells: readonly (string | number)[]) =>
    `${name.slice(0, 16).padEnd(16)}${cells.map(cell).join('')}`
  return [row('is \\ said', names), ...names.map((name, c) => row(name, matrix[c] ?? []))]
}
