import { sidesOf } from '../dataset/toScene'
import { unpackShapes } from '../records/packedObjects'
import type { ImageRecord } from '../records/records'
import { knownLevels, levelForSides, usableLevels, type LevelChoice } from '../tiles/levels'
import type { Project } from './project.node'

/** So many objects of a picture tell how large they are in it, where another one is searched. */
const enough = 5000

/** The levels at which pictures of a project are searched; what is marked in each is read once. */
export class SearchLevels {
  private marked: Promise<readonly Marked[]> | undefined

  constructor(private readonly store: Project['store']) {}

  /**
   * 'auto': by the objects that are marked in the image, so that what was learned from is searched as it was learned; else by
   * those of others whose scale is known as its own is, on the same map or by what a pixel measures; else as all
   * marked pictures, where they are of one scale. Undefined where none of this is known: the run finds out.
   */
  async of(image: ImageRecord, choice: LevelChoice): Promise<number | undefined> {
    if (choice !== 'auto') return Math.min(choice, image.levels - 1)
    const own = levelForSides(await this.readSides(image, Infinity), image)
    if (own !== undefined) return own
    this.marked ??= this.readMarked()
    const marked = await this.marked
    return levelByScale(marked, image) ?? commonLevel(marked, image)
  }

  private async readMarked(): Promise<readonly Marked[]> {
    const marked: Marked[] = []
    for (const image of await this.store.images()) {
      const sides = await this.readSides(image, enough)
      if (sides.length > 0) marked.push({ ...image, sides })
    }
    return marked
  }

  private async readSides({ id }: ImageRecord, max: number): Promise<Float64Array> {
    const sides: number[] = []
    for await (const block of this.store.blocks(id)) {
      for (const side of sidesOf(unpackShapes(block))) sides.push(side)
      if (sides.length >= max) break
    }
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
