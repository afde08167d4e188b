import { isAbort } from '../../src/base/errors'
import { isDrag } from './tool'
import type { PointerInput, Tool, ToolContext } from './tool'

/**
 * A click that is answered from the picture's pixels: what wand and smart box share. A newer click, Esc or another tool
 * drops an answer that is still on its way.
 */
export function pickTool(
  context: ToolContext,
  answer: (at: PointerInput, signal: AbortSignal) => Promise<void>,
): Tool {
  let from: PointerInput | null = null
  let running: AbortController | null = null

  const start = async (at: PointerInput) => {
    running?.abort()
    const own = new AbortController()
    running = own
    try {
      await answer(at, own.signal)
    } catch (error) {
      if (!own.signal.aborted && !isAbort(error))
        context.warn(error instanceof Error ? error.message : String(error))
    } finally {
      if (running === own) running = null
    }
  }

  return {
    down(at) {
      from = at
    },
    move() {},
    up(at) {
      const { width, height } = context.image
      const inside = at.x >= 0 && at.y >= 0 && at.x < width && at.y < height
      const isClick = from !== null && !isDrag(from, at, context.scale)
      from = null
      if (isClick && inside) void start(at)
    },
    cancel() {
      const had = from !== null || running !== null
      from = null
      running?.abort()
      return had
    },
    cursor: () => (running ? 'progress' : undefined),
  }
}
