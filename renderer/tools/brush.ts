import { combine, isRegion } from '../../src/document/commands/combine'
import { hits } from '../../src/document/shapes'
import { shapeOfRings } from '../../src/document/ringShape'
import { common, stroke } from '../../src/geometry/polygonBoolean'
import type { Rings } from '../../src/geometry/polygonBoolean'
import { freehandTool } from './freehand'
import type { PointerInput, Tool, ToolContext } from './tool'

/**
 * Paints a region. A stroke that begins on the selected object, or with Shift, adds to it; with Alt it cuts away;
 * any other is an object of its own.
 */
export function brushTool(context: ToolContext): Tool {
  return paintTool(context, false, (region, from) => {
    const [only, ...more] = context.selectedObjects()
    const onIt = only && more.length === 0 && isRegion(only.shape) && hits(only.shape, from.x, from.y, 0)
    const shape = shapeOfRings(region)
    if (shape) context.place(shape, { ...from, shift: from.shift || (onIt === true && !from.alt) })
  })
}

/** Cuts what it passes over away from what is selected; where nothing is, from every object under it. */
export function eraserTool(context: ToolContext): Tool {
  return paintTool(context, true, (region) => {
    const selected = context.selectedObjects()
    context.apply(combine(selected.length > 0 ? selected : context.objectsUnder(region), region, 'subtract'))
  })
}

function paintTool(
  context: ToolContext,
  erases: boolean,
  finish: (region: Rings, from: PointerInput) => void,
): Tool {
  const radius = () => context.options.brushRadiusAt(context.scale)
  const show = (points: readonly number[]) =>
    context.draft({ kind: 'stroke', points, radius: radius(), erases })
  return {
    ...freehandTool(context, {
      show,
      hover: (at) => show([at.x, at.y]),
      finish(points, from) {
        const { width, height } = context.image
        const whole = [[0, 0, width, 0, width, height, 0, height]]
        const region = common(stroke(points, radius()), whole)
        if (region.length > 0) finish(region, from)
      },
    }),
    leave: () => context.draft(null),
  }
}
