import { Answers } from './answers'
import { isDrag } from './tool'
import type { PointerInput, Tool, ToolContext } from './tool'

/** A click that is answered from the picture's pixels. A newer click, Esc or another tool drops an answer that is on its way. */
export function pickTool(
  context: ToolContext,
  answer: (at: PointerInput, signal: AbortSignal) => Promise<void>,
): Tool {
  const answers = new Answers(context)
  let from: PointerInput | null = null

  return {
    down(at) {
      from = at
    },
    move() {},
    up(at) {
      const isClick = from !== null && !isDrag(from, at, context.scale)
      from = null
      if (isClick && isInImage(at, context.image)) void answers.ask((signal) => answer(at, signal))
    },
    cancel() {
      const had = from !== null || answers.busy
      from = null
      answers.drop()
      return had
    },
    cursor: () => (answers.busy ? 'progress' : undefined),
  }
}

export function isInImage(at: PointerInput, { width, height }: ToolContext['image']): boolean {
  return at.x >= 0 && at.y >= 0 && at.x < width && at.y < height
}
