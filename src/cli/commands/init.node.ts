import { resolve } from 'node:path'
import { says } from '../../messages/says/says'
import { classColor } from '../../services/project.node'
import { ProjectStore } from '../../project/store/store.node'
import { textOption, UsageError, type Command } from '../command.node'

export const init: Command = {
  name: 'init',
  usage: 'init PROJECT [--classes a,b]',
  summary: () => says.summaries.init,
  options: { classes: { type: 'string' } },
  async run(words, options, { say }) {
    const [folder] = words
    if (!folder) throw new UsageError(says.dataCommands.initTakes)
    const names = (textOption(options, 'classes') ?? '').split(',').map((name) => name.trim())
    const twice = names.find((name, i) => name && names.indexOf(name) < i)
    if (twice) throw new UsageError(says.dataCommands.classTwice(twice))
    const classes = names.filter(Boolean).map((name, i) => ({ name, color: classColor(i) }))
    const store = await ProjectStore.create(resolve(folder), { classes })
    await store.close()
    say(says.dataCommands.made(resolve(folder)))
    return { project: resolve(folder) }
  },
}
