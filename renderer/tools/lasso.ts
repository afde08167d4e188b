import { emptySelection, unitedSelection } from '../document/selection'
import { freehandTool } from './freehand'
import type { Tool, ToolContext } from './tool'

/**
 * Selects the objects and picks the detections that a ring drawn by hand touches; with Alt those that lie wholly in it,
 * with Shift in addition.
 */
export function lassoTool(context: ToolContext): Tool {
  return freehandTool(context, {
    show: (points) => context.draft({ kind: 'lasso', points }),
    finish(points, from) {
      const before = from.shift ? context.selection : emptySelection
      if (points.length >= 6) {
        context.select(unitedSelection(before, context.withinRing(points, from.alt)))
        return context.pickFound(context.foundInRing(points, from.alt), from.shift)
      }
      const target = context.targetAt(from.x, from.y)
      const ids = target?.kind === 'object' ? [target.object.id] : []
      context.select(unitedSelection(before, { objects: new Set(ids), areas: new Set() }))
      context.pickFound(target?.kind === 'detection' ? [target.index] : [], from.shift)
    },
  })
}
