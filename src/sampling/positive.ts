import type { TilePlan } from '../tiles/tiles'
import { mostlyOwn, toPlan, type Part, type PlacedObject } from './part'
import { tileAround, visibleShare } from './placement'
import type { IndexedImage } from './scene'

/** From this many objects on, one that already lies in enough tiles gets none of its own. */
const manyObjects = 300

/**
 * Tiles on objects, which lie anywhere inside them. `repeats` says for each class how many tiles one object is to appear in:
 * many where there are few objects, so that a small project still makes a few hundred tiles. Ends at `most` tiles.
 */
export function positiveTiles(
  part: Part,
  repeats: readonly number[],
  objectsInAll: number,
  most: number,
): TilePlan[] {
  const shown = part.scenes.map((scene) => new Uint16Array(scene.count))
  const share = objectsInAll >= manyObjects
  const plans: TilePlan[] = []
  const queues = queuesOf(part, repeats)
  while (plans.length < most) {
    const queue = behindMost(queues)
    if (!queue) break
    const round = Math.floor(queue.done / queue.objects.length)
    const { image, object } = queue.objects[queue.done++ % queue.objects.length] as PlacedObject
    const scene = part.scenes[image] as IndexedImage
    const counts = shown[image] as Uint16Array
    if (share && (counts[object] as number) > round) continue
    const draw = () => ({ image, rect: tileAround(scene, scene.box(object), part.tile, part.random) })
    const at = mostlyOwn(part, draw)
    plans.push(toPlan(part, at, 'positive'))
    if (!share) continue
    for (const other of scene.objectsIn(at.rect))
      if (visibleShare(scene.box(other), at.rect) > 0.99) counts[other] = (counts[other] as number) + 1
  }
  return plans
}

/** The objects of one class in this part, in random order, and how many of their turns are done. */
interface Queue {
  readonly objects: PlacedObject[]
  readonly turns: number
  done: number
}

function queuesOf(part: Part, repeats: readonly number[]): Queue[] {
  const objects = repeats.map((): PlacedObject[] => [])
  for (const placed of part.objects)
    objects[(part.scenes[placed.image] as IndexedImage).class(placed.object)]?.push(placed)
  return objects
    .map((own, c) => ({
      objects: part.random.shuffle(own),
      turns: Math.ceil(own.length * (repeats[c] ?? 0)),
      done: 0,
    }))
    .filter((queue) => queue.turns > 0)
}

/** While the budget lasts, classes get tiles by the square root of what they want: rare ones are not crowded out. */
function behindMost(queues: readonly Queue[]): Queue | undefined {
  let best: Queue | undefined
  let least = Infinity
  for (const queue of queues) {
    const done = (queue.done + 0.5) / Math.sqrt(queue.turns)
    if (queue.done < queue.turns && done < least) [best, least] = [queue, done]
  }
  return best
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
