import type { Random } from '../base/random'
import { splitNames, type DatasetSpec, type SplitName, type TilePlan } from '../dataset/dataset'
import { backgroundTiles } from './background'
import { hardTiles } from './hard'
import { nearTiles } from './near'
import type { Part, PlacedObject } from './part'
import { positiveTiles, repeatsByClass } from './positive'
import { Scene, type Blocks, type SceneInput } from './scene'
import { partition } from './split'

export interface SamplingPlan {
  /** In the order of the images, and in reading order on each. */
  readonly tiles: readonly TilePlan[]
  /** For each image which part of it belongs to which split. */
  readonly blocks: readonly Blocks[]
  readonly scenes: readonly Scene[]
  /** What the person should know, one sentence each. */
  readonly warnings: readonly string[]
}

/** Shares of the negatives: places that a person rejected first, some right beside objects, the rest anywhere. */
const hardShare = 0.5
const nearShare = 0.2

/**
 * Chooses the tiles of a dataset: half of them on objects, half negatives out of checked area. Pure and repeatable: the same
 * images, spec and random state give the same plan. Images are in pixels of `spec.level`.
 */
export function planTiles(
  spec: DatasetSpec,
  images: readonly SceneInput[],
  classes: number,
  random: Random,
): SamplingPlan {
  const scenes = images.map((image) => new Scene(image))
  const blocks = partition(spec, scenes, classes, random)
  const counts = new Array<number>(classes).fill(0)
  const objects: Record<SplitName, PlacedObject[]> = { train: [], val: [], test: [] }
  scenes.forEach((scene, image) => {
    for (let object = 0; object < scene.count; object++) {
      const { x, y } = scene.centre(object)
      objects[(blocks[image] as Blocks).at(x, y)].push({ image, object })
      counts[scene.class(object)] = (counts[scene.class(object)] ?? 0) + 1
    }
  })
  const repeats = repeatsByClass(counts)
  const all = counts.reduce((a, b) => a + b, 0)
  const tiles: TilePlan[] = []
  for (const split of splitNames) {
    if (!((spec.split[splitNames.indexOf(split)] ?? 0) > 0)) continue
    const part: Part = {
      split,
      level: spec.level,
      tile: spec.tile,
      scenes,
      blocks,
      random,
      objects: objects[split],
    }
    const positives = positiveTiles(part, repeats, all)
    append(tiles, positives)
    append(tiles, negativeTiles(part, positives.length))
  }
  tiles.sort((a, b) => a.image - b.image || a.y - b.y || a.x - b.x)
  return { tiles, blocks, scenes, warnings: warningsOf(spec, scenes, objects, tiles) }
}

function negativeTiles(part: Part, wanted: number): TilePlan[] {
  const hard = hardTiles(part, Math.floor(wanted * hardShare))
  const rest = wanted - hard.length
  const near = nearTiles(part, Math.round(rest * nearShare))
  const background = backgroundTiles(part, rest - near.length)
  // In a crowded picture there is no empty tile left: what surrounds the objects must do.
  const more = nearTiles(part, rest - near.length - background.length)
  return [hard, near, background, more].reduce((all, some) => append(all, some), [])
}

/** `push(...some)` would overflow the stack with a million tiles. */
function append(to: TilePlan[], some: readonly TilePlan[]): TilePlan[] {
  for (const plan of some) to.push(plan)
  return to
}

function warningsOf(
  spec: DatasetSpec,
  scenes: readonly Scene[],
  objects: Readonly<Record<SplitName, readonly PlacedObject[]>>,
  tiles: readonly TilePlan[],
): string[] {
  const warnings: string[] = []
  if (!scenes.some((scene) => scene.input.checked.length))
    warnings.push(
      'No area is checked, so nothing shows what is background: the model learns from the objects alone and will find too much; mark an area that you checked.',
    )
  else if (!tiles.some((tile) => tile.kind !== 'positive' && tile.split === 'train'))
    warnings.push(
      'The checked area has no room for a tile without objects: check a larger area or choose a smaller tile.',
    )
  splitNames.forEach((split, i) => {
    if ((spec.split[i] ?? 0) > 0 && !objects[split].length)
      warnings.push(
        `There are too few objects to give the ${split} part any: mark more, or set its share to 0.`,
      )
  })
  const large = scenes.reduce((n, scene) => n + countTooLarge(scene, spec.tile), 0)
  if (large)
    warnings.push(
      `${large} ${large === 1 ? 'object is' : 'objects are'} too large for a tile of ${spec.tile} pixels and will be ignored: choose a larger tile or a higher level.`,
    )
  return warnings
}

/** Objects of which no tile can show half. */
function countTooLarge(scene: Scene, tile: number): number {
  let n = 0
  for (let i = 0; i < scene.count; i++) {
    const { w, h } = scene.box(i)
    if (Math.min(w, tile) * Math.min(h, tile) < (w * h) / 2) n++
  }
  return n
}
