import type { Random } from '../base/random'
import { completeSpec, splitNames, type DatasetSpec, type SplitName } from '../tiles/tiles'
import { containsPoint, type Rect } from '../geometry/rect'
import { Blocks, type SplitBlock, type IndexedImage } from './scene'
import { stratify } from './stratify'
import { cutIntoStrips } from './strips'

/** Grids are tried from coarse to fine: few borders, along which the band is lost, as long as there are blocks to deal out. */
const gridSides = [8, 4]
const enoughBlocks = 12
/**
 * Whole images are dealt out where there are so many with objects for each part, or so many objects: with few of both, a
 * picture that is held back is a kind of picture that is not learned.
 */
const [enoughImages, enoughObjects] = [2, 1000]
/** Up to this many images, each gives its share of each class to each part. */
const eachImage = 8
/** Whole images are dealt out as long as training keeps this much of what it should get. */
const keptForTraining = 0.7

/**
 * Decides which part of which image trains, validates and tests, so that no pixel counts for two. Whole images where there
 * are enough of them; otherwise blocks inside the images, or strips of small ones.
 */
export function partition(
  spec: DatasetSpec,
  scenes: readonly IndexedImage[],
  classes: number,
  random: Random,
): Blocks[] {
  const parts = splitNames.filter((_, i) => (spec.split[i] ?? 0) > 0)
  const shares = splitNames.map((_, i) => spec.split[i] ?? 0).filter((share) => share > 0)
  const whole = (scene: IndexedImage, split: SplitName) => new Blocks([{ rect: scene.bounds, split }])
  if (parts.length <= 1) return scenes.map((scene) => whole(scene, parts[0] ?? 'train'))
  const dealing = { scenes, parts, shares, classes, random }
  const byImage = dealImages(dealing)
  if (byImage) return scenes.map((scene, i) => whole(scene, byImage[i] as SplitName))
  const cut = dealGrid(spec.tile, dealing) ?? dealStrips(scenes, parts, shares, classes)
  return cut.map((blocks) => new Blocks(blocks, guardFor(blocks, completeSpec(spec).guard)))
}

/** The band that was asked for, but no more than a quarter of what the narrowest block bears: a part is not to vanish. */
function guardFor(blocks: readonly SplitBlock[], wanted: number): number {
  const sides = blocks.map(({ rect }) => Math.min(rect.w, rect.h))
  return Math.min(wanted, 2 * Math.floor(Math.min(...sides) / 8))
}

interface Dealing {
  readonly scenes: readonly IndexedImage[]
  readonly parts: readonly SplitName[]
  /** Of each part; they add up to 1. */
  readonly shares: readonly number[]
  /** How many there are. */
  readonly classes: number
  readonly random: Random
}

function dealImages({ scenes, parts, shares, classes, random }: Dealing): SplitName[] | undefined {
  const marked = scenes.filter((scene) => scene.count > 0)
  const many = marked.reduce((n, scene) => n + scene.count, 0) >= enoughObjects
  if (marked.length < parts.length * (many ? 1 : enoughImages)) return undefined
  const items = scenes.map((scene) => ({ counts: countIn(scene, [scene.bounds], classes)[0] as number[] }))
  const dealt = stratify(items, shares, random)
  const objects = parts.map((_, p) =>
    scenes.reduce((n, scene, i) => n + (dealt[i] === p ? scene.count : 0), 0),
  )
  const all = objects.reduce((a, b) => a + b, 0)
  const train = parts.indexOf('train')
  if (objects.some((n) => n === 0)) return undefined
  // What stands for a scale must be learned.
  const levels = (of: readonly IndexedImage[]) => new Set(of.map(({ input }) => input.level))
  const learned = marked.filter((scene) => dealt[scenes.indexOf(scene)] === train)
  if (train >= 0 && levels(learned).size < levels(marked).size) return undefined
  if (train >= 0 && (objects[train] as number) < keptForTraining * (shares[train] as number) * all)
    return undefined
  return Array.from(dealt, (p) => parts[p] as SplitName)
}

function dealGrid(
  tile: number,
  { scenes, parts, shares, classes, random }: Dealing,
): SplitBlock[][] | undefined {
  for (const side of gridSides) {
    const grids = scenes.map((scene) => gridOf(scene.bounds, side * tile))
    const counts = scenes.map((scene, i) => countIn(scene, grids[i] as Rect[], classes))
    const items = counts.flatMap((ofImage, i) =>
      ofImage.map((c) => ({ counts: scenes.length <= eachImage ? inPlace(c, i, scenes.length) : c })),
    )
    if (items.filter((item) => item.counts.some((n) => n > 0)).length < enoughBlocks) continue
    const dealt = stratify(items, shares, random)
    let at = 0
    return grids.map((grid) =>
      grid.map((rect) => ({ rect, split: parts[dealt[at++] as number] as SplitName })),
    )
  }
  return undefined
}

/** An image's counts as those of classes of its own, one row of classes an image after the other. */
function inPlace(counts: readonly number[], image: number, images: number): number[] {
  const all = new Array<number>(counts.length * images).fill(0)
  counts.forEach((n, c) => (all[image * counts.length + c] = n))
  return all
}

function dealStrips(
  scenes: readonly IndexedImage[],
  parts: readonly SplitName[],
  shares: readonly number[],
  classes: number,
): SplitBlock[][] {
  const lack = shares.map((share) => share * scenes.reduce((n, scene) => n + scene.count, 0))
  const order = [...scenes.keys()].sort(
    (a, b) => (scenes[b] as IndexedImage).count - (scenes[a] as IndexedImage).count,
  )
  const blocks = new Map<number, SplitBlock[]>()
  for (const i of order) {
    const scene = scenes[i] as IndexedImage
    const few = scene.count < 2 * parts.length && scenes.length > 1
    const needy = lack.indexOf(Math.max(...lack))
    const strips = few
      ? [{ rect: scene.bounds, split: parts[needy] as SplitName }]
      : cutIntoStrips(scene, parts, shares, classes)
    blocks.set(i, strips)
    const counts = countIn(
      scene,
      strips.map((s) => s.rect),
      classes,
    )
    strips.forEach((strip, s) => {
      const p = parts.indexOf(strip.split)
      lack[p] = (lack[p] as number) - (counts[s] as number[]).reduce((a, b) => a + b, 0)
    })
  }
  return scenes.map((_, i) => blocks.get(i) as SplitBlock[])
}

/** Cells of about `side` that tile the image without a rest. */
function gridOf(bounds: Rect, side: number): Rect[] {
  const columns = Math.max(1, Math.round(bounds.w / side))
  const rows = Math.max(1, Math.round(bounds.h / side))
  const cells: Rect[] = []
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      const x = Math.round((c * bounds.w) / columns)
      const y = Math.round((r * bounds.h) / rows)
      cells.push({
        x,
        y,
        w: Math.round(((c + 1) * bounds.w) / columns) - x,
        h: Math.round(((r + 1) * bounds.h) / rows) - y,
      })
    }
  return cells
}

/** Objects of each class whose centres lie in each rectangle. */
function countIn(scene: IndexedImage, rects: readonly Rect[], classes: number): number[][] {
  return rects.map((rect) => {
    const counts = new Array<number>(classes).fill(0)
    for (const object of scene.objectsIn(rect)) {
      const { x, y } = scene.centre(object)
      const c = scene.class(object)
      if (containsPoint(rect, x, y)) counts[c] = (counts[c] ?? 0) + 1
    }
    return counts
  })
}
