import type { Rect } from '../geometry/rect'

/** What the plan must know of a network; all in pixels. */
export interface WindowNeeds {
  readonly stride: number
  readonly multiple: number
  readonly margin: number
  /** Largest side of a window. */
  readonly window?: number | undefined
}

/** A window to compute and the part of its output that counts, in cells of the image's whole output grid. */
export interface PlannedWindow {
  /** In pixels of the level that is searched; may reach over the right and bottom border by what the network's multiple asks for. */
  readonly rect: Rect
  readonly core: Rect
}

export interface WindowPlan {
  /** All windows have this size, so that the network is set up for one shape. */
  readonly width: number
  readonly height: number
  /** Cells of the whole image. */
  readonly gridWidth: number
  readonly gridHeight: number
  /** Rows of windows from top to bottom, each from left to right; the cores of a row have the same top and height. */
  readonly rows: readonly (readonly PlannedWindow[])[]
}

/** Boxes this many cells beyond a core are taken too, so that none is lost between two windows that differ by rounding. */
export const seam = 2

/** Large windows waste less on margins; activations of this one still fit a laptop's memory, whatever the network. */
const usual = 1024

/**
 * Covers an image with overlapping windows. Their cores tile the output grid exactly, so each cell is computed once that
 * counts, at least `margin` away from a window's edge wherever the image goes on beyond that edge.
 */
export function planWindows(
  width: number,
  height: number,
  needs: WindowNeeds,
  side = needs.window ?? usual,
): WindowPlan {
  const columns = planAxis(width, needs, side)
  const rows = planAxis(height, needs, side)
  return {
    width: columns.side,
    height: rows.side,
    gridWidth: columns.cells,
    gridHeight: rows.cells,
    rows: rows.spans.map((row) =>
      columns.spans.map((column) => ({
        rect: { x: column.start, y: row.start, w: columns.side, h: rows.side },
        core: { x: column.from, y: row.from, w: column.to - column.from, h: row.to - row.from },
      })),
    ),
  }
}

interface Axis {
  readonly side: number
  readonly cells: number
  readonly spans: readonly { readonly start: number; readonly from: number; readonly to: number }[]
}

function planAxis(length: number, { stride, multiple, margin }: WindowNeeds, wanted: number): Axis {
  const cells = Math.ceil(length / stride)
  // Windows start at the same place of every layer's grid: what the network says depends on that, too.
  const edge = roundUp(margin + seam * stride, Math.max(stride, multiple / 2))
  const most = Math.max(roundUp(wanted, multiple), roundUp(4 * edge, multiple), multiple)
  if (length <= most)
    return { side: roundUp(length, multiple), cells, spans: [{ start: 0, from: 0, to: cells }] }
  // Of the number of windows that it takes at least, the smallest side that suffices: less is computed twice.
  const count = Math.ceil((length - 2 * edge) / (most - 2 * edge))
  const side = roundUp(Math.ceil((length - 2 * edge) / count) + 2 * edge, multiple)
  const last = roundUp(length - side, multiple)
  const starts = Array.from({ length: count }, (_, i) => Math.min(last, i * (side - 2 * edge)))
  // Between two windows the border lies in the middle of what both see.
  const middle = (i: number) =>
    Math.floor(((starts[i] as number) + (starts[i - 1] as number) + side) / 2 / stride)
  const spans = starts.map((start, i) => ({
    start,
    from: i === 0 ? 0 : middle(i),
    to: i === count - 1 ? cells : middle(i + 1),
  }))
  return { side, cells, spans }
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple
}
