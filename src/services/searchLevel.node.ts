import { sidesOf } from '../dataset/toScene'
import { unpackShapes } from '../records/packedObjects'
import type { ImageRecord } from '../records/records'
import { knownLevels, levelForSides, usableLevels, type LevelChoice } from '../tiles/levels'
import type { Project } from './project.node'

/** The levels at which pictures of a project are searched; what is marked in each is read once. */
export class SearchLevels {
  private readonly sides = new Map<number, Promise<Float64Array>>()

  constructor(private readonly store: Project['store']) {}

  /**
   * 'auto': by the objects that are marked in the image, so that what was learned from is searched as it was learned; else by
   * those of others whose scale is known as its own is, on the same map or by what a pixel measures; else as all
   * marked pictures, where they are of one scale. Undefined where none of this is known: the run finds out.
   */
  async of(image: ImageRecord, choice: LevelChoice): Promise<number | undefined> {
    if (choice !== 'auto') return Math.min(choice, image.levels - 1)
    const own = levelForSides(await this.sidesIn(image), image)
    if (own !== undefined) return own
    const marked: Marked[] = []
    for (const other of await this.store.images()) {
      const sides = await this.sidesIn(other)
      if (sides.length > 0) marked.push({ ...other, sides })
    }
    return levelByScale(marked, image) ?? commonLevel(marked, image)
  }

  private sidesIn({ id }: ImageRecord): Promise<Float64Array> {
    const known = this.sides.get(id) ?? this.readSides(id)
    this.sides.set(id, known)
    return known
  }

  private async readSides(image: number): Promise<Float64Array> {
    const sides: number[] = []
    for await (const block of this.store.blocks(image))
      for (const side of sidesOf(unpackShapes(block))) sides.push(side)
    return Float64Array.from(sides)
  }
}

interface Marked extends ImageRecord {
  /** Of its objects, in full-size pixels. */
  readonly sides: Float64Array
}

function levelByScale(marked: readonly Marked[], image: ImageRecord): number | undefined {
  if (!hasScale(image)) return undefined
  const others = marked.filter(hasScale)
  return knownLevels([image, ...others], [new Float64Array(0), ...others.map(({ sides }) => sides)])[0]
}

/** Pictures of a project are of one scale where nothing says otherwise; undefined where the marked ones are not. */
function commonLevel(marked: readonly Marked[], image: ImageRecord): number | undefined {
  const levels = new Set(marked.map((other) => levelForSides(other.sides, other)))
  const [first, ...more] = levels
  return first === undefined || more.length > 0 ? undefined : Math.min(first, usableLevels(image) - 1)
}

const hasScale = ({ geo, pixelSize }: ImageRecord) => geo !== undefined || pixelSize !== undefined
