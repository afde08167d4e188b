import { clampToImage } from '../../src/document/shapes'
import type { PointerInput, Tool, ToolContext } from './tool'

/** CSS pixels between two points of a line drawn by hand. */
const apart = 1.5

/** A line that follows the pointer from press to release: what brush, eraser and lasso share. */
export function freehandTool(
  context: ToolContext,
  hand: {
    show(points: readonly number[]): void
    finish(points: readonly number[], from: PointerInput): void
    /** The pointer moves with no button down. */
    hover?(at: PointerInput): void
  },
): Tool {
  let points: number[] = []
  let from: PointerInput | null = null

  const follow = (at: PointerInput) => {
    const { x, y } = clampToImage(at.x, at.y, context.image)
    const [lastX, lastY] = points.slice(-2)
    const far = lastX === undefined || Math.hypot(x - lastX, y - (lastY ?? 0)) * context.scale >= apart
    if (far) points.push(x, y)
  }
  const drop = () => {
    const had = from !== null
    points = []
    from = null
    context.draft(null)
    return had
  }

  return {
    down(at) {
      from = at
      points = []
      follow(at)
      hand.show(points)
    },
    move(at) {
      if (!from) return hand.hover?.(at)
      follow(at)
      hand.show(points)
    },
    up(at) {
      if (!from) return
      follow(at)
      const [drawn, began] = [points, from]
      drop()
      hand.finish(drawn, began)
    },
    cancel: drop,
  }
}
