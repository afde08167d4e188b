import { intersect } from '../../../src/geometry/rect'
import type { Rect } from '../../../src/geometry/rect'
import { toScreen } from '../../view/camera'
import type { Camera, ScreenSize } from '../../view/camera'

/** CSS pixels. */
const size = { w: 74, h: 20 }
const tools = 94

/**
 * Where the tag of a checked area lies on the screen: by which it is selected and moved, since its inside belongs to
 * the objects. Above the top-left corner; inside the view where that is outside. Undefined when the area is not seen
 * or too small for a tag.
 */
export function areaTag(rect: Rect, camera: Camera, view: ScreenSize): Rect | undefined {
  const { x, y } = toScreen(camera, view, rect.x, rect.y)
  const shown = intersect(
    { x, y, w: rect.w * camera.scale, h: rect.h * camera.scale },
    {
      x: 0,
      y: 0,
      w: view.width,
      h: view.height,
    },
  )
  if (!shown || shown.w < 24 || shown.h < 12) return undefined
  // Beside the tools, where it would lie under them.
  return { x: Math.max(shown.x, tools), y: y >= size.h ? y - size.h : Math.max(0, shown.y), ...size }
}
