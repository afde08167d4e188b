import { resolve } from 'node:path'
import { splitNames } from '../../tiles/tiles'
import { type Command, UsageError } from '../command.node'

export const inspect: Command = {
  name: 'inspect',
  usage: 'inspect FILE.h5',
  summary: 'Shows what a dataset file holds.',
  options: {},
  async run([file], _options, context) {
    if (!file)
      throw new UsageError('inspect takes a dataset file, such as seals.windhover/datasets/dataset.h5.')
    const summary = await context.data.run('dataset.inspect', { path: resolve(file), check: true }, context)
    for (const { path, type, shape } of summary.datasets)
      context.say(`${path.padEnd(16)} ${type.padEnd(6)} [${shape.join(', ')}]`)
    context.say(
      `tiles: ${Object.entries(summary.tiles)
        .map(([kind, count]) => `${kind} ${count}`)
        .join(', ')}`,
    )
    for (const name of splitNames) {
      const { tiles, objects, classes } = summary.splits[name]
      const balance = classes.map((count, i) => `${summary.classNames[i]} ${count}`).join(', ')
      context.say(`${name.padEnd(5)} ${tiles} tiles, ${objects} objects (${balance})`)
    }
    context.say(
      summary.reference
        ? `Pictures are read in place from ${summary.reference}; its parts were not compared.`
        : 'No two parts share a pixel.',
    )
    return summary
  },
}
