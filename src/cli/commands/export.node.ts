import { resolve } from 'node:path'
import { writtenFormats } from '../../formats/format'
import { exportAnnotations } from '../../services/exporting.node'
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
    'export PROJECT --out FILE|FOLDER [--format yolo|coco|geojson|voc|labelme|csv|dota] [--what objects|predictions [--run ID|best]] | --what model --format tfjs|keras [--run ID|best]',
  summary: 'Writes objects or predictions for other programs.',
  options: {
    format: { type: 'string' },
    what: { type: 'string' },
    run: { type: 'string' },
    out: { type: 'string' },
  },
  async run([folder], options, context) {
    const what = choiceOption(options, 'what', ['objects', 'predictions', 'model']) ?? 'objects'
    if (what === 'model') return exportNetwork(folder, options, context)
    const format = choiceOption(options, 'format', writtenFormats) ?? 'coco'
    const out = textOption(options, 'out')
    if (!out)
      throw new UsageError(
        'export takes --out with the file (coco, csv) or folder (yolo, geojson, voc, labelme, dota) to write.',
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
