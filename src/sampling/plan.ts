import type { Random } from '../base/random'
import { says } from '../messages/says/says'
import {
  completeSpec,
  splitNames,
  type CompleteSpec,
  type DatasetSpec,
  type SplitName,
  type TilePlan,
} from '../tiles/tiles'
import { backgroundTiles } from './background'
import { hardTiles } from './hard'
import { nearTiles } from './near'
import type { Part, PlacedObject } from './part'
import { positiveTiles, repeatsByClass } from './positive'
import { IndexedImage, type Blocks, type SceneInput } from './scene'
import { partition } from './split'

export interface SamplingPlan {
  /** In the order of the images, and in reading order on each, strip by strip of some 4,096 pixels. */
  readonly tiles: readonly TilePlan[]
  /** For each image which part of it belongs to which split. */
  readonly blocks: readonly Blocks[]
  readonly scenes: readonly IndexedImage[]
  /** What the person should know, one sentence each. */
  readonly warnings: readonly string[]
}

/** The share of tiles on objects that `repeatsByClass` counts on. */
const defaultPositive = 0.5
/**
 * Tiles are put in order by strips of this width, in each by rows of this height, in level pixels, and from left to right:
 * neighbours share what is decoded, and two rows of a strip fit the memory of decoded tiles (34 of 256² pixels and 3 bytes).
 */
const stripWidth = 4096
const bandHeight = 256

/**
 * Chooses the tiles of a dataset: some on objects, the others out of checked area, in the shares and within the budget of the
 * spec. Pure and repeatable: the same images, spec and random state give the same plan. Each image is in pixels of the level that it is cut from.
 */
export function planTiles(
  spec: DatasetSpec,
  images: readonly SceneInput[],
  classes: number,
  random: Random,
): SamplingPlan {
  return planScenes(
    spec,
    images.map((image) => new IndexedImage(image)),
    classes,
    random,
  )
}

/** Plans with images that are indexed already. */
export function planScenes(
  spec: DatasetSpec,
  scenes: readonly IndexedImage[],
  classes: number,
  random: Random,
): SamplingPlan {
  const whole = completeSpec(spec)
  const blocks = partition(spec, scenes, classes, random)
  const { objects, counts, inBand } = dealObjects(scenes, blocks, classes)
  // Twice as many on objects, none elsewhere: the number of tiles stays while the mix changes.
  const repeats = repeatsByClass(counts).map((n) => (n * whole.shares.positive) / defaultPositive)
  const all = counts.reduce((a, b) => a + b, 0)
  const wanted = { shares: whole.shares, repeats, objects: all }
  const tiles: TilePlan[] = []
  for (const split of splitNames) {
    if (!((spec.split[splitNames.indexOf(split)] ?? 0) > 0)) continue
    const part: Part = {
      split,
      tile: spec.tile,
      scenes,
      blocks,
      random,
      objects: objects[split],
    }
    const budget = Math.ceil((whole.tiles * part.objects.length) / Math.max(1, all - inBand))
    append(tiles, tilesOf(part, wanted, Math.min(budget, whole.tiles - tiles.length)))
  }
  const band = (tile: TilePlan) => Math.floor(tile.y / bandHeight)
  const strip = (tile: TilePlan) => Math.floor(tile.x / stripWidth)
  tiles.sort(
    (a, b) => a.image - b.image || strip(a) - strip(b) || band(a) - band(b) || a.x - b.x || a.y - b.y,
  )
  const plan = { tiles, blocks, scenes }
  return { ...plan, warnings: warningsOf(whole, plan, objects, inBand) }
}

function dealObjects(scenes: readonly IndexedImage[], blocks: readonly Blocks[], classes: number) {
  const counts = new Array<number>(classes).fill(0)
  const objects: Record<SplitName, PlacedObject[]> = { train: [], val: [], test: [] }
  let inBand = 0
  scenes.forEach((scene, image) => {
    for (let object = 0; object < scene.count; object++) {
      const { x, y } = scene.centre(object)
      const split = (blocks[image] as Blocks).at(x, y)
      if (split) objects[split].push({ image, object })
      else inBand++
      counts[scene.class(object)] = (counts[scene.class(object)] ?? 0) + 1
    }
  })
  return { objects, counts, inBand }
}

interface WantedTiles extends Pick<CompleteSpec, 'shares'> {
  /** How often an object of each class is shown. */
  readonly repeats: readonly number[]
  /** Of all parts. */
  readonly objects: number
}

/** All tiles of one part, at most `budget`. What one kind of negative lacks, another makes up for. */
function tilesOf(part: Part, { shares, repeats, objects }: WantedTiles, budget: number): TilePlan[] {
  const positives = positiveTiles(part, repeats, objects, Math.round(budget * shares.positive))
  const wanted = (share: number) => Math.round((positives.length * share) / shares.positive)
  const all = Math.min(budget - positives.length, wanted(1 - shares.positive))
  const hard = hardTiles(part, Math.min(all, wanted(shares.hard)))
  const near = nearTiles(part, Math.min(all - hard.length, wanted(shares.near)))
  const background = backgroundTiles(part, all - hard.length - near.length)
  // In a crowded picture there is no empty tile left: what surrounds the objects must do.
  const more = nearTiles(part, all - hard.length - near.length - background.length)
  return [positives, hard, near, background, more].reduce((to, some) => append(to, some), [])
}

/** `push(...some)` would overflow the stack with a million tiles. */
function append(to: TilePlan[], some: readonly TilePlan[]): TilePlan[] {
  for (const plan of some) to.push(plan)
  return to
}

function warningsOf(
  spec: CompleteSpec,
  { tiles, blocks, scenes }: Omit<SamplingPlan, 'warnings'>,
  objects: Readonly<Record<SplitName, readonly PlacedObject[]>>,
  inBand: number,
): string[] {
  const warnings: string[] = []
  const partly = scenes.reduce((n, { input }) => n + (input.partly?.length ?? 0), 0)
  if (partly > 0) warnings.push(says.dataset.areasAreCheckedForSome(partly))
  if (partly === 0 && !scenes.some((scene) => scene.input.checked.length))
    warnings.push(says.dataset.noAreaIsCheckedSo)
  else if (!tiles.some((tile) => tile.kind !== 'positive' && tile.split === 'train'))
    warnings.push(says.dataset.theCheckedAreaHasNo)
  splitNames.forEach((split, i) => {
    if ((spec.split[i] ?? 0) > 0 && !objects[split].length)
      warnings.push(says.dataset.thereAreTooFewObjects(split))
  })
  const guards = blocks
    .filter(({ list }) => list.some((block) => block.split !== list[0]?.split))
    .map(({ guard }) => guard)
  if (guards.some((guard) => guard < spec.guard))
    warnings.push(says.dataset.thePicturesAreTooSmall(spec.guard, Math.min(...guards)))
  if (inBand) warnings.push(says.dataset.objectsLieBetween(inBand))
  const large = scenes.reduce((n, scene) => n + countTooLarge(scene, spec.tile, spec.visible), 0)
  if (large) warnings.push(says.dataset.objectsAreTooLarge(large, spec.tile))
  return warnings
}

/** Objects of which no tile can show enough. */
function countTooLarge(scene: IndexedImage, tile: number, visible: number): number {
  let n = 0
  for (let i = 0; i < scene.count; i++) {
    const { w, h } = scene.box(i)
    if (Math.min(w, tile) * Math.min(h, tile) < w * h * visible) n++
  }
  return n
}
