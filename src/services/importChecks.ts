import { AppError } from '../base/errors'
import type { ImageRecord } from '../records/records'
import { area, type Rect } from '../geometry/rect'
import { inMetres, type PixelSize, pixelSizeText } from '../geometry/pixelSize'
import type { CallContext } from '../base/wire'
import { says } from '../messages/says/says'

/** A person may know better than the file, and is told so. */
export function sayOtherSize(
  name: string,
  said: PixelSize | undefined,
  typed: PixelSize | undefined,
  context: CallContext,
): void {
  if (!said || !typed) return
  const [one, other] = [inMetres(said), inMetres(typed)]
  if (Math.abs(one.x / other.x - 1) < 0.01 && Math.abs(one.y / other.y - 1) < 0.01) return
  context.warn(says.importing.nameSaysSaidAPixel(name, pixelSizeText(said), pixelSizeText(typed)))
}

/** Throws AppError('checked-outside') where the checked area does not lie in the picture. */
export function checkArea(
  checked: 'whole' | 'none' | Rect,
  image: Pick<ImageRecord, 'name' | 'width' | 'height'>,
): void {
  if (checked === 'whole' || checked === 'none') return
  const inside =
    checked.x >= 0 &&
    checked.y >= 0 &&
    checked.x + checked.w <= image.width &&
    checked.y + checked.h <= image.height
  if (inside && area(checked) > 0) return
  const { x, y, w, h } = checked
  throw new AppError(
    'checked-outside',
    says.importing.theCheckedAreaXY(x, y, w, h, image.name, image.width, image.height),
  )
}
