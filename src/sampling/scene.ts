import Flatbush from 'flatbush'
import type { CheckedGround, PartlyChecked } from '../tiles/checkedGround'
import type { SplitName } from '../tiles/tiles'
import { area, containsPoint, inset, intersect, intersects, type Rect } from '../geometry/rect'
import { unionArea } from '../geometry/unionArea'

/** One image as the planner sees it; everything in pixels of the level that its tiles are cut from. */
export interface SceneInput extends CheckedGround {
  readonly level: number
  readonly width: number
  readonly height: number
  /** [n, 4]: x, y, w, h of each object's box */
  readonly boxes: Float64Array
  /** [n], class numbers */
  readonly classes: ArrayLike<number>
  readonly rejections: readonly Rect[]
}

/** A part of an image that belongs to one split. The blocks of an image tile it without a gap. */
export interface SplitBlock {
  readonly rect: Rect
  readonly split: SplitName
}

/** An image with the indexes that planning needs: all queries are logarithmic in the number of objects. */
export class IndexedImage {
  readonly bounds: Rect
  readonly count: number
  private readonly objects: Flatbush | undefined
  private readonly checkedIndex: Flatbush | undefined
  private readonly partlyIndex: Flatbush | undefined
  private readonly rejectedIndex: Flatbush | undefined

  constructor(readonly input: SceneInput) {
    this.bounds = { x: 0, y: 0, w: input.width, h: input.height }
    this.count = input.classes.length
    this.objects = indexOf(this.count, (i) => this.box(i))
    this.checkedIndex = indexOf(input.checked.length, (i) => input.checked[i] as Rect)
    const { partly = [] } = input
    this.partlyIndex = indexOf(partly.length, (i) => (partly[i] as PartlyChecked).rect)
    this.rejectedIndex = indexOf(input.rejections.length, (i) => input.rejections[i] as Rect)
  }

  box(object: number): Rect {
    const b = this.input.boxes
    const at = object * 4
    return { x: b[at] as number, y: b[at + 1] as number, w: b[at + 2] as number, h: b[at + 3] as number }
  }

  centre(object: number): { x: number; y: number } {
    const b = this.box(object)
    return { x: b.x + b.w / 2, y: b.y + b.h / 2 }
  }

  class(object: number): number {
    return this.input.classes[object] as number
  }

  /** Objects whose boxes touch the rectangle. */
  objectsIn(rect: Rect): number[] {
    return search(this.objects, rect)
  }

  hasObject(rect: Rect): boolean {
    return this.objectsIn(rect).length > 0
  }

  /** Checked areas that touch the rectangle. */
  checkedIn(rect: Rect): Rect[] {
    return search(this.checkedIndex, rect).map((i) => this.input.checked[i] as Rect)
  }

  /** Areas for some classes that touch the rectangle. */
  partlyIn(rect: Rect): PartlyChecked[] {
    return search(this.partlyIndex, rect).map((i) => this.input.partly?.[i] as PartlyChecked)
  }

  /** Rejected predictions that touch the rectangle. */
  rejectedIn(rect: Rect): Rect[] {
    return search(this.rejectedIndex, rect).map((i) => this.input.rejections[i] as Rect)
  }

  /** Share (0..1) of the rectangle's pixels inside the image that lie in a checked area; `forAny`: for any class. */
  checkedShare(rect: Rect, forAny = false): number {
    const inside = intersect(rect, this.bounds)
    if (!inside) return 0
    const more = forAny ? this.partlyIn(inside).map((area) => area.rect) : []
    const parts = [...this.checkedIn(inside), ...more]
      .map((r) => intersect(r, inside))
      .filter((r) => r !== undefined)
    return unionArea(parts) / area(inside)
  }
}

function search(index: Flatbush | undefined, rect: Rect): number[] {
  return index?.search(rect.x, rect.y, rect.x + rect.w, rect.y + rect.h) ?? []
}

function indexOf(count: number, rect: (i: number) => Rect): Flatbush | undefined {
  if (count === 0) return undefined
  const index = new Flatbush(count)
  for (let i = 0; i < count; i++) {
    const r = rect(i)
    index.add(r.x, r.y, r.x + r.w, r.y + r.h)
  }
  index.finish()
  return index
}

/**
 * The blocks of one image, found by place. Between blocks of different parts runs a band, `guard` pixels wide in all, that
 * belongs to neither: a part is its blocks without what lies closer than half of it to another part.
 */
export class Blocks {
  private readonly index: Flatbush | undefined
  private readonly half: number
  private readonly mixed: boolean

  constructor(
    readonly list: readonly SplitBlock[],
    readonly guard = 0,
  ) {
    this.index = list.length > 8 ? indexOf(list.length, (i) => (list[i] as SplitBlock).rect) : undefined
    this.half = Math.ceil(guard / 2)
    this.mixed = list.some((block) => block.split !== list[0]?.split)
  }

  touching(rect: Rect): readonly SplitBlock[] {
    if (!this.index) return this.list
    return search(this.index, rect).map((i) => this.list[i] as SplitBlock)
  }

  /** What a part may not see of a rectangle: the blocks of other parts, with the band around them. */
  foreign(rect: Rect, split: SplitName): Rect[] {
    if (!this.mixed) return this.list[0] && this.list[0].split !== split ? [this.list[0].rect] : []
    return this.touching(inset(rect, -this.half))
      .filter((block) => block.split !== split)
      .map((block) => inset(block.rect, -this.half))
      .filter((band) => intersects(band, rect))
  }

  /** The split that owns a point, undefined in the band; points on a border belong to the block right of and below it. */
  at(x: number, y: number): SplitName | undefined {
    const near = this.touching({ x, y, w: 0, h: 0 })
    const own = near.find((b) => containsPoint(b.rect, x, y)) ?? near[0] ?? this.list[0]
    if (!own) return 'train'
    if (this.half === 0 || !this.mixed) return own.split
    const inBand = this.foreign({ x: x - 0.5, y: y - 0.5, w: 1, h: 1 }, own.split).some((band) =>
      containsPoint(band, x, y),
    )
    return inBand ? undefined : own.split
  }

  /** Share (0..1) of the rectangle that belongs to a split; what lies outside the image counts for none. */
  share(rect: Rect, split: SplitName): number {
    const pieces = this.touching(rect)
      .map((block) => intersect(block.rect, rect))
      .filter((piece) => piece !== undefined)
    const all = pieces.reduce((sum, piece) => sum + area(piece), 0)
    if (all === 0) return 0
    const foreign = this.foreign(rect, split)
    if (foreign.length === 0) return 1
    const lost = foreign.flatMap((band) => pieces.map((piece) => intersect(band, piece)))
    return 1 - unionArea(lost.filter((piece) => piece !== undefined)) / all
  }
}
