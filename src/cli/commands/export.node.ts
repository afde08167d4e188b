import { resolve } from 'node:path'
import { writtenFormats } from '../../formats/format'
import { exportAnnotations } from '../../services/exporting.node'
import { exportDataset } from '../../services/exportingDataset.node'
import { exportRunModel } from '../../services/exportingModel.node'
import { modelFormats } from '../../training/modelFormats'
import {
  choiceOption,
  type Command,
  type CommandContext,
  type Options,
  textOption,
  UsageError,
} from '../command.node'

export const exportCommand: Command = {
  name: 'export',
  usage:
    'export PROJECT --out FILE|FOLDER [--format yolo|coco|geojson|geojson-map|voc|labelme|csv|dota|mask|gpkg|shp] [--what objects|predictions [--run ID|best]] | --what dataset [--format yolo] | --what model --format tfjs|keras [--run ID|best]',
  summary: 'Writes objects or predictions for other programs.',
  options: {
    format: { type: 'string' },
    what: { type: 'string' },
    run: { type: 'string' },
    out: { type: 'string' },
  },
  async run([folder], options, context) {
    const what = choiceOption(options, 'what', ['objects', 'predictions', 'dataset', 'model']) ?? 'objects'
    if (what === 'model') return exportNetwork(folder, options, context)
    if (what === 'dataset') return exportTiles(folder, options, context)
    const format = choiceOption(options, 'format', writtenFormats) ?? 'coco'
    const out = textOption(options, 'out')
    if (!out)
      throw new UsageError(
        'export takes --out with the file (coco, csv, gpkg) or folder (yolo, geojson, geojson-map, voc, labelme, dota, mask, shp) to write.',
      )
    const run = textOption(options, 'run')
    if (run !== undefined && what === 'objects')
      throw new UsageError('--run is for --what predictions and --what model: objects belong to no run.')
    const project = await context.open(folder)
    const result = await exportAnnotations(project, { format, what, run, out: resolve(out) }, context)
    context.say(
      `${resolve(out)}: ${result.written} written, ${result.changed} changed in shape, ${result.dropped} left out.`,
    )
    return result
  },
}

async function exportTiles(folder: string | undefined, options: Options, context: CommandContext) {
  choiceOption(options, 'format', ['yolo'])
  const out = textOption(options, 'out')
  if (!out) throw new UsageError('export --what dataset takes --out with the folder to write.')
  if (textOption(options, 'run') !== undefined)
    throw new UsageError('--run is for --what predictions and --what model: a dataset belongs to no run.')
  const result = await exportDataset(await context.open(folder), resolve(out), context)
  const { tiles, written, greyed } = result
  context.say(`${resolve(out)}: ${tiles} tiles with ${written} boxes, and data.yaml.`)
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
