import { samplesOf, type Depth, type Pixels } from '../../pixels/pixels'
import type { TiffPage } from './tiffPage'
import { opacities, sampleFormats } from './tiffTags'

/** Where a page says that one of its samples is opacity. */
export interface Opacity {
  readonly channel: number
  readonly premultiplied: boolean
  /** Of a sample that is all opaque. */
  readonly most: number
}

/** Undefined where a page declares none. */
export function opacityOf({
  samples,
  extraSamples,
  bits,
  sampleFormat,
}: Pick<TiffPage, 'samples' | 'extraSamples' | 'bits' | 'sampleFormat'>): Opacity | undefined {
  const found = extraSamples.findIndex(
    (kind) => kind === opacities.premultiplied || kind === opacities.separate,
  )
  const channel = samples - extraSamples.length + found
  if (found < 0 || channel < 1) return undefined
  const most =
    sampleFormat === sampleFormats.real
      ? 1
      : 2 ** (sampleFormat === sampleFormats.signed ? bits - 1 : bits) - 1
  return { channel, premultiplied: extraSamples[found] === opacities.premultiplied, most }
}

/**
 * The other channels: over white where the picture is of 8 bits; in any other without a value where nothing is opaque, and not
 * multiplied by their opacity.
 */
export function applyOpacity(pixels: Pixels, opacity: Opacity, depth: Depth): Pixels {
  const { channel: at, premultiplied, most } = opacity
  const { channels, width, height, data: from } = pixels
  const length = width * height
  const data = samplesOf(depth, length * (channels - 1))
  for (let i = 0, to = 0; i < length; i++) {
    const opaque = from[i * channels + at]!
    for (let c = 0; c < channels; c++) {
      if (c === at) continue
      const value = from[i * channels + c]!
      if (depth === 8) data[to++] = overWhite(value, opaque, premultiplied)
      else if (!(opaque > 0)) data[to++] = NaN
      else data[to++] = premultiplied ? separated(value, opaque, most) : value
    }
  }
  return { data, width, height, channels: channels - 1 }
}

function separated(value: number, opaque: number, most: number): number {
  const own = Math.min(most, (value * most) / opaque)
  return most === 1 ? own : Math.round(own)
}

function overWhite(value: number, opacity: number, premultiplied: boolean): number {
  if (opacity === 255) return value
  if (premultiplied) return Math.min(255, value + 255 - opacity)
  return Math.round((value * opacity + 255 * (255 - opacity)) / 255)
}
