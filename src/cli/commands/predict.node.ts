import { levelName } from '../../tiles/levels'
import { resizeRules, splitNames } from '../../tiles/tiles'
import { parseMap } from '../../dataset/foreign/mapping'
import { engineIds } from '../../engine/engine'
import { says } from '../../messages/says/says'
import { predictImages, type PredictedImage } from '../../services/predicting.node'
import { predictTable, type TableResult } from '../../services/predictingTiles.node'
import { warnOfOldColors } from '../../services/preparing.node'
import { mergedClasses, type MergeRule, mergeWays, defaultMerge } from '../../found/mergeRule'
import { testTimeAugmentations } from '../../prediction/testTimeAugmentation'
import {
  choiceOption,
  type Command,
  type CommandContext,
  imagesOption,
  levelOption,
  type Options,
  tableOption,
  textOption,
  thresholdOption,
  UsageError,
} from '../command.node'
import { placeHelp, placeOption, placeOptions, placeRules, placeUsage } from '../placeOptions.node'

/** Classes of a picture that are said, the likeliest first. */
const shownClasses = 5

export const predictCommand: Command = {
  name: 'predict',
  usage: `predict PROJECT [--image ID|all] [--run ID|best] [--threshold T|CLASS=T,…|suggested] [--level N|auto] [--tta none|flips|ten-crop] [--merge nms|ios|soft-nms|nmm] [--merge-classes across|apart] [--coarse-to-fine] [--resume] [--engine auto|tensorflow|webgpu|wasm] ${placeUsage} | predict PROJECT --from FOLDER|LIST|FILE.h5 --out TABLE.csv|TABLE.h5 [--split train|val|test] [--map images=A,labels=B,…] [--resize stretch|crop|pad] [--tta none|flips|ten-crop] [--run ID|best] [--threshold T|CLASS=T,…|suggested] [--engine …]`,
  summary: () => says.summaries.predict,
  help: () => [
    ['--threshold T|CLASS=T,…|suggested', says.optionHelp.predictThreshold],
    ['--merge WAY', says.optionHelp.predictMerge],
    ['--merge-classes across|apart', says.optionHelp.predictMergeClasses],
    ['--coarse-to-fine', says.optionHelp.predictCoarse],
    ...placeHelp(),
  ],
  rules: placeRules,
  options: {
    image: { type: 'string' },
    run: { type: 'string' },
    threshold: { type: 'string' },
    level: { type: 'string' },
    tta: { type: 'string' },
    merge: { type: 'string' },
    'merge-classes': { type: 'string' },
    'coarse-to-fine': { type: 'boolean' },
    engine: { type: 'string' },
    from: { type: 'string' },
    out: { type: 'string' },
    split: { type: 'string' },
    map: { type: 'string' },
    resize: { type: 'string' },
    resume: { type: 'boolean' },
    ...placeOptions,
  },
  async run([folder], options, context) {
    const from = textOption(options, 'from')
    if (from !== undefined) return predictFrom(folder, from, options, context)
    for (const name of ['out', 'split', 'map', 'resize'])
      if (options[name] !== undefined) throw new UsageError(says.runCommands.goesWithFrom(name))
    const request = {
      images: imagesOption(options),
      run: textOption(options, 'run'),
      threshold: thresholdOption(options),
      level: levelOption(options),
      tta: choiceOption(options, 'tta', testTimeAugmentations),
      merge: mergeOption(options),
      coarseToFine: options['coarse-to-fine'] === true,
      engine: choiceOption(options, 'engine', ['auto', ...engineIds]),
      resume: options['resume'] === true,
      away: placeOption(options, true),
    }
    const project = await context.open(folder)
    await warnOfOldColors(project, context)
    const images = await predictImages(project, request, context)
    for (const image of images)
      for (const line of [...skippedLines(image), ...linesOf(image), ...coarseLines(image)]) context.say(line)
    return { images }
  },
}

/** Undefined where nothing is said: the usual way. */
function mergeOption(options: Options): MergeRule | undefined {
  const way = choiceOption(options, 'merge', mergeWays)
  const classes = choiceOption(options, 'merge-classes', mergedClasses)
  return way || classes
    ? { way: way ?? defaultMerge.way, classes: classes ?? defaultMerge.classes }
    : undefined
}

function skippedLines({ id, blocks: { total, computed, skipped } }: PredictedImage): string[] {
  if (skipped === 0) return []
  return [
    computed === 0 ? says.runCommands.searchedBefore(id) : says.runCommands.partsBefore(id, skipped, total),
  ]
}

function coarseLines({ id, coarse }: PredictedImage): string[] {
  if (!coarse) return []
  const { skipped, objects, missed, level } = coarse
  const percent = (100 * skipped).toFixed(0)
  return [says.runCommands.lookedCoarsely(id, levelName(level), percent, objects, missed)]
}

function linesOf(image: PredictedImage): string[] {
  const { id, detections, seconds, megapixelsPerSecond, level, classes, tiles = 1 } = image
  const speed = { seconds: seconds.toFixed(1), megapixels: megapixelsPerSecond.toFixed(1) }
  const { found, classifiedTiles, classifiedWhole, shows } = says.runCommands
  if (!classes) return [found(id, detections, speed, levelName(level))]
  const likeliest = [...classes].sort((a, b) => b.probability - a.probability).slice(0, shownClasses)
  const shares = likeliest.map(({ name, probability }) => [name, (probability * 100).toFixed(0)] as const)
  return [
    tiles > 1 ? classifiedTiles(id, tiles, speed, levelName(level)) : classifiedWhole(id, speed),
    shows(id, shares, classes.length > shownClasses),
  ]
}

async function predictFrom(
  folder: string | undefined,
  from: string,
  options: Options,
  context: CommandContext,
): Promise<TableResult> {
  for (const name of ['image', 'level', 'resume', 'on', 'merge', 'merge-classes', 'coarse-to-fine'])
    if (options[name] !== undefined) throw new UsageError(says.runCommands.forImages(name, from))
  const [out, map] = [tableOption(options), textOption(options, 'map')]
  if (!out) throw new UsageError(says.runCommands.predictFromTakes)
  const request = {
    out,
    run: textOption(options, 'run'),
    split: choiceOption(options, 'split', splitNames),
    map: map === undefined ? undefined : parseMap(map),
    resize: choiceOption(options, 'resize', resizeRules),
    tta: choiceOption(options, 'tta', testTimeAugmentations),
    threshold: thresholdOption(options),
    engine: choiceOption(options, 'engine', ['auto', ...engineIds]),
  }
  const project = await context.open(folder)
  const done = await predictTable(project, from, request, context)
  const { tableWritten } = says.runCommands
  context.say(tableWritten(done.out, done.rows, done.tiles, done.run, done.seconds.toFixed(1)))
  return done
}
