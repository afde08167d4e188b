import type { Rect } from '../../src/geometry/rect'
import { isDrag } from './tool'
import type { PointerInput, Tool, ToolContext } from './tool'

/** Image pixels a side where neither a size is set nor a box of the class is there: what looks like 48 pixels. */
const usual = 48

/** A box of one size around each click: the size that is set, or that of the last box of the class. */
export function fixedBoxTool(context: ToolContext): Tool {
  let from: PointerInput | null = null
  const around = (at: PointerInput): Rect => {
    const { w, h } = context.boxSize() ?? { w: usual / context.scale, h: usual / context.scale }
    const { width, height } = context.image
    const [wide, high] = [Math.min(w, width), Math.min(h, height)]
    const within = (middle: number, length: number, size: number) =>
      Math.min(Math.max(0, middle - length / 2), size - length)
    return { x: within(at.x, wide, width), y: within(at.y, high, height), w: wide, h: high }
  }
  return {
    down(at) {
      from = at
    },
    move: (at) => context.draft({ kind: 'shape', shape: { kind: 'box', ...around(at) } }),
    up(at) {
      const isClick = from !== null && !isDrag(from, at, context.scale)
      from = null
      if (isClick) context.add({ kind: 'box', ...around(at) })
    },
    cancel() {
      const had = from !== null
      from = null
      context.draft(null)
      return had
    },
    leave: () => context.draft(null),
  }
}
