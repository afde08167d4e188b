import { shapeOfRings } from '../../src/document/ringShape'
import { fromLevel, smoothRings } from '../../src/segmentation/trace'
import { floodFill } from '../../src/segmentation/wand'
import { t } from '../../src/messages/messages'
import { pickTool } from './pick'
import type { Tool, ToolContext } from './tool'

/** Pixels of the screen around the click that a region may reach. */
const reach = 700
/** Pixels: how far a border may be straightened, and the smallest part or hole that is kept. */
const [straighten, least] = [0.75, 12]

/** The region of one colour under a click; with Shift it is added to the selected object, with Alt cut away. */
export function wandTool(context: ToolContext): Tool {
  return pickTool(context, async (at, signal) => {
    const half = reach / context.scale
    const around = { x: at.x - half, y: at.y - half, w: 2 * half, h: 2 * half }
    const pixels = await context.pixels(around, context.scale, signal)
    signal.throwIfAborted()
    const [x, y] = [Math.floor((at.x - pixels.x) / pixels.step), Math.floor((at.y - pixels.y) / pixels.step)]
    const mask = floodFill(pixels, x, y, context.options.wandTolerance)
    const shape = shapeOfRings(fromLevel(smoothRings(mask, straighten, least), pixels))
    if (shape) context.place(shape, at)
    else context.warn(t.tools.nothingOfThisColourIs)
  })
}
