import sharp, { type Sharp } from 'sharp'
import { useOwnGlib } from './ownGlib.node'

// The one place that loads and tunes sharp. libvips would cache decoded files by name: a picture that is replaced on the
// disk would be read stale, and random tiles never hit that cache.
sharp.cache(false)
useOwnGlib()

export { sharp }

/** How the pixels of a file stand to what is seen. */
export interface StoredForm {
  /** By which it is turned, 1 to 8 (EXIF 2.3, Orientation). */
  readonly orientation: number
  /** Four channels of ink, which leave here as they are: `cmykToRgb` makes colours of them. */
  readonly cmyk: boolean
  /** It has a colour profile other than the one that everybody has. */
  readonly profiled?: boolean | undefined
}

const upright: StoredForm = { orientation: 1, cmyk: false }
/**
 * Truncated and damaged files are errors; the size of the picture, or of a TIFF's strips, is no reason to refuse it. Numbers are
 * those of the file: a colour profile changes none.
 */
const asStored = { failOn: 'error', limitInputPixels: false, unlimited: true, ignoreIcc: true } as const

/**
 * How we read every picture of 8 bits, from a file or from bytes: upright, over white where it is transparent, three channels
 * (four of CMYK).
 */
export function openImage(
  input: string | Uint8Array,
  { sequential, form = upright }: { sequential: boolean; form?: StoredForm },
): Sharp {
  const picture = turned(sharp(input, { ...asStored, sequentialRead: sequential }), form.orientation)
  if (form.cmyk) return picture.pipelineColourspace('cmyk').toColourspace('cmyk')
  return picture.flatten({ background: '#ffffff' }).toColourspace('srgb')
}

/** A picture of 16 bits: its channels as they are, over white (65,280 as sharp has it) where it is transparent. */
export function openDeepImage(
  file: string,
  { sequential, form, grey }: { sequential: boolean; form: StoredForm; grey: boolean },
): Sharp {
  return turned(sharp(file, { ...asStored, sequentialRead: sequential }), form.orientation)
    .flatten({ background: '#ffffff' })
    .toColourspace(grey ? 'grey16' : 'rgb16')
}

/** Mirrored, where at all, and then turned clockwise. */
function turned(picture: Sharp, orientation: number): Sharp {
  const angle = [0, 0, 180, 180, 270, 90, 90, 270][orientation - 1] ?? 0
  const mirrored = [2, 4, 5, 7].includes(orientation) ? picture.flop() : picture
  return angle ? mirrored.rotate(angle) : mirrored
}
