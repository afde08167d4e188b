import type { Rect } from '../../geometry/rect'
import { similarPlaces } from '../../services/similar.node'
import {
  type Command,
  numberOption,
  parseNumbers,
  type Options,
  textOption,
  UsageError,
} from '../command.node'

const usualTop = 200
const mostTop = 10_000

export const similar: Command = {
  name: 'similar',
  usage:
    'similar PROJECT --image ID --object ID[,ID…] [--reject x,y,w,h;…] [--top 200] | similar PROJECT --image ID --unusual [--top 200]',
  summary:
    'Finds what looks like a few marked objects, or like nothing else in the picture, before any training.',
  help: [
    ['--image ID', 'the image'],
    ['--object ID[,ID…]', 'marked objects of the image that show what is looked for'],
    ['--reject x,y,w,h;…', 'places that are not it, in pixels: never found again, and learned from'],
    ['--unusual', 'finds what is unlike the rest of the picture instead'],
    ['--top N', `how many places at most, best first (${usualTop})`],
  ],
  rules: [
    { options: ['reject'], beside: 'object', why: 'places are rejected for what is looked for' },
    { options: ['unusual'], without: 'object', why: 'what is unusual looks like no object' },
  ],
  options: {
    image: { type: 'string' },
    object: { type: 'string' },
    reject: { type: 'string' },
    unusual: { type: 'boolean' },
    top: { type: 'string' },
  },
  async run([folder], options, context) {
    const image = numberOption(options, 'image', { min: 0, integer: true })
    if (image === undefined) throw new UsageError('similar takes --image with the number of one image.')
    const objects = objectsOption(options)
    if (objects.length === 0 && options['unusual'] !== true)
      throw new UsageError(
        'similar takes --object with the numbers of marked objects, or --unusual to find what looks like nothing else.',
      )
    const rejected = rejectOption(options)
    const top = numberOption(options, 'top', { min: 1, max: mostTop, integer: true }) ?? usualTop
    const project = await context.open(folder)
    const done = await similarPlaces(project, { image, objects, rejected, top }, context)
    const found = done.found.map(({ x, y, w, h, score }) => {
      const digits = (value: number) => Number(value.toFixed(2))
      return { x: digits(x), y: digits(y), w: digits(w), h: digits(h), score: Number(score.toPrecision(5)) }
    })
    for (const { x, y, w, h, score } of found) context.say(`${x},${y},${w},${h}  ${score}`)
    context.say(`Image ${image}: ${found.length} places, best first, in ${done.seconds.toFixed(1)} s.`)
    return { images: [{ ...done, found }] }
  },
}

function objectsOption(options: Options): number[] {
  const given = textOption(options, 'object')
  if (given === undefined) return []
  const ids = given.split(',').map((word) => (/^\s*\d+\s*$/.test(word) ? Number(word) : NaN))
  if (ids.every(Number.isSafeInteger)) return [...new Set(ids)]
  throw new UsageError(`--object takes numbers of objects with commas between them, not "${given}".`)
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
      throw new UsageError(`--reject takes places of at least a pixel, not "${part}".`)
    })
}
