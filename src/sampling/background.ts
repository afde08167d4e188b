import { bisect } from '../base/bisect'
import type { TilePlan } from '../tiles/tiles'
import { area, intersect, type Rect } from '../geometry/rect'
import { ownShare, toPlan, type Part } from './part'
import { placeTile } from './placement'
import type { Blocks, IndexedImage } from './scene'

/** A negative must be checked almost to its last pixel. */
const checkedEnough = 0.95
/** So many draws in a row without a new tile mean that there is no more room. */
const giveUpAfter = 300

interface Region {
  readonly image: number
  readonly rect: Rect
  /** Area of this and all regions before it, to draw by area. */
  readonly upTo: number
}

/**
 * Tiles that hold no object at all and lie in checked area, for whichever classes, spread evenly over it; at most `wanted`.
 * Where it was not checked for all of them, what a tile teaches stands in its mask.
 */
export function backgroundTiles(part: Part, wanted: number): TilePlan[] {
  const regions = checkedRegions(part)
  const total = regions.at(-1)?.upTo ?? 0
  const taken = new Set<string>()
  const plans: TilePlan[] = []
  for (let failed = 0; total > 0 && plans.length < wanted && failed < giveUpAfter; failed++) {
    const region = pick(regions, part.random.next() * total)
    const scene = part.scenes[region.image] as IndexedImage
    const x = region.rect.x + part.random.next() * region.rect.w - part.tile / 2
    const y = region.rect.y + part.random.next() * region.rect.h - part.tile / 2
    const at = { image: region.image, rect: placeTile(scene, x, y, part.tile) }
    // Tiles less than an eighth of a side apart show the same thing.
    const cell = [
      at.image,
      Math.floor((at.rect.x * 8) / part.tile),
      Math.floor((at.rect.y * 8) / part.tile),
    ].join()
    if (taken.has(cell) || scene.hasObject(at.rect)) continue
    if (ownShare(part, at) < 0.5 || scene.checkedShare(at.rect, true) < checkedEnough) continue
    taken.add(cell)
    plans.push(toPlan(part, at, 'background'))
    failed = -1
  }
  return plans
}

/** Whether a tile was cut as background from ground that was not checked for all classes. */
export function isPartlyBackground(
  scenes: readonly IndexedImage[],
  size: number,
  { image, x, y, kind }: TilePlan,
): boolean {
  const scene = scenes[image]
  return (
    kind === 'background' &&
    scene !== undefined &&
    scene.checkedShare({ x, y, w: size, h: size }) < checkedEnough
  )
}

const areasOf = ({ input: { checked, partly = [] } }: IndexedImage): Rect[] => [
  ...checked,
  ...partly.map(({ rect }) => rect),
]

function checkedRegions(part: Part): Region[] {
  const regions: Region[] = []
  let upTo = 0
  part.scenes.forEach((scene, image) => {
    for (const checked of areasOf(scene))
      for (const block of (part.blocks[image] as Blocks).touching(checked)) {
        const rect = block.split === part.split ? intersect(checked, block.rect) : undefined
        if (!rect) continue
        upTo += area(rect)
        regions.push({ image, rect, upTo })
      }
  })
  return regions
}

/** The first region whose running area exceeds `at`, by bisection. */
function pick(regions: readonly Region[], at: number): Region {
  return regions[bisect(regions.length - 1, (i) => (regions[i] as Region).upTo <= at)] as Region
}
