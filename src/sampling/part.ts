import type { Random } from '../base/random'
import type { SplitName, TileKind, TilePlan } from '../tiles/tiles'
import type { Rect } from '../geometry/rect'
import type { Blocks, IndexedImage } from './scene'

/** What a strategy needs to choose tiles for one part (train, val or test) of all images. */
export interface Part {
  readonly split: SplitName
  /** Tile side in pixels of an image's level. */
  readonly tile: number
  readonly scenes: readonly IndexedImage[]
  readonly blocks: readonly Blocks[]
  readonly random: Random
  /** Objects whose centres lie in this part. */
  readonly objects: readonly PlacedObject[]
}

export interface PlacedObject {
  readonly image: number
  readonly object: number
}

export interface TileCandidate {
  readonly image: number
  readonly rect: Rect
}

export function toPlan(part: Part, at: TileCandidate, kind: TileKind): TilePlan {
  const { level } = (part.scenes[at.image] as IndexedImage).input
  return { image: at.image, level, x: at.rect.x, y: at.rect.y, kind, split: part.split }
}

export function ownShare(part: Part, at: TileCandidate): number {
  return (part.blocks[at.image] as Blocks).share(at.rect, part.split)
}

/**
 * Draws up to `tries` places and takes the first of which at least `enough` belongs to the part; without one, the best.
 * A tile should lie mainly in its own part: what belongs to another is ignored when training.
 */
export function mostlyOwn(part: Part, draw: () => TileCandidate, tries = 12, enough = 0.95): TileCandidate {
  let best = draw()
  let bestShare = ownShare(part, best)
  for (let i = 1; i < tries && bestShare < enough; i++) {
    const next = draw()
    const share = ownShare(part, next)
    if (share > bestShare) [best, bestShare] = [next, share]
  }
  return best
}
