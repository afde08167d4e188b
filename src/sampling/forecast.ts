import {
  completeSpec,
  splitNames,
  tileBytes,
  tileKinds,
  type DatasetSpec,
  type SplitName,
  type TileKind,
} from '../tiles/tiles'
import { isTaught } from './placement'
import type { SamplingPlan } from './plan'
import type { Blocks, IndexedImage } from './scene'

/** How often the objects of one class are seen in one epoch: in how many tiles of the train part each is taught. */
export interface Seen {
  readonly objects: number
  /** Mean over the objects of the train part, and the fewest and most of any. */
  readonly mean: number
  readonly least: number
  readonly most: number
}

/** What a dataset will hold, counted from its plan before a single pixel is read. */
export interface Forecast {
  readonly tiles: Readonly<Record<TileKind, number>>
  readonly splits: Readonly<Record<SplitName, { readonly tiles: number; readonly objects: number }>>
  /** By class number. */
  readonly seen: readonly Seen[]
  /** Objects that a tile of the train part teaches, on average: times the batch it is what a batch will hold. */
  readonly objectsPerTile: number
  /** Share of the train part's tiles that teach at least one object. */
  readonly tilesWithObjects: number
  readonly bytes: number
  readonly warnings: readonly string[]
}

export function forecast(spec: DatasetSpec, plan: SamplingPlan, classes: number): Forecast {
  const { visible, tile: size } = completeSpec(spec)
  const kinds = counted(tileKinds)
  const tilesOf = counted(splitNames)
  const seen = plan.scenes.map((scene) => new Uint32Array(scene.count))
  let [taughtInAll, withObjects] = [0, 0]
  for (const tile of plan.tiles) {
    kinds[tile.kind]++
    tilesOf[tile.split]++
    if (tile.split !== 'train') continue
    const scene = plan.scenes[tile.image] as IndexedImage
    const ground = { scene, blocks: plan.blocks[tile.image] as Blocks, visible }
    const frame = { x: tile.x, y: tile.y, w: size, h: size }
    let taught = 0
    for (const object of scene.objectsIn(frame)) {
      if (!isTaught(ground, tile.split, object, frame)) continue
      taught++
      ;(seen[tile.image] as Uint32Array)[object]!++
    }
    taughtInAll += taught
    if (taught) withObjects++
  }
  const { objects, byClass } = countObjects(plan, seen, classes)
  const trainTiles = Math.max(1, tilesOf.train)
  return {
    tiles: kinds,
    splits: {
      train: { tiles: tilesOf.train, objects: objects.train },
      val: { tiles: tilesOf.val, objects: objects.val },
      test: { tiles: tilesOf.test, objects: objects.test },
    },
    seen: byClass,
    objectsPerTile: taughtInAll / trainTiles,
    tilesWithObjects: withObjects / trainTiles,
    bytes: plan.tiles.length * tileBytes(size),
    warnings: plan.warnings,
  }
}

function counted<K extends string>(names: readonly K[]): Record<K, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<K, number>
}

/** Different objects in each part, and how often those of the train part are seen. */
function countObjects(plan: SamplingPlan, seen: readonly Uint32Array[], classes: number) {
  const objects = counted(splitNames)
  const sums = Array.from({ length: classes }, () => ({ objects: 0, sum: 0, least: Infinity, most: 0 }))
  plan.scenes.forEach((scene, image) => {
    for (let object = 0; object < scene.count; object++) {
      const { x, y } = scene.centre(object)
      const part = (plan.blocks[image] as Blocks).at(x, y)
      if (!part) continue
      objects[part]++
      const row = sums[scene.class(object)]
      if (part !== 'train' || !row) continue
      const times = (seen[image] as Uint32Array)[object] as number
      row.objects++
      row.sum += times
      row.least = Math.min(row.least, times)
      row.most = Math.max(row.most, times)
    }
  })
  const byClass = sums.map(({ objects: n, sum, least, most }) => ({
    objects: n,
    mean: n ? sum / n : 0,
    least: n ? least : 0,
    most,
  }))
  return { objects, byClass }
}
