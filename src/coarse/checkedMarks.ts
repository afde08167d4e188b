import { containsPoint, type Rect } from '../geometry/rect'
import type { MarkedPoint } from './score'

/** Objects that are marked on a picture, and its checked areas, in full-size pixels. */
interface Marked {
  readonly objects: readonly MarkedPoint[]
  readonly checked: readonly Rect[]
}

export const isChecked = ({ checked }: Pick<Marked, 'checked'>, { x, y }: MarkedPoint): boolean =>
  checked.some((area) => containsPoint(area, x, y))

/** Marked objects in checked areas, where nobody chose what was marked. */
export const countChecked = (marked: readonly Marked[]): number =>
  marked.reduce(
    (sum, picture) => sum + picture.objects.filter((object) => isChecked(picture, object)).length,
    0,
  )
