import type { TilePlan } from '../tiles/tiles'
import { containsPoint, type Rect } from '../geometry/rect'
import { ownShare, toPlan, type Part } from './part'
import { placeTile } from './placement'
import type { IndexedImage } from './scene'

/**
 * Tiles right beside an object that do not hold its centre: what surrounds objects (a road, a shadow, a neighbour) is what
 * they are confused with. Only where at least half is checked, for whichever class; at most `wanted`.
 */
export function nearTiles(part: Part, wanted: number): TilePlan[] {
  const plans: TilePlan[] = []
  if (!part.objects.length) return plans
  for (let tries = 0; tries < wanted * 12 && plans.length < wanted; tries++) {
    const pick = part.objects[part.random.below(part.objects.length)] as Part['objects'][number]
    const scene = part.scenes[pick.image] as IndexedImage
    const at = { image: pick.image, rect: beside(scene, scene.box(pick.object), part) }
    const centre = scene.centre(pick.object)
    if (containsPoint(at.rect, centre.x, centre.y)) continue
    if (ownShare(part, at) < 0.5 || scene.checkedShare(at.rect, true) < 0.5) continue
    plans.push(toPlan(part, at, 'near'))
  }
  return plans
}

function beside(scene: IndexedImage, box: Rect, { tile, random }: Part): Rect {
  const gap = random.between(0, tile / 2)
  const along = random.between(-tile / 2, tile / 2)
  const [x, y] = [box.x + box.w / 2 - tile / 2 + along, box.y + box.h / 2 - tile / 2 + along]
  const side = random.below(4)
  if (side === 0) return placeTile(scene, box.x - tile - gap, y, tile)
  if (side === 1) return placeTile(scene, box.x + box.w + gap, y, tile)
  if (side === 2) return placeTile(scene, x, box.y - tile - gap, tile)
  return placeTile(scene, x, box.y + box.h + gap, tile)
}
