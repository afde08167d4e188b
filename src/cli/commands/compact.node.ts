import { compactProject } from '../../services/compacting.node'
import type { Command } from '../command.node'

export const compact: Command = {
  name: 'compact',
  usage: 'compact PROJECT',
  summary: 'Forgets what undo could bring back, and deletes the files of removed images.',
  options: {},
  async run([folder], _options, context) {
    const result = await compactProject(await context.open(folder))
    const megabytes = (result.bytes / 1e6).toFixed(1)
    context.say(`${megabytes} MB are free again; ${result.files} files of removed images are gone.`)
    return result
  },
}
