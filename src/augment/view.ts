import type { Random } from '../base/random'

/**
 * How a tile is looked at once: from where in the tile each pixel of the result comes, and how its values are changed.
 * A transform turns one view into another; picture, mask and boxes are then made from the finished view, so that they
 * cannot part. Coordinates are continuous, (0, 0) the top-left corner of the top-left pixel.
 */
export interface View {
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
}

/** Draws one change of the view; `size` is the tile's side in pixels. */
export type Transform = (view: View, random: Random, size: number) => View

export const plainView: View = {
  ax: 1,
  bx: 0,
  cx: 0,
  ay: 0,
  by: 1,
  cy: 0,
  gain: [1, 1, 1],
  shift: [0, 0, 0],
}

/** The view through a further map of the result's points: (x, y) → (ax·x + bx·y + cx, ay·x + by·y + cy). */
export function through(
  view: View,
  map: { ax: number; bx: number; cx: number; ay: number; by: number; cy: number },
): View {
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
