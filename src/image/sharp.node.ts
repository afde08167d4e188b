import sharp, { type Sharp } from 'sharp'
import { useOwnGlib } from './ownGlib.node'

// The one place that loads and tunes sharp. libvips would cache decoded files by name: a picture that is replaced on the
// disk would be read stale, and random tiles never hit that cache.
sharp.cache(false)
useOwnGlib()

export { sharp }

/**
 * How we read every picture, from a file or from bytes: upright, over white where it is transparent, 8-bit sRGB, three
 * channels. Truncated and damaged files are errors; the size of the picture, or of a TIFF's strips, is no reason to refuse it.
 */
export function openImage(input: string | Uint8Array, options: { sequential: boolean }): Sharp {
  const limits = { failOn: 'error', limitInputPixels: false, unlimited: true } as const
  return sharp(input, { ...limits, sequentialRead: options.sequential })
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
}
