import type { Rect } from '../../src/geometry/rect'
import { dragRect } from './handles'
import { isDrag } from './tool'
import type { Draft, PointerInput, Tool, ToolContext } from './tool'

/** Image pixels that a drawn rectangle must have on each side: less was a slip of the hand. */
const least = 1

/**
 * Draws rectangles, by one drag or by two clicks; Shift makes a square. What box and checked area share.
 */
export function rectangleTool(
  context: ToolContext,
  draft: (rect: Rect) => Draft,
  finish: (rect: Rect) => void,
): Tool {
  let from: PointerInput | null = null
  /** The first of two clicks was made. */
  let anchored = false

  const cancel = () => {
    const had = from !== null
    from = null
    anchored = false
    context.draft(null)
    return had
  }
  const rectTo = (start: PointerInput, at: PointerInput) => dragRect(start, at, context.image, at.shift)
  const close = (at: PointerInput) => {
    const rect = rectTo(from as PointerInput, at)
    cancel()
    if (rect.w >= least && rect.h >= least) finish(rect)
  }

  return {
    down(at) {
      if (!anchored) from = at
    },
    move(at) {
      if (from && (anchored || isDrag(from, at, context.scale))) context.draft(draft(rectTo(from, at)))
    },
    up(at) {
      if (!from) return
      if (anchored || isDrag(from, at, context.scale)) close(at)
      else anchored = true
    },
    cancel,
  }
}
