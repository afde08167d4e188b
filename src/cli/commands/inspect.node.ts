import { resolve } from 'node:path'
import { says } from '../../messages/says/says'
import { splitNames, tileKinds } from '../../tiles/tiles'
import { leftAligned } from '../columns'
import { type Command, UsageError } from '../command.node'

export const inspect: Command = {
  name: 'inspect',
  usage: 'inspect FILE.h5',
  summary: () => says.summaries.inspect,
  options: {},
  async run([file], _options, context) {
    if (!file) throw new UsageError(says.dataCommands.inspectTakes)
    const summary = await context.data.run('dataset.inspect', { path: resolve(file), check: true }, context)
    for (const { path, type, shape } of summary.datasets)
      context.say(`${path.padEnd(16)} ${type.padEnd(6)} [${shape.join(', ')}]`)
    const { tileKinds: names, parts, tilesByKind, partHolds } = says.dataCommands
    context.say(tilesByKind(tileKinds.map((kind) => [names[kind], summary.tiles[kind]])))
    for (const name of splitNames) {
      const { tiles, objects, classes } = summary.splits[name]
      const balance = classes.map((count, i) => [summary.classNames[i] ?? '', count] as const)
      context.say(`${leftAligned(parts[name], 5)} ${partHolds(tiles, objects, balance)}`)
    }
    context.say(
      summary.reference ? says.dataCommands.readInPlace(summary.reference) : says.dataCommands.noPixelShared,
    )
    return summary
  },
}
