import { pathTool } from './path'
import type { Tool, ToolContext } from './tool'

/** An open line, corner by corner. */
export function polylineTool(context: ToolContext): Tool {
  return pathTool(context, false, (points) => context.add({ kind: 'polyline', points }))
}
