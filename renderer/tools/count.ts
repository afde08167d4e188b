import { clampToImage } from '../../src/document/shapes'
import { isDrag } from './tool'
import type { PointerInput, Tool, ToolContext } from './tool'

/** CSS pixels between two points of a ring drawn by hand. */
const apart = 2

/** Counts what lies in a rectangle, or with Alt in a ring drawn by hand. A click, or Esc, ends it. */
export function countTool(context: ToolContext): Tool {
  let from: PointerInput | null = null
  let ring: number[] = []
  let counted = false

  const follow = (start: PointerInput, at: PointerInput) => {
    const { x, y } = clampToImage(at.x, at.y, context.image)
    const first = clampToImage(start.x, start.y, context.image)
    if (!start.alt) ring = [first.x, first.y, x, first.y, x, y, first.x, y]
    else {
      const [lastX, lastY] = ring.slice(-2)
      const far = lastX === undefined || Math.hypot(x - lastX, y - (lastY ?? 0)) * context.scale >= apart
      if (far) ring = [...ring, x, y]
    }
  }
  const drop = () => {
    const had = from !== null || counted
    from = null
    ring = []
    counted = false
    context.count(null, false)
    return had
  }

  return {
    down(at) {
      drop()
      from = at
    },
    move(at) {
      if (!from || (ring.length === 0 && !isDrag(from, at, context.scale))) return
      follow(from, at)
      context.count(ring, false)
    },
    up() {
      if (!from) return
      from = null
      if (ring.length < 6) return void drop()
      counted = true
      context.count(ring, true)
    },
    cancel: drop,
  }
}
