import { samplesOf, type Depth, type Pixels } from './pixels'
import type { TiffPage } from './tiffPage'
import { opacities } from './tiffTags'

/** Where a page says that one of its samples is opacity. */
export interface Opacity {
  readonly channel: number
  readonly premultiplied: boolean
}

/** Undefined where a page declares none. */
export function opacityOf({
  samples,
  extraSamples,
}: Pick<TiffPage, 'samples' | 'extraSamples'>): Opacity | undefined {
  const found = extraSamples.findIndex(
    (kind) => kind === opacities.premultiplied || kind === opacities.separate,
  )
  const channel = samples - extraSamples.length + found
  if (found < 0 || channel < 1) return undefined
  return { channel, premultiplied: extraSamples[found] === opacities.premultiplied }
}

/** The other channels: over white where the picture is of 8 bits, without a value where nothing is opaque in any other. */
export function applyOpacity(pixels: Pixels, { channel: at, premultiplied }: Opacity, depth: Depth): Pixels {
  const { channels, width, height, data: from } = pixels
  const length = width * height
  const data = samplesOf(depth, length * (channels - 1))
  for (let i = 0, to = 0; i < length; i++) {
    const opacity = from[i * channels + at]!
    for (let c = 0; c < channels; c++) {
      if (c === at) continue
      const value = from[i * channels + c]!
      if (depth === 8) data[to++] = overWhite(value, opacity, premultiplied)
      else data[to++] = opacity > 0 ? value : NaN
    }
  }
  return { data, width, height, channels: channels - 1 }
}

function overWhite(value: number, opacity: number, premultiplied: boolean): number {
  if (opacity === 255) return value
  if (premultiplied) return Math.min(255, value + 255 - opacity)
  return Math.round((value * opacity + 255 * (255 - opacity)) / 255)
}
