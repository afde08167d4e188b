import type { TilePlan } from '../tiles/tiles'
import { containsPoint } from '../geometry/rect'
import { mostlyOwn, toPlan, type Part } from './part'
import { tileAround } from './placement'
import type { Blocks } from './scene'

/** Tiles on predictions that a person rejected, each several times, at most `wanted`. */
export function hardTiles(part: Part, wanted: number): TilePlan[] {
  const places = part.scenes.flatMap((scene, image) =>
    scene.input.rejections
      .map((rect) => ({ image, rect, x: rect.x + rect.w / 2, y: rect.y + rect.h / 2 }))
      .filter(
        ({ x, y }) =>
          containsPoint(scene.bounds, x, y) && (part.blocks[image] as Blocks).at(x, y) === part.split,
      )
      .map((place) => ({ ...place, scene })),
  )
  if (!places.length) return []
  const repeats = Math.min(4, Math.ceil(wanted / places.length))
  const plans: TilePlan[] = []
  for (let round = 0; round < repeats; round++)
    for (const { image, rect, scene } of part.random.shuffle(places)) {
      if (plans.length >= wanted) return plans
      const draw = () => ({ image, rect: tileAround(scene, rect, part.tile, part.random) })
      plans.push(toPlan(part, mostlyOwn(part, draw), 'hard'))
    }
  return plans
}
