import { says } from '../../messages/says/says'
import { compactProject } from '../../services/compacting.node'
import type { Command } from '../command.node'

export const compact: Command = {
  name: 'compact',
  usage: 'compact PROJECT',
  summary: () => says.summaries.compact,
  options: {},
  async run([folder], _options, context) {
    const result = await compactProject(await context.open(folder))
    const megabytes = (result.bytes / 1e6).toFixed(1)
    context.say(says.dataCommands.compacted(megabytes, result.files))
    return result
  },
}
