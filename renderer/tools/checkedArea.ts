import { rectangleTool } from './rectangle'
import type { Tool, ToolContext } from './tool'

/** Regions in which everything is annotated, drawn as boxes are. */
export function checkedAreaTool(context: ToolContext): Tool {
  return rectangleTool(
    context,
    (rect) => ({ kind: 'area', rect }),
    (rect) => context.addArea(rect),
  )
}
