import { intersect } from '../../../src/geometry/rect'
import type { Rect } from '../../../src/geometry/rect'
import type { CheckedArea } from '../../../src/records/records'
import { toScreen } from '../../view/camera'
import type { Camera, ScreenSize } from '../../view/camera'

/** CSS pixels. */
const height = 20
/** With the names of classes it is wider, where its area is. */
const widths = { all: 74, some: 168 }
const tools = 94

/**
 * Where the tag of a checked area lies on the screen: by which it is selected and moved, since its inside belongs to
 * the objects. Above the top-left corner; inside the view where that is outside. Undefined when the area is not seen
 * or too small for a tag.
 */
export function areaTag(
  { rect, only }: Pick<CheckedArea, 'rect' | 'only'>,
  camera: Camera,
  view: ScreenSize,
): Rect | undefined {
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
  const w = only ? Math.max(widths.all, Math.min(widths.some, shown.w)) : widths.all
  // Beside the tools, where it would lie under them.
  return { x: Math.max(shown.x, tools), y: y >= height ? y - height : Math.max(0, shown.y), w, h: height }
}
