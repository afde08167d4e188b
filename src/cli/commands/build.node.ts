import { resolve } from 'node:path'
import {
  resizeRules,
  specDefaults,
  tileKinds,
  tilesFor,
  type TileKind,
  type TileShares,
} from '../../tiles/tiles'
import { parseMap } from '../../dataset/foreign/mapping'
import type { DatasetRequest } from '../../dataset/preview'
import { says } from '../../messages/says/says'
import {
  buildProjectDataset,
  defaultRequest,
  type ForeignRequest,
  useForeign,
} from '../../services/datasets.node'
import { warnOfOldColors } from '../../services/preparing.node'
import {
  choiceOption,
  type Command,
  levelOption,
  numberOption,
  parseNumbers,
  type Options,
  textOption,
  UsageError,
} from '../command.node'

export const build: Command = {
  name: 'build',
  usage:
    'build PROJECT [--tile 256] [--level 0|auto] [--split 0.7,0.2,0.1] [--seed 1] [--out FILE.h5] [--shares positive=0.5,near=0.1,background=0.2,hard=0.2] [--tiles N | --max-size 2GB] [--visible 0.5] [--guard 160] | build PROJECT --from FOLDER|LIST|FILE.h5 [--map images=A,labels=B,val_images=…] [--several] [--names a,b] [--pixels 0..1|-1..1|0..255|LOW..HIGH|standardised] [--resize stretch|crop|pad]',
  summary: () => says.summaries.build,
  rules: [
    {
      options: ['level', 'shares', 'tiles', 'max-size', 'visible', 'guard'],
      without: 'from',
      why: () => says.optionHelp.cutsOwnImages,
    },
    {
      options: ['map', 'several', 'names', 'pixels', 'resize'],
      beside: 'from',
      why: () => says.optionHelp.readsOthersData,
    },
  ],
  options: {
    tile: { type: 'string' },
    level: { type: 'string' },
    split: { type: 'string' },
    seed: { type: 'string' },
    out: { type: 'string' },
    shares: { type: 'string' },
    tiles: { type: 'string' },
    'max-size': { type: 'string' },
    visible: { type: 'string' },
    guard: { type: 'string' },
    from: { type: 'string' },
    map: { type: 'string' },
    several: { type: 'boolean' },
    names: { type: 'string' },
    pixels: { type: 'string' },
    resize: { type: 'string' },
  },
  async run([folder], options, context) {
    const request = requestFrom(options)
    const from = textOption(options, 'from')
    const out = textOption(options, 'out')
    const started = performance.now()
    const project = await context.open(folder)
    await warnOfOldColors(project, context)
    const target = out ? resolve(out) : undefined
    const summary = from
      ? await useForeign(project, foreignFrom(from, request, options), context, target)
      : await buildProjectDataset(project, request, context, target)
    const seconds = (performance.now() - started) / 1000
    const { tileKinds: names, kindCount, built } = says.dataCommands
    const kinds = tileKinds.map((kind) => kindCount(names[kind], summary.tiles[kind]))
    context.say(built(summary.path, kinds, summary.objects, seconds.toFixed(1)))
    return { dataset: summary.path, tiles: summary.tiles, objects: summary.objects, seconds }
  },
}

const tileRule = { min: 32, max: 2048, integer: true }
const seedRule = { min: 0, max: 2 ** 32 - 1, integer: true }

function foreignFrom(from: string, { split }: DatasetRequest, options: Options): ForeignRequest {
  const [map, names] = [textOption(options, 'map'), textOption(options, 'names')]
  return {
    from: resolve(from),
    tile: numberOption(options, 'tile', tileRule),
    split,
    seed: numberOption(options, 'seed', seedRule),
    resize: choiceOption(options, 'resize', resizeRules),
    map: map === undefined ? undefined : parseMap(map),
    several: options['several'] === true || undefined,
    pixels: textOption(options, 'pixels'),
    classNames: names?.split(',').map((name) => name.trim()),
  }
}

function requestFrom(options: Options): DatasetRequest {
  const split = textOption(options, 'split')
  const tile = numberOption(options, 'tile', tileRule) ?? defaultRequest.tile
  return {
    tile,
    level: levelOption(options) ?? defaultRequest.level,
    split: split ? (parseNumbers(split, 'split', 3) as [number, number, number]) : null,
    seed: numberOption(options, 'seed', seedRule) ?? defaultRequest.seed,
    shares: sharesOption(options),
    tiles: budgetOption(options, tile),
    visible: numberOption(options, 'visible', { min: 0.01, max: 1 }),
    guard: numberOption(options, 'guard', { min: 0, max: 4096, integer: true }),
  }
}

/** `positive=0.5,near=0.1`: kinds that are not named share what is left over as they do by default. */
function sharesOption(options: Options): TileShares | undefined {
  const text = textOption(options, 'shares')
  if (text === undefined) return undefined
  const given = new Map<TileKind, number>()
  for (const part of text.split(',')) {
    const [name = '', value = ''] = part.split('=').map((word) => word.trim())
    const kind = tileKinds.find((each) => each === name)
    const share = value === '' ? NaN : Number(value)
    if (!kind || !(share >= 0 && share <= 1))
      throw new UsageError(
        says.commandLine.takes(
          'shares',
          says.dataCommands.shares(tileKinds.map((each) => `${each}=SHARE`).join(',')),
          part,
        ),
      )
    given.set(kind, share)
  }
  const rest = 1 - [...given.values()].reduce((a, b) => a + b, 0)
  const others = tileKinds.filter((kind) => !given.has(kind))
  const usual = others.reduce((sum, kind) => sum + specDefaults.shares[kind], 0)
  if (rest < -1e-9 || (others.length === 0 && Math.abs(rest) > 1e-6))
    throw new UsageError(says.dataCommands.sharesAddUp((1 - rest).toFixed(3)))
  const shareOf = (kind: TileKind) =>
    given.get(kind) ?? Math.max(0, rest) * (specDefaults.shares[kind] / usual)
  return Object.fromEntries(tileKinds.map((kind) => [kind, shareOf(kind)])) as TileShares
}

const units = { kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 } as const

function budgetOption(options: Options, tile: number): number | undefined {
  const tiles = numberOption(options, 'tiles', { min: 1, integer: true })
  const size = textOption(options, 'max-size')
  if (size === undefined) return tiles
  const [, value, unit] = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]b)\s*$/i.exec(size) ?? []
  if (value === undefined || unit === undefined)
    throw new UsageError(says.commandLine.takes('max-size', says.dataCommands.fileSize, size))
  const fitting = tilesFor(Number(value) * units[unit.toLowerCase() as keyof typeof units], tile)
  return Math.min(tiles ?? Infinity, fitting)
}
