import { containsPoint } from '../../src/geometry/rect'
import { isDrag } from './tool'
import type { PointerInput, Tool, ToolContext } from './tool'

/** A point per click, on the image only. */
export function pointTool(context: ToolContext): Tool {
  let from: PointerInput | null = null
  return {
    down(at) {
      from = at
    },
    move() {},
    up(at) {
      const { width, height } = context.image
      const isClick = from !== null && !isDrag(from, at, context.scale)
      from = null
      if (isClick && containsPoint({ x: 0, y: 0, w: width, h: height }, at.x, at.y)) {
        context.add({ kind: 'point', x: at.x, y: at.y })
      }
    },
    cancel() {
      const had = from !== null
      from = null
      return had
    },
  }
}
