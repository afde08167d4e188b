import * as v from 'valibot'
import { t } from '../messages/messages'
import { stainNames, type ImageRecord, type StainName } from './image'
import { text } from './values'

/**
 * How a picture is shown, and so what a net gets to see of it: by one stain, by chosen channels, or, with neither, in its
 * original colours, whose brightness may be changed. Limits of channels do not count: they follow each picture's values.
 */
const shownAsSchema = v.object({
  stain: v.optional(v.picklist(stainNames)),
  /** Names of the channels, each with its colour, in the picture's order. */
  channels: v.optional(v.pipe(v.array(text), v.maxLength(16), v.readonly())),
  brightness: v.optional(v.literal(true)),
})
export type ShownAs = Readonly<v.InferOutput<typeof shownAsSchema>>

type Shown = Pick<ImageRecord, 'display' | 'channels' | 'unprepared'>

const primaries = ['#ff0000', '#00ff00', '#0000ff']

/** At most so many ways, in files that anybody may have written. */
export const shownAsList = v.pipe(v.array(shownAsSchema), v.maxLength(1000), v.readonly())

export function shownAs({ display, channels: names }: Shown): ShownAs {
  if (!display) return {}
  if (display.stain) return { stain: display.stain }
  const shown = [...display.channels].sort((a, b) => a.channel - b.channel)
  if (names?.length === 1 && shown[0]?.color === '#ffffff') return {}
  const colours = shown.length === 3 && shown.every(({ channel, color }) => color === primaries[channel])
  if (names || !colours) {
    const nameOf = (channel: number) => (names ?? ['R', 'G', 'B'])[channel] ?? String(channel + 1)
    return { channels: shown.map(({ channel, color }) => `${nameOf(channel)} ${color}`) }
  }
  return shown.some(({ min, max }) => min !== 0 || ![255, 65_535].includes(max)) ? { brightness: true } : {}
}

/** Each way once; how a picture is shown whose pyramid is still being built is not known yet. */
export function allShownAs(images: readonly Shown[]): ShownAs[] {
  const ways = images.filter(({ unprepared }) => !unprepared).map(shownAs)
  return ways.filter((way, i) => ways.findIndex((other) => isSame(other, way)) === i)
}

/** Whether a net that learned from pictures shown in these ways has never seen one as this; false where that is not known. */
export function isShownOtherwise(image: Shown, learned: readonly ShownAs[]): boolean {
  if (image.unprepared || learned.length === 0) return false
  const way = shownAs(image)
  return !learned.some((other) => isSame(other, way))
}

/** As it stands in a sentence after "is shown": "by its stain DAB alone". */
export function shownAsText({ stain, channels, brightness }: ShownAs): string {
  const stains: Readonly<Record<StainName, string>> = t.images
  if (stain) return t.images.shownByStain(stains[stain])
  if (channels) return t.images.shownByChannels(channels.join(', '))
  return brightness ? t.images.shownBrightness : t.images.shownInColours
}

function isSame(a: ShownAs, b: ShownAs): boolean {
  const list = (way: ShownAs) => JSON.stringify([way.stain, way.channels, way.brightness])
  return list(a) === list(b)
}
