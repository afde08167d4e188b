import { groundSampleDistance, sameUnits, type GeoReference } from '../geometry/georeference'
import { pixelSide, type PixelSize } from '../geometry/pixelSize'
import { levelSize } from '../image/pixels/pixelSource'
import { t } from '../messages/messages'

/** A level for all images, or for each the one at which its objects have the usual size. */
export type LevelChoice = number | 'auto'

/**
 * The side that objects have at the level that is chosen for them, within a factor of √2, in pixels: what is as large in all
 * pictures is learned together, and a picture that was taken from nearby is searched at a fraction of its pixels (scale
 * normalisation: Singh and Davis, An Analysis of Scale Invariance in Object Detection – SNIP, 2018). Vehicles of 44 pixels are
 * found better at half that size, those of 35 at their own (0015).
 */
const defaultSide = 28
/** Below this side, in pixels, a net with cells of 4 pixels hardly sees an object: the small ones of an image keep it. */
const minSide = 12
/** The share of an image's objects that may be smaller. */
const smallShare = 0.1
/** Levels whose shorter side is below this, in pixels, show too little around an object. */
const minPicture = 64

/** Levels that can be asked for. */
export const deepestLevel = 16

/** For people: how much smaller than the image a level is. */
export function levelName(level: number): string {
  return level === 0 ? t.dataset.fullSizeLevel : `1 : ${2 ** level}`
}

export interface Sized {
  readonly width: number
  readonly height: number
  readonly levels: number
  /** Where it lies on a map. */
  readonly geo?: GeoReference | undefined
  /** What one of its pixels covers. */
  readonly pixelSize?: PixelSize | undefined
}

/** The levels at which an image can be learned from or searched: at least the full size. */
export function usableLevels({ width, height, levels }: Sized): number {
  let usable = 1
  const shorter = (level: number) => {
    const size = levelSize(width, height, level)
    return Math.min(size.width, size.height)
  }
  while (usable < levels && shorter(usable) >= minPicture) usable++
  return usable
}

/** The level for objects of these sides (roots of their areas, in full-size pixels); undefined where there are none. */
export function levelForSides(sides: Float64Array, image: Sized): number | undefined {
  if (sides.length === 0) return undefined
  const sorted = sides.slice().sort()
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] as number
  const wanted = Math.round(Math.log2(at(0.5) / defaultSide))
  const most = Math.floor(Math.log2(at(smallShare) / minSide))
  return Math.min(Math.max(0, Math.min(wanted, most)), usableLevels(image) - 1)
}

/**
 * The level of each image, by its objects or, where it shows none, by those of images whose scale is known, too: a car
 * has the same length there. `sides`: of the objects of each, as above. Undefined where neither is known.
 */
export function knownLevels(
  images: readonly Sized[],
  sides: readonly Float64Array[],
): (number | undefined)[] {
  return images.map((image, i) => {
    const own = sides[i] as Float64Array
    return levelForSides(own.length > 0 ? own : sidesByScale(image, images, sides), image)
  })
}

/** The objects of other images as large as they would be in this one. */
function sidesByScale(image: Sized, images: readonly Sized[], sides: readonly Float64Array[]): Float64Array {
  const found: number[] = []
  images.forEach((other, i) => {
    const scale = relativeScale(other, image)
    if (scale === undefined) return
    for (const side of sides[i] as Float64Array) found.push(side * scale)
  })
  return Float64Array.from(found)
}

/** How much more a pixel of one image covers than one of the other, by its side; undefined where that is not known. */
function relativeScale(one: Sized, other: Sized): number | undefined {
  if (one.pixelSize && other.pixelSize) return pixelSide(one.pixelSize) / pixelSide(other.pixelSize)
  if (!one.geo || !other.geo || !sameUnits(one.geo, other.geo)) return undefined
  return groundSampleDistance(one.geo) / groundSampleDistance(other.geo)
}

/** A level for each image; an image of which nothing is known goes with most of the others. */
export function levelsFor(
  choice: LevelChoice,
  images: readonly Sized[],
  sides: (image: number) => Float64Array,
): number[] {
  if (choice !== 'auto') return images.map(() => choice)
  const known = knownLevels(
    images,
    images.map((_, i) => sides(i)),
  )
  const votes = new Map<number, number>()
  for (const level of known) if (level !== undefined) votes.set(level, (votes.get(level) ?? 0) + 1)
  const [[usual] = [0]] = [...votes].sort(([a, m], [b, n]) => n - m || a - b)
  return known.map((level, i) => level ?? Math.min(usual, usableLevels(images[i] as Sized) - 1))
}
