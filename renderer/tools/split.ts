import { isCutBy, split } from '../../src/document/commands/split'
import { isDrag } from './tool'
import type { PointerInput, Tool, ToolContext } from './tool'

/** A straight cut by a drag: through what is selected, or where nothing is, through every object it crosses. */
export function splitTool(context: ToolContext): Tool {
  let from: PointerInput | null = null
  const cancel = () => {
    const had = from !== null
    from = null
    context.draft(null)
    return had
  }
  return {
    down(at) {
      from = at
    },
    move(at) {
      if (from) context.draft({ kind: 'path', points: [from.x, from.y, at.x, at.y], closes: false })
    },
    up(at) {
      const start = from
      cancel()
      if (!start || !isDrag(start, at, context.scale)) return
      const cut = { x0: start.x, y0: start.y, x1: at.x, y1: at.y }
      const around = {
        x: Math.min(start.x, at.x),
        y: Math.min(start.y, at.y),
        w: Math.abs(at.x - start.x),
        h: Math.abs(at.y - start.y),
      }
      const selected = context.selectedObjects().filter((object) => isCutBy(object, cut))
      context.apply(split(selected.length > 0 ? selected : context.objectsIn(around), cut, context.newId))
    },
    cancel,
  }
}
