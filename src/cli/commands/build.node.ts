import { resolve } from 'node:path'
import { buildDataset, defaultSpec } from '../../services/datasets.node'
import { type Command, numberOption, numbers, textOption } from '../command.node'

export const build: Command = {
  name: 'build',
  usage: 'build PROJECT [--tile 256] [--level 0] [--split 0.7,0.2,0.1] [--seed 1] [--out FILE.h5]',
  summary: 'Cuts the tiles that training eats into one HDF5 file.',
  options: {
    tile: { type: 'string' },
    level: { type: 'string' },
    split: { type: 'string' },
    seed: { type: 'string' },
    out: { type: 'string' },
  },
  async run([folder], options, context) {
    const split = textOption(options, 'split')
    const spec = {
      tile: numberOption(options, 'tile', { min: 32, max: 2048, integer: true }) ?? defaultSpec.tile,
      level: numberOption(options, 'level', { min: 0, max: 16, integer: true }) ?? defaultSpec.level,
      split: split ? (numbers(split, 'split', 3) as [number, number, number]) : defaultSpec.split,
      seed: numberOption(options, 'seed', { min: 0, integer: true }) ?? defaultSpec.seed,
    }
    const out = textOption(options, 'out')
    const started = performance.now()
    const project = await context.open(folder)
    const summary = await buildDataset(project, spec, context, out ? resolve(out) : undefined)
    const seconds = (performance.now() - started) / 1000
    const kinds = Object.entries(summary.tiles).map(([kind, count]) => `${count} ${kind}`)
    context.say(`${summary.path}: ${kinds.join(', ')}; ${summary.objects} objects; ${seconds.toFixed(1)} s.`)
    return { dataset: summary.path, tiles: summary.tiles, objects: summary.objects, seconds }
  },
}
