import type { Rect } from '../../geometry/rect'
import { says } from '../../messages/says/says'
import { similarPlaces } from '../../services/similar.node'
import {
  type Command,
  imageOption,
  numberOption,
  parseNumbers,
  type Options,
  textOption,
  UsageError,
} from '../command.node'

const defaultTop = 200
const maxTop = 10_000

export const similar: Command = {
  name: 'similar',
  usage:
    'similar PROJECT --image ID --object ID[,ID…] [--reject x,y,w,h;…] [--top 200] | similar PROJECT --image ID --unusual [--top 200]',
  summary: () => says.summaries.similar,
  help: () => [
    ['--image ID', says.optionHelp.similarImage],
    ['--object ID[,ID…]', says.optionHelp.similarObject],
    ['--reject x,y,w,h;…', says.optionHelp.similarReject],
    ['--unusual', says.optionHelp.similarUnusual],
    ['--top N', says.optionHelp.similarTop(defaultTop)],
  ],
  rules: [
    { options: ['reject'], beside: 'object', why: () => says.optionHelp.rejectedForWhat },
    { options: ['unusual'], without: 'object', why: () => says.optionHelp.unusualLikeNone },
  ],
  options: {
    image: { type: 'string' },
    object: { type: 'string' },
    reject: { type: 'string' },
    unusual: { type: 'boolean' },
    top: { type: 'string' },
  },
  async run([folder], options, context) {
    const image = imageOption(options, 'similar')
    const objects = objectsOption(options)
    if (objects.length === 0 && options['unusual'] !== true)
      throw new UsageError(says.runCommands.similarTakes)
    const rejected = rejectOption(options)
    const top = numberOption(options, 'top', { min: 1, max: maxTop, integer: true }) ?? defaultTop
    const project = await context.open(folder)
    const done = await similarPlaces(project, { image, objects, rejected, top }, context)
    const found = done.found.map(({ x, y, w, h, score }) => {
      const digits = (value: number) => Number(value.toFixed(2))
      return { x: digits(x), y: digits(y), w: digits(w), h: digits(h), score: Number(score.toPrecision(5)) }
    })
    for (const { x, y, w, h, score } of found) context.say(`${x},${y},${w},${h}  ${score}`)
    context.say(says.runCommands.places(image, found.length, done.seconds.toFixed(1)))
    return { images: [{ ...done, found }] }
  },
}

function objectsOption(options: Options): number[] {
  const given = textOption(options, 'object')
  if (given === undefined) return []
  const ids = given.split(',').map((word) => (/^\s*\d+\s*$/.test(word) ? Number(word) : NaN))
  if (ids.every(Number.isSafeInteger)) return [...new Set(ids)]
  throw new UsageError(says.commandLine.takes('object', says.runCommands.objectNumbers, given))
}

function rejectOption(options: Options): Rect[] {
  const given = textOption(options, 'reject')
  if (given === undefined) return []
  return given
    .split(';')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [x = 0, y = 0, w = 0, h = 0] = parseNumbers(part, 'reject', 4)
      if (w > 0 && h > 0) return { x, y, w, h }
      throw new UsageError(says.commandLine.takes('reject', says.runCommands.rejectedPlaces, part))
    })
}
