import { levelSize } from '../image/pixels/pixelSource'
import { usableLevels, type Sized } from '../tiles/levels'
import { cellPixels } from './featureMap'

/** The side that objects have in the encoder's input, within a factor of √2, in pixels. */
const defaultSide = 50
/** Enlarging more brings blur and no detail. */
const maxEnlarged = 4
/** Enlarged so much where nothing says how large what is looked for is. */
const blindEnlarged = 2
/** Cells that are kept of a picture at most, 32 bytes each. */
const maxCells = 8_000_000

export interface FeatureScale {
  /** Pixels of the encoder's input a full-size pixel: a power of two. */
  readonly scale: number
  /** The scale that the object's size asks for, where there is no room for its features. */
  readonly wanted: number
}

/** How large the picture is shown to the encoder. `side`: of the object (root of its area) in pixels, where it is known. */
export function featureScale(image: Sized, side: number | undefined): FeatureScale {
  const coarsest = 2 ** -(usableLevels(image) - 1)
  const fitting = side === undefined ? blindEnlarged : 2 ** Math.round(Math.log2(defaultSide / side))
  const wanted = Math.max(coarsest, Math.min(maxEnlarged, fitting))
  let scale = wanted
  while (cellsOf(image, scale) > maxCells && scale > coarsest) scale /= 2
  return { scale, wanted }
}

/** The side of what is looked for where nobody has said it, in full-size pixels. */
export const blindSide = (scale: number) => defaultSide / scale
/** What is smaller is hardly told apart at a scale, in full-size pixels. */
export const minSide = (scale: number) => Math.round(defaultSide / 2 / scale)

/** The level of the pyramid that is read, and how much it is enlarged then. */
export function readingLevel(scale: number): { level: number; enlarged: number } {
  return { level: Math.max(0, -Math.log2(scale)), enlarged: Math.max(1, scale) }
}

/** Cells along each side. */
export function gridSize(image: Sized, scale: number): { width: number; height: number } {
  const { level, enlarged } = readingLevel(scale)
  const size = levelSize(image.width, image.height, level)
  const cells = (side: number) => Math.ceil((side * enlarged) / cellPixels)
  return { width: cells(size.width), height: cells(size.height) }
}

function cellsOf(image: Sized, scale: number): number {
  const { width, height } = gridSize(image, scale)
  return width * height
}
