import { pathTool } from './path'
import type { Tool, ToolContext } from './tool'

/** A ring corner by corner; begun with Shift it is added to the selected object, with Alt cut away from it. */
export function polygonTool(context: ToolContext): Tool {
  return pathTool(context, true, (points, first) => context.place({ kind: 'polygon', points }, first))
}
