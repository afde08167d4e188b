import { says } from '../../messages/says/says'
import { measureProject } from '../../services/measuring.node'
import { type Command, imagesOption, textOption, UsageError } from '../command.node'

export const measure: Command = {
  name: 'measure',
  usage: 'measure PROJECT --out TABLE.csv|TABLE.gpkg [--image ID|all]',
  summary: () => says.summaries.measure,
  help: () => [
    ['--out TABLE.csv|TABLE.gpkg', says.optionHelp.measureOut],
    ['--image ID|all', says.optionHelp.measureImage],
  ],
  options: { out: { type: 'string' }, image: { type: 'string' } },
  async run([folder], options, context) {
    const out = textOption(options, 'out')
    if (out === undefined || !/\.(csv|gpkg)$/i.test(out))
      throw new UsageError(says.dataCommands.measureTakes(out))
    const project = await context.open(folder)
    const done = await measureProject(project, { images: imagesOption(options), out }, context)
    context.say(says.dataCommands.measured(done.out, done.objects, done.pictures))
    return done
  },
}
