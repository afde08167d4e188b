import type { Shape } from '../../src/records/records'
import { frameOf } from '../../src/document/shapes'
import type { Rect } from '../../src/geometry/rect'
import { rectangleTool } from './rectangle'
import type { Tool, ToolContext } from './tool'

/** Ellipses by the box around them, drawn as boxes are; Shift makes a circle. */
export function ellipseTool(context: ToolContext): Tool {
  const within = (rect: Rect): Shape => ({ kind: 'ellipse', ...frameOf(rect) })
  return rectangleTool(
    context,
    (rect) => ({ kind: 'shape', shape: within(rect) }),
    (rect) => context.add(within(rect)),
  )
}
