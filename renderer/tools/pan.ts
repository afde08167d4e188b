import type { PointerInput, Tool, ToolContext } from './tool'

/** Moves the picture under the hand. The view keeps the held point under the pointer. */
export function panTool(context: ToolContext): Tool {
  let from: PointerInput | null = null
  return {
    down(at) {
      from = at
    },
    move(at) {
      if (from) context.pan((at.x - from.x) * context.scale, (at.y - from.y) * context.scale)
    },
    up() {
      from = null
    },
    doubleClick: (at) => context.zoom(at.alt ? 0.5 : 2, at.x, at.y),
    cancel() {
      const had = from !== null
      from = null
      return had
    },
    cursor: () => (from ? 'grabbing' : 'grab'),
  }
}
