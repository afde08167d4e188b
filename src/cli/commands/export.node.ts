import { resolve } from 'node:path'
import { exportAnnotations } from '../../services/exporting.node'
import { choiceOption, type Command, textOption, UsageError } from '../command.node'

export const exportCommand: Command = {
  name: 'export',
  usage: 'export PROJECT --out FILE|FOLDER [--format yolo|coco|geojson] [--what objects|predictions]',
  summary: 'Writes objects or predictions for other programs.',
  options: { format: { type: 'string' }, what: { type: 'string' }, out: { type: 'string' } },
  async run([folder], options, context) {
    const format =
      choiceOption(options, 'format', ['yolo', 'coco', 'geojson'], ['voc', 'labelme', 'csv']) ?? 'coco'
    const what = choiceOption(options, 'what', ['objects', 'predictions']) ?? 'objects'
    const out = textOption(options, 'out')
    if (!out)
      throw new UsageError('export takes --out with the file (coco) or folder (yolo, geojson) to write.')
    const project = await context.open(folder)
    const result = await exportAnnotations(project, { format, what, out: resolve(out) }, context)
    context.say(
      `${resolve(out)}: ${result.written} written, ${result.changed} changed in shape, ${result.dropped} left out.`,
    )
    return result
  },
}
