import type { SplitName } from '../tiles/tiles'
import type { Rect } from '../geometry/rect'
import type { SplitBlock, IndexedImage } from './scene'

interface Cutting {
  readonly blocks: SplitBlock[]
  readonly cost: number
}

/**
 * Cuts a small image into one strip for each part, along either side and in any order: the one whose classes come nearest
 * to the shares, that cuts fewest objects in two and has the shortest borders.
 */
export function cutIntoStrips(
  scene: IndexedImage,
  parts: readonly SplitName[],
  shares: readonly number[],
  classes: number,
): SplitBlock[] {
  const used = parts.slice(0, Math.max(1, Math.min(parts.length, scene.count)))
  const candidates = (['x', 'y'] as const).flatMap((axis) =>
    orders(used).map((order) =>
      cutAlong(scene, { axis, order }, (s) => shares[parts.indexOf(s)] as number, classes),
    ),
  )
  return candidates.reduce((best, next) => (next.cost < best.cost ? next : best)).blocks
}

function cutAlong(
  scene: IndexedImage,
  { axis, order }: { readonly axis: 'x' | 'y'; readonly order: readonly SplitName[] },
  share: (split: SplitName) => number,
  classes: number,
): Cutting {
  const along = (r: Rect) => (axis === 'x' ? [r.x, r.w] : [r.y, r.h]) as [number, number]
  const [, length] = along(scene.bounds)
  const centres = Array.from({ length: scene.count }, (_, i) => {
    const [at, size] = along(scene.box(i))
    return { at: at + size / 2, size, class: scene.class(i) }
  }).sort((a, b) => a.at - b.at)
  const whole = order.reduce((sum, split) => sum + share(split), 0)

  const cuts: number[] = [0]
  let taken = 0
  order.slice(0, -1).forEach((split, i) => {
    const rest = order.length - 1 - i
    taken += Math.max(1, Math.round((share(split) / whole) * scene.count))
    taken = Math.min(taken, scene.count - rest)
    const [before, after] = [centres[taken - 1]?.at ?? 0, centres[taken]?.at ?? length]
    cuts.push(Math.min(length - rest, Math.max((cuts[i] as number) + 1, Math.round((before + after) / 2))))
  })
  cuts.push(length)

  const counts = order.map(() => new Array<number>(classes).fill(0))
  let crossed = 0
  for (const c of centres) {
    const strip = Math.max(
      0,
      cuts.findLastIndex((cut, i) => i < order.length && c.at >= cut),
    )
    const row = counts[strip] as number[]
    row[c.class] = (row[c.class] as number) + 1
    if (cuts.some((cut) => cut > 0 && cut < length && Math.abs(c.at - cut) < c.size / 2)) crossed++
  }
  const border = (axis === 'x' ? scene.bounds.h : scene.bounds.w) / Math.max(scene.bounds.w, scene.bounds.h)
  const imbalance = counts.reduce(
    (sum, row, i) => sum + imbalanceOf(row, share(order[i] as SplitName) / whole, counts),
    0,
  )
  return {
    blocks: order.map((split, i) => ({
      split,
      rect: strip(scene.bounds, axis, cuts[i] as number, cuts[i + 1] as number),
    })),
    cost: imbalance / classes + crossed / Math.max(1, scene.count) + 0.2 * border,
  }
}

/** How far each class's share in a strip is from what it should be, summed over the classes that occur. */
function imbalanceOf(row: readonly number[], wanted: number, all: readonly (readonly number[])[]): number {
  return row.reduce((sum, n, c) => {
    const total = all.reduce((t, other) => t + (other[c] as number), 0)
    return total > 0 ? sum + Math.abs(n / total - wanted) : sum
  }, 0)
}

function strip(bounds: Rect, axis: 'x' | 'y', from: number, to: number): Rect {
  return axis === 'x'
    ? { x: from, y: 0, w: to - from, h: bounds.h }
    : { x: 0, y: from, w: bounds.w, h: to - from }
}

function orders<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((item, i) =>
    orders([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  )
}
