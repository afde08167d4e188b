import sharp, { type Sharp } from 'sharp'
import { useOwnGlib } from './ownGlib.node'


// The one place that loads and tunes sharp. libvips would cache decoded files by name: a picture that is replaced on the
// disk would be read stale, and random tiles never hit that cache.
sharp.cache(false)
useOwnGlib()

export { sharp }

/**
 * How we read every picture: upright, over white where it is transparent, 8-bit sRGB, three channels. Truncated and
 * damaged files are errors; the size of the picture is no reason to refuse it.
 */
export function openImage(path: string, options: { sequential: boolean }): Sharp {
  return upright(
    sharp(path, { failOn: 'error', limitInputPixels: false, sequentialRead: options.sequential }),
  )
}

/** Turns an opened picture into upright 8-bit sRGB of three channels. */
export function upright(image: Sharp): Sharp {
  return image.autoOrient().flatten({ background: '#ffffff' }).toColourspace('srgb')
}
