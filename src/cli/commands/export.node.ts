import { resolve } from 'node:path'
import { writtenFormats } from '../../formats/format'
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
  summary:
    'Writes objects, predictions, a dataset or a network for other programs, or a run for another project.',
  help: [
    [
      '--threshold T|CLASS=T,…|suggested',
      'of --what predictions: the least score of a detection; without it the one that each image was searched with; CLASS=T sets that of one class, as in 0.4,bus=0.55; suggested: for each class what the run’s validation suggests',
    ],
    [
      '--what run',
      'One file with all that a run is: weights, classes, scale, threshold and what it learned from. "import" takes it into another project, and any program that reads ZIP, JSON and safetensors opens it.',
    ],
    [
      '--licence TEXT',
      'What others may do with the run, such as CC-BY-4.0; kept in its file as it is typed.',
    ],
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
      throw new UsageError(`--threshold goes with --what predictions, not with --what ${what}.`)
    if (what === 'run') return exportTrained(folder, options, context)
    if (textOption(options, 'licence') !== undefined)
      throw new UsageError(`--licence goes with --what run, not with --what ${what}.`)
    if (what === 'model') return exportNetwork(folder, options, context)
    if (what === 'dataset') return exportTiles(folder, options, context)
    const format = choiceOption(options, 'format', writtenFormats) ?? 'coco'
    const out = textOption(options, 'out')
    if (!out)
      throw new UsageError(
        'export takes --out with the file (coco, csv, csv-geometry, gpkg) or folder (yolo, geojson, geojson-map, voc, labelme, dota, masks, shp) to write.',
      )
    const run = textOption(options, 'run')
    if (run !== undefined && what === 'objects')
      throw new UsageError(
        '--run is for --what predictions, --what model and --what run: objects belong to no run.',
      )
    const project = await context.open(folder)
    const result = await exportAnnotations(
      project,
      { format, what, run, threshold, out: resolve(out) },
      context,
    )
    context.say(
      `${resolve(out)}: ${result.written} written, ${result.changed} changed in shape, ${result.dropped} left out.`,
    )
    return result
  },
}

async function exportTiles(folder: string | undefined, options: Options, context: CommandContext) {
  const format = choiceOption(options, 'format', ['yolo', 'yolo-segment', 'yolo-obb']) ?? 'yolo'
  const kind = yoloKinds.find((each) => format.endsWith(each)) ?? 'detect'
  const out = textOption(options, 'out')
  if (!out) throw new UsageError('export --what dataset takes --out with the folder to write.')
  if (textOption(options, 'run') !== undefined)
    throw new UsageError(
      '--run is for --what predictions, --what model and --what run: a dataset belongs to no run.',
    )
  const result = await exportDataset(await context.open(folder), { out: resolve(out), kind }, context)
  const { tiles, written, greyed, changed, boxes } = result
  const of = { detect: 'boxes', segment: 'outlines', obb: 'turned boxes' }[kind]
  context.say(`${resolve(out)}: ${tiles} tiles with ${written} ${of}, and data.yaml.`)
  if (changed > 0)
    context.warn(
      kind === 'obb'
        ? `${changed} objects are no turned boxes, or are cut by the border of a tile: the smallest turned box around each is written.`
        : `${changed} outlines lost holes, or parts but the largest, for which YOLO has no place.`,
    )
  if (boxes > 0)
    context.warn(
      `${boxes} objects are boxes, since they have no outline or are no more what they were: build the dataset anew.`,
    )
  if (greyed > 0)
    context.warn(
      `${greyed} tiles show parts that nobody has checked, which YOLO would learn as background: they are grey.`,
    )
  return result
}

async function exportNetwork(folder: string | undefined, options: Options, context: CommandContext) {
  const format = choiceOption(options, 'format', modelFormats) ?? 'tfjs'
  const out = textOption(options, 'out')
  if (!out) throw new UsageError('export takes --out with the folder (tfjs) or file (keras) to write.')
  const project = await context.open(folder)
  const run = textOption(options, 'run')
  const result = await exportRunModel(project, { run, format, out: resolve(out) }, context)
  context.say(`${result.file}: the network of run ${result.run}, ${result.parameters} weights.`)
  if (result.note) context.warn(result.note)
  return result
}

async function exportTrained(folder: string | undefined, options: Options, context: CommandContext) {
  if (textOption(options, 'format') !== undefined)
    throw new UsageError('--format is not for --what run, which has one: leave it out.')
  const out = textOption(options, 'out')
  if (!out)
    throw new UsageError(`export --what run takes --out with the file to write: NAME${runFileEnding}.`)
  const project = await context.open(folder)
  const request = {
    run: textOption(options, 'run'),
    out: resolve(out),
    licence: textOption(options, 'licence'),
  }
  const result = await exportRun(project, request, context)
  const picture = result.picture === null ? '' : `, with a few finds in ${result.picture} as a picture`
  context.say(
    `${result.out}: run ${result.run}, ${result.parameters} weights, ${result.bytes} bytes${picture}.`,
  )
  return result
}
