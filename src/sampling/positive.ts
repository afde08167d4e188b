import type { TilePlan } from '../dataset/dataset'
import { mostlyOwn, toPlan, type Part } from './part'
import { tileAround, visibleShare } from './placement'
import type { Scene } from './scene'

/** From this many objects on, one that already lies in enough tiles gets none of its own. */
const manyObjects = 300

/**
 * Tiles on objects, which lie anywhere inside them. `repeats` says for each class how many tiles one object is to appear in:
 * many where there are few objects, so that a small project still makes a few hundred tiles.
 */
export function positiveTiles(part: Part, repeats: readonly number[], objectsInAll: number): TilePlan[] {
  const shown = part.scenes.map((scene) => new Uint16Array(scene.count))
  const share = objectsInAll >= manyObjects
  const plans: TilePlan[] = []
  const order = part.random.shuffle([...part.objects])
  for (let round = 0; round < Math.max(0, ...repeats); round++)
    for (const { image, object } of order) {
      const scene = part.scenes[image] as Scene
      if (round >= (repeats[scene.class(object)] ?? 0)) continue
      if (share && ((shown[image] as Uint16Array)[object] as number) > round) continue
      const draw = () => ({ image, rect: tileAround(scene, scene.box(object), part.tile, part.random) })
      const at = mostlyOwn(part, draw)
      plans.push(toPlan(part, at, 'positive'))
      if (!share) continue
      const counts = shown[image] as Uint16Array
      for (const other of scene.objectsIn(at.rect))
        if (visibleShare(scene.box(other), at.rect) > 0.99) counts[other] = (counts[other] as number) + 1
    }
  return plans
}

/**
 * How many tiles an object of each class should appear in: enough for some 300 tiles in all (at least one, at most 150), and
 * more for rare classes by the square root of how much rarer they are, at most four times (repeat factor sampling: Gupta,
 * Dollár, Girshick, LVIS, CVPR 2019, section 4.2).
 */
export function repeatsByClass(counts: readonly number[]): number[] {
  const all = counts.reduce((a, b) => a + b, 0)
  const most = Math.max(1, ...counts)
  const base = all < 1000 ? Math.max(2, Math.ceil(300 / Math.max(1, all))) : 1
  return counts.map((n) => (n === 0 ? 0 : Math.min(150, Math.ceil(base * Math.min(4, Math.sqrt(most / n))))))
}
