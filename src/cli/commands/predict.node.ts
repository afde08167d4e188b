import { levelName } from '../../tiles/levels'
import { resizeRules, splitNames } from '../../tiles/tiles'
import { parseMap } from '../../dataset/foreign/mapping'
import { engineIds } from '../../engine/engine'
import { predictImages, type PredictedImage } from '../../services/predicting.node'
import { predictTable, type TableResult } from '../../services/predictingTiles.node'
import { warnOfOldColors } from '../../services/preparing.node'
import { mergedClasses, type MergeRule, mergeWays, usualMerge } from '../../found/mergeRule'
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
  summary:
    'Searches whole images with a trained run; with --from, writes a table: a row a picture or tile, or a row a detection.',
  help: [
    [
      '--threshold T|CLASS=T,…|suggested',
      'from which score on a detection counts; without it the one that the training arrived at; CLASS=T sets that of one class, as in 0.4,bus=0.55; suggested: for each class what the run’s validation suggests',
    ],
    [
      '--merge WAY',
      'how boxes that overlap become one object: the surest stands (nms, the usual); parts of it go, too (ios); less sure ones lose score (soft-nms); it grows around them (nmm)',
    ],
    [
      '--merge-classes across|apart',
      'whether boxes of two classes can be one object: across, the usual, counts one object once',
    ],
    [
      '--coarse-to-fine',
      'looks at the whole picture at a coarser level first and searches closely where something may be: faster in sparse pictures; marked objects in checked areas say what that would miss, and without them all is searched closely',
    ],
    ...placeHelp,
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
      if (options[name] !== undefined)
        throw new UsageError(`--${name} goes with --from FOLDER|LIST|FILE.h5, which is missing.`)
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
  return way || classes ? { way: way ?? usualMerge.way, classes: classes ?? usualMerge.classes } : undefined
}

function skippedLines({ id, blocks: { total, computed, skipped } }: PredictedImage): string[] {
  if (skipped === 0) return []
  return [
    computed === 0
      ? `Image ${id}: searched before; nothing had to be computed.`
      : `Image ${id}: ${skipped} of ${total} parts were computed before and not again.`,
  ]
}

function coarseLines({ id, coarse }: PredictedImage): string[] {
  if (!coarse) return []
  const { skipped, objects, missed, level } = coarse
  return [
    `Image ${id}: after a look at ${levelName(level)}, ${(100 * skipped).toFixed(0)} % of the area was left out; of ${objects} marked objects in checked areas ${missed} would be missed.`,
  ]
}

function linesOf(image: PredictedImage): string[] {
  const { id, detections, seconds, megapixelsPerSecond, level, classes, tiles = 1 } = image
  const speed = `${seconds.toFixed(1)} s (${megapixelsPerSecond.toFixed(1)} megapixels/s`
  if (!classes) return [`Image ${id}: ${detections} found in ${speed}, searched at ${levelName(level)}).`]
  const how = tiles > 1 ? `${tiles} tiles classified` : 'classified whole'
  const where = tiles > 1 ? `, at ${levelName(level)}` : ''
  const likeliest = [...classes].sort((a, b) => b.probability - a.probability).slice(0, shownClasses)
  const shares = likeliest.map(({ name, probability }) => `${name} ${(probability * 100).toFixed(0)} %`)
  const more = classes.length > shownClasses ? ', …' : ''
  return [`Image ${id}: ${how} in ${speed}${where}).`, `Image ${id} shows ${shares.join(', ')}${more}.`]
}

async function predictFrom(
  folder: string | undefined,
  from: string,
  options: Options,
  context: CommandContext,
): Promise<TableResult> {
  for (const name of ['image', 'level', 'resume', 'on', 'merge', 'merge-classes', 'coarse-to-fine'])
    if (options[name] !== undefined)
      throw new UsageError(`--${name} is for images of the project, not for --from ${from}.`)
  const [out, map] = [tableOption(options), textOption(options, 'map')]
  if (!out)
    throw new UsageError('predict --from takes --out with the table to write, such as predictions.csv.')
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
  context.say(
    `${done.out}: ${done.rows} rows of ${done.tiles} tiles or pictures, run ${done.run}, ${done.seconds.toFixed(1)} s.`,
  )
  return done
}
