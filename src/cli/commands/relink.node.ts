import { relinkImages } from '../../services/relinking.node'
import { UsageError, type Command } from '../command.node'

export const relink: Command = {
  name: 'relink',
  usage: 'relink PROJECT FOLDER',
  summary:
    'Finds images that were moved, by their contents, in a folder and those below it; labels are kept.',
  most: 2,
  options: {},
  async run([project, folder], _options, context) {
    if (folder === undefined)
      throw new UsageError('relink takes a project and the folder that holds the pictures now.')
    const result = await relinkImages(await context.open(project), folder, context)
    for (const { id, path } of result.found) context.say(`Image ${id}: ${path}`)
    const { found, missing } = result
    if (missing.length > 0) context.warn(`Still missing: ${missing.join(', ')}; name another folder.`)
    context.say(`${found.length} images found again, ${missing.length} still missing.`)
    return result
  },
}
