import { rectangleTool } from './rectangle'
import type { Tool, ToolContext } from './tool'

/** Boxes by drag or by two clicks; stays in hand for the next one. */
export function boxTool(context: ToolContext): Tool {
  return rectangleTool(
    context,
    (rect) => ({ kind: 'shape', shape: { kind: 'box', ...rect } }),
    (rect) => context.add({ kind: 'box', ...rect }),
  )
}
