import { Random } from '../../../src/base/random'
import { labelTile } from '../../../src/dataset/cutTile'
import type { DatasetSpec, SplitName } from '../../../src/tiles/tiles'
import type { Shape } from '../../../src/records/records'
import type { Rect } from '../../../src/geometry/rect'
import { planTiles, type SamplingPlan } from '../../../src/sampling/plan'
import type { SceneInput } from '../../../src/sampling/scene'

export const size = 32
export const spec = (more: Partial<DatasetSpec> = {}): DatasetSpec => ({
  tile: size,
  level: 0,
  split: [0.7, 0.2, 0.1],
  seed: 1,
  ...more,
})

interface Marked {
  readonly rect: Rect
  readonly class?: number
}
export function scene(
  width: number,
  height: number,
  objects: readonly Marked[],
  checked: readonly Rect[] = [{ x: 0, y: 0, w: width, h: height }],
  rejections: readonly Rect[] = [],
): SceneInput {
  const boxes = Float64Array.from(objects.flatMap(({ rect: r }) => [r.x, r.y, r.w, r.h]))
  return { level: 0, width, height, boxes, classes: objects.map((o) => o.class ?? 0), checked, rejections }
}
export const at = (x: number, y: number, w = 10, h = w): Rect => ({ x, y, w, h })
export const scattered = (n: number, width: number, height: number, seed = 5, size = 10): Marked[] => {
  const random = new Random(seed)
  return Array.from({ length: n }, () => ({
    rect: at(random.between(0, width - size), random.between(0, height - size), size),
  }))
}
export const plan = (images: readonly SceneInput[], s = spec(), classes = 2): SamplingPlan =>
  planTiles(s, images, classes, new Random(s.seed))
export const rectOf = (tile: { x: number; y: number }): Rect => ({
  x: tile.x,
  y: tile.y,
  w: size,
  h: size,
})
export const count = (p: SamplingPlan, kind: string, split?: SplitName) =>
  p.tiles.filter((t) => t.kind === kind && (split === undefined || t.split === split)).length

export function labels(p: SamplingPlan, i: number, visible = 0.5) {
  const tile = p.tiles[i] as SamplingPlan['tiles'][number]
  const from = p.scenes[tile.image] as SamplingPlan['scenes'][number]
  const shapes = Array.from({ length: from.count }, (_, o): Shape => ({ kind: 'box', ...from.box(o) }))
  const blocks = p.blocks[tile.image] as SamplingPlan['blocks'][number]
  return { tile, from, ...labelTile(tile, size, { scene: from, blocks, shapes, scale: 1, visible }) }
}
