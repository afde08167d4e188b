import type { Random } from '../base/random'

/**
 * How a tile is looked at once: from where in the tile each pixel of the result comes, and how its values are changed.
 * A transform turns one view into another; picture, mask and boxes are then made from the finished view, so that they
 * cannot part. Coordinates are continuous, (0, 0) the top-left corner of the top-left pixel.
 */
export interface TileView {
  /** tileX = ax·x + bx·y + cx and tileY = ay·x + by·y + cy, for a point (x, y) of the result. */
  readonly ax: number
  readonly bx: number
  readonly cx: number
  readonly ay: number
  readonly by: number
  readonly cy: number
  /** result = gain·value + shift per channel, values in 0..255. */
  readonly gain: readonly [number, number, number]
  readonly shift: readonly [number, number, number]
  /** Side of the result in pixels, where it is not the tile's. */
  readonly size?: number | undefined
  /** What happens to the picture's values afterwards, in this order; nothing of it moves a pixel. */
  readonly effects?: readonly Effect[] | undefined
}

/** Changes a picture in place: f32 [size, size, 3], values in 0..255, which it may leave. */
export type Effect = (image: Float32Array, size: number) => void

/** Draws one change of the view; `size` is the present side of the result in pixels. */
export type Transform = (view: TileView, random: Random, size: number) => TileView

export const plainView: TileView = {
  ax: 1,
  bx: 0,
  cx: 0,
  ay: 0,
  by: 1,
  cy: 0,
  gain: [1, 1, 1],
  shift: [0, 0, 0],
}

/** (x, y) → (ax·x + bx·y + cx, ay·x + by·y + cy) */
export type Affine = Pick<TileView, 'ax' | 'bx' | 'cx' | 'ay' | 'by' | 'cy'>

/** The view through a further map of the result's points. */
export function through(view: TileView, map: Affine): TileView {
  return {
    ...view,
    ax: view.ax * map.ax + view.bx * map.ay,
    bx: view.ax * map.bx + view.bx * map.by,
    cx: view.ax * map.cx + view.bx * map.cy + view.cx,
    ay: view.ay * map.ax + view.by * map.ay,
    by: view.ay * map.bx + view.by * map.by,
    cy: view.ay * map.cx + view.by * map.cy + view.cy,
  }
}

/** Applies a linear map that leaves the middle where it is. */
export function aroundMiddle(
  view: TileView,
  size: number,
  { ax, bx, ay, by }: Omit<Affine, 'cx' | 'cy'>,
): TileView {
  const half = size / 2
  return through(view, { ax, bx, ay, by, cx: half - half * (ax + bx), cy: half - half * (ay + by) })
}

export function withEffect(view: TileView, effect: Effect): TileView {
  return { ...view, effects: [...(view.effects ?? []), effect] }
}
