import { AppError } from '../../../src/base/errors'
import { intersect } from '../../../src/geometry/rect'
import type { Rect } from '../../../src/geometry/rect'
import { levelSize } from '../../../src/image/pixels/pixelSource'
import type { ImageState } from '../../../src/ipc/contract'
import type { RgbaRegion } from '../../../src/segmentation/pixels'
import { requestBitmap } from '../../bridge/tilePort'
import { t } from '../../../src/messages/messages'

/** Pixels of one read, at most: a screen of 4K is less. */
const most = 16 * 1024 * 1024

/**
 * A part of the picture as it is seen at a zoom: of the level that has one pixel or less per CSS pixel, put together from
 * the same tiles. The rectangle in full-size pixels is cut to the image and widened to whole pixels of the level.
 */
export async function readPixels(
  image: ImageState,
  rect: Rect,
  scale: number,
  signal: AbortSignal,
): Promise<RgbaRegion> {
  const level = Math.min(image.levels - 1, Math.max(0, Math.ceil(Math.log2(1 / scale) - 0.01)))
  const { width, height } = levelSize(image.width, image.height, level)
  const step = 2 ** level
  const [x, y] = [Math.floor(rect.x / step), Math.floor(rect.y / step)]
  const [right, bottom] = [Math.ceil((rect.x + rect.w) / step), Math.ceil((rect.y + rect.h) / step)]
  const part = intersect({ x, y, w: right - x, h: bottom - y }, { x: 0, y: 0, w: width, h: height })
  if (!part || part.w * part.h > most) throw new AppError('no-pixels', t.viewer.thereIsNoPictureHere)
  const canvas = new OffscreenCanvas(part.w, part.h)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new AppError('no-canvas', t.viewer.theGraphicsSystemGivesNo)
  const size = image.tileSize
  const tiles: Promise<void>[] = []
  for (let row = Math.floor(part.y / size); row * size < part.y + part.h; row++)
    for (let column = Math.floor(part.x / size); column * size < part.x + part.w; column++) {
      const question = { kind: 'image', image: image.id, level, column, row } as const
      const drawn = requestBitmap(question, signal).then((bitmap) => {
        context.drawImage(bitmap, column * size - part.x, row * size - part.y)
        bitmap.close()
      })
      tiles.push(drawn)
    }
  await Promise.all(tiles)
  const { data } = context.getImageData(0, 0, part.w, part.h)
  return { data, width: part.w, height: part.h, x: part.x * step, y: part.y * step, step }
}
