import { measureProject } from '../../services/measuring.node'
import { type Command, imagesOption, textOption, UsageError } from '../command.node'

export const measure: Command = {
  name: 'measure',
  usage: 'measure PROJECT --out TABLE.csv|TABLE.gpkg [--image ID|all]',
  summary:
    'Measures every marked object (area, size, nearest neighbour), and each class on each image (density, medians), as two tables.',
  help: [
    [
      '--out TABLE.csv|TABLE.gpkg',
      'a row an object, as a table or with its outline on the map (a layer an image, units in the names of the columns); TABLE-pictures.csv beside it has a row an image and class',
    ],
    ['--image ID|all', 'the image; without it all'],
  ],
  options: { out: { type: 'string' }, image: { type: 'string' } },
  async run([folder], options, context) {
    const out = textOption(options, 'out')
    if (out === undefined || !/\.(csv|gpkg)$/i.test(out))
      throw new UsageError(
        `measure takes --out with a name that ends in .csv or .gpkg${out ? `, not "${out}"` : ''}.`,
      )
    const project = await context.open(folder)
    const done = await measureProject(project, { images: imagesOption(options), out }, context)
    context.say(`${done.out}: ${done.objects} objects. By image and class: ${done.pictures}.`)
    return done
  },
}
