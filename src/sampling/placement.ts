import type { Random } from '../base/random'
import type { SplitName } from '../tiles/tiles'
import { intersect, type Rect } from '../geometry/rect'
import type { Blocks, IndexedImage } from './scene'

/** A tile's place on an image: whole pixels, inside the image where the image is large enough. */
export function placeTile(scene: IndexedImage, x: number, y: number, size: number): Rect {
  return {
    x: clampOrigin(x, size, scene.bounds.w),
    y: clampOrigin(y, size, scene.bounds.h),
    w: size,
    h: size,
  }
}

function clampOrigin(at: number, size: number, length: number): number {
  const low = Math.min(0, length - size)
  const high = Math.max(0, length - size)
  return Math.min(high, Math.max(low, Math.round(at)))
}

/** A tile drawn at random among those that hold the whole box, or, where it is larger, lie on it. */
export function tileAround(scene: IndexedImage, box: Rect, size: number, random: Random): Rect {
  const x = random.between(Math.min(box.x, box.x + box.w - size), Math.max(box.x, box.x + box.w - size))
  const y = random.between(Math.min(box.y, box.y + box.h - size), Math.max(box.y, box.y + box.h - size))
  return placeTile(scene, x, y, size)
}

/** How much of a box a tile shows, 0..1; a point counts as shown when it lies inside. */
export function visibleShare(box: Rect, tile: Rect): number {
  const along = (a: number, length: number, from: number, size: number) => {
    if (length <= 0) return a >= from && a < from + size ? 1 : 0
    return Math.max(0, Math.min(a + length, from + size) - Math.max(a, from)) / length
  }
  return along(box.x, box.w, tile.x, tile.w) * along(box.y, box.h, tile.y, tile.h)
}

/** An image, how it is parted, and the least share of an object that a tile must show to teach it. */
export interface TaughtGround {
  readonly scene: IndexedImage
  readonly blocks: Blocks
  readonly visible: number
}

/** Whether a tile of a part teaches an object: its centre lies in the part, and enough of it is to be seen. */
export function isTaught(
  { scene, blocks, visible }: TaughtGround,
  split: SplitName,
  object: number,
  tile: Rect,
): boolean {
  const box = scene.box(object)
  const shown = visibleShare(box, tile)
  if (shown < visible || shown === 0) return false
  if (blocks.at(box.x + box.w / 2, box.y + box.h / 2) !== split) return false
  const inside = intersect(box, tile)
  return !inside || shown * blocks.share(inside, split) >= visible
}
