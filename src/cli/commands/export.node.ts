import { resolve } from 'node:path'
import { writtenFormats } from '../../formats/format'
import { says } from '../../messages/says/says'
import { exportAnnotations } from '../../services/exporting.node'
import { exportDataset } from '../../services/exportingDataset.node'
import { exportRunModel } from '../../services/exportingModel.node'
import { exportRun } from '../../services/exportingRun.node'
import { yoloKinds } from '../../dataset/yoloFolder'
import { runFileEnding } from '../../runs/runFileName'
import { modelFormats } from '../../training/modelFormats'
import {
  choiceOption,
  type Command,
  type CommandContext,
  type Options,
  textOption,
  thresholdOption,
  UsageError,
} from '../command.node'

const exported = ['objects', 'predictions', 'dataset', 'model', 'run'] as const

export const exportCommand: Command = {
  name: 'export',
  usage:
    'export PROJECT --out FILE|FOLDER [--format yolo|coco|geojson|geojson-map|voc|labelme|csv|csv-geometry|dota|mask|mask-tiff|mask-instances|gpkg|shp] [--what objects|predictions [--run ID|best] [--threshold T|CLASS=T,…|suggested]] | --what dataset [--format yolo|yolo-segment|yolo-obb] | --what model --format tfjs|keras [--run ID|best] | --what run --out NAME.windhover-run [--run ID|best] [--licence TEXT]',
  summary: () => says.summaries.export,
  help: () => [
    ['--threshold T|CLASS=T,…|suggested', says.optionHelp.exportThreshold],
    ['--what run', says.optionHelp.exportRun],
    ['--licence TEXT', says.optionHelp.exportLicence],
  ],
  options: {
    format: { type: 'string' },
    what: { type: 'string' },
    run: { type: 'string' },
    threshold: { type: 'string' },
    out: { type: 'string' },
    licence: { type: 'string' },
  },
  async run([folder], options, context) {
    const what = choiceOption(options, 'what', exported) ?? 'objects'
    const threshold = thresholdOption(options)
    if (threshold !== undefined && what !== 'predictions')
      throw new UsageError(says.dataCommands.thresholdOfPredictions(what))
    if (what === 'run') return exportTrained(folder, options, context)
    if (textOption(options, 'licence') !== undefined)
      throw new UsageError(says.dataCommands.licenceOfRun(what))
    if (what === 'model') return exportNetwork(folder, options, context)
    if (what === 'dataset') return exportTiles(folder, options, context)
    const format = choiceOption(options, 'format', writtenFormats) ?? 'coco'
    const out = textOption(options, 'out')
    if (!out) throw new UsageError(says.dataCommands.exportTakes)
    const run = textOption(options, 'run')
    if (run !== undefined && what === 'objects') throw new UsageError(says.dataCommands.objectsOfNoRun)
    const project = await context.open(folder)
    const result = await exportAnnotations(
      project,
      { format, what, run, threshold, out: resolve(out) },
      context,
    )
    const { written, changed, dropped } = result
    context.say(says.dataCommands.exported(resolve(out), written, changed, dropped))
    return result
  },
}

async function exportTiles(folder: string | undefined, options: Options, context: CommandContext) {
  const format = choiceOption(options, 'format', ['yolo', 'yolo-segment', 'yolo-obb']) ?? 'yolo'
  const kind = yoloKinds.find((each) => format.endsWith(each)) ?? 'detect'
  const out = textOption(options, 'out')
  if (!out) throw new UsageError(says.dataCommands.exportDatasetTakes)
  if (textOption(options, 'run') !== undefined) throw new UsageError(says.dataCommands.datasetOfNoRun)
  const result = await exportDataset(await context.open(folder), { out: resolve(out), kind }, context)
  const { tiles, written, greyed, changed, boxes } = result
  const { datasetExported, noTurnedBoxes, holesLost, boxesInstead, greyTiles } = says.dataCommands
  context.say(datasetExported(resolve(out), tiles, written, kind))
  if (changed > 0) context.warn(kind === 'obb' ? noTurnedBoxes(changed) : holesLost(changed))
  if (boxes > 0) context.warn(boxesInstead(boxes))
  if (greyed > 0) context.warn(greyTiles(greyed))
  return result
}

async function exportNetwork(folder: string | undefined, options: Options, context: CommandContext) {
  const format = choiceOption(options, 'format', modelFormats) ?? 'tfjs'
  const out = textOption(options, 'out')
  if (!out) throw new UsageError(says.dataCommands.exportModelTakes)
  const project = await context.open(folder)
  const run = textOption(options, 'run')
  const result = await exportRunModel(project, { run, format, out: resolve(out) }, context)
  context.say(says.dataCommands.modelExported(result.file, result.run, result.parameters))
  if (result.note) context.warn(result.note)
  return result
}

async function exportTrained(folder: string | undefined, options: Options, context: CommandContext) {
  if (textOption(options, 'format') !== undefined) throw new UsageError(says.dataCommands.noFormatOfRun)
  const out = textOption(options, 'out')
  if (!out) throw new UsageError(says.dataCommands.exportRunTakes(runFileEnding))
  const project = await context.open(folder)
  const request = {
    run: textOption(options, 'run'),
    out: resolve(out),
    licence: textOption(options, 'licence'),
  }
  const result = await exportRun(project, request, context)
  const { parameters, bytes, picture } = result
  context.say(says.dataCommands.runExported(result.out, result.run, parameters, bytes, picture))
  return result
}
