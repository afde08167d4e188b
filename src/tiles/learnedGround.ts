import Flatbush from 'flatbush'
import type { Rect } from '../geometry/rect'

/** What one training saw of an image, in full-size pixels: what lies in `seen` and not in `held`. */
export interface SeenGround {
  /** Checked areas and tiles that were learned from. */
  readonly seen: readonly Rect[]
  /** Parts of the image that were held back. */
  readonly held: readonly Rect[]
}

/** An image of which a run has learned, also through the runs that it started from: one entry a training. */
export interface LearnedImage {
  readonly sha256: string
  readonly path: string
  readonly trainings: readonly SeenGround[]
}

/** What a run has learned from. */
export interface LearnedGround {
  readonly images: readonly LearnedImage[]
  /** False: some of it is not known, so nothing may count as unseen. */
  readonly known: boolean
  /** What a person should know of it, one sentence each. */
  readonly notes: readonly string[]
}

interface Identified {
  readonly sha256: string
  readonly path: string
}

/** The trainings that saw an image: the same contents, or where these are not known the same file. */
export function trainingsOn(ground: LearnedGround, { sha256, path }: Identified): SeenGround[] {
  const same = (other: LearnedImage) =>
    sha256 !== '' && other.sha256 !== '' ? other.sha256 === sha256 : other.path === path
  return ground.images.filter(same).flatMap(({ trainings }) => trainings)
}

/** Both, an image that is in both once. */
export function joinGround(a: LearnedGround, b: LearnedGround): LearnedGround {
  const key = ({ sha256, path }: Identified) => sha256 || path
  const images = new Map<string, LearnedImage>()
  for (const image of [...a.images, ...b.images]) {
    const known = images.get(key(image))
    images.set(
      key(image),
      known ? { ...known, trainings: distinct([...known.trainings, ...image.trainings]) } : image,
    )
  }
  const notes = [...new Set([...a.notes, ...b.notes])]
  return { images: [...images.values()], known: a.known && b.known, notes }
}

/** A training that goes on has mostly seen the same. */
function distinct(trainings: readonly SeenGround[]): SeenGround[] {
  return [...new Map(trainings.map((each) => [JSON.stringify(each), each])).values()]
}

/** Answers for many points of an image whether any training saw them. */
export class GroundIndex {
  private readonly trainings: readonly { seen: Flatbush | undefined; held: Flatbush | undefined }[]

  constructor(trainings: readonly SeenGround[]) {
    this.trainings = trainings.map(({ seen, held }) => ({ seen: indexOf(seen), held: indexOf(held) }))
  }

  has(x: number, y: number): boolean {
    return this.trainings.some(({ seen, held }) => touches(seen, x, y) && !touches(held, x, y))
  }
}

function indexOf(rects: readonly Rect[]): Flatbush | undefined {
  if (rects.length === 0) return undefined
  const index = new Flatbush(rects.length)
  for (const { x, y, w, h } of rects) index.add(x, y, x + w, y + h)
  index.finish()
  return index
}

function touches(index: Flatbush | undefined, x: number, y: number): boolean {
  return index !== undefined && index.search(x, y, x, y).length > 0
}
