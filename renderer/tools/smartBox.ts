import { shapeOfRings } from '../../src/document/ringShape'
import { reach, smartBox } from '../../src/segmentation/smartBox'
import { t } from '../../src/messages/messages'
import { pickTool } from './pick'
import type { Tool, ToolContext } from './tool'

/** Pixels that are looked at, per pixel of the screen and axis. */
const finer = 4

/**
 * One click on an object gives its outline, out of the picture alone; with Alt, or where the person chose so, its box.
 * With Shift the outline is added to the selected object.
 */
export function smartBoxTool(context: ToolContext): Tool {
  return pickTool(context, async (at, signal) => {
    // Finer than it is seen, so that what is small on the screen has pixels enough; not than the picture's own.
    const scale = Math.min(1, finer * context.scale)
    const half = reach / scale
    const around = { x: at.x - half, y: at.y - half, w: 2 * half, h: 2 * half }
    const pixels = await context.pixels(around, scale, signal)
    signal.throwIfAborted()
    const found = smartBox(pixels, (at.x - pixels.x) / pixels.step, (at.y - pixels.y) / pixels.step)
    const shape = found && shapeOfRings(found.rings)
    if (!found || !shape) {
      context.warn(t.tools.nothingHereStandsOutFrom)
    } else if (at.alt || context.options.smartGives === 'box') context.add({ kind: 'box', ...found.box })
    else context.place(shape, { shift: at.shift, alt: false })
  })
}
