import { says } from '../../messages/says/says'
import { relinkImages } from '../../services/relinking.node'
import { UsageError, type Command } from '../command.node'

export const relink: Command = {
  name: 'relink',
  usage: 'relink PROJECT FOLDER',
  summary: () => says.summaries.relink,
  most: 2,
  options: {},
  async run([project, folder], _options, context) {
    if (folder === undefined) throw new UsageError(says.dataCommands.relinkTakes)
    const result = await relinkImages(await context.open(project), folder, context)
    for (const { id, path } of result.found) context.say(says.dataCommands.imageLies(id, path))
    const { found, missing } = result
    if (missing.length > 0) context.warn(says.dataCommands.stillMissing(says.commandLine.list(missing)))
    context.say(says.dataCommands.foundAgain(found.length, missing.length))
    return result
  },
}
