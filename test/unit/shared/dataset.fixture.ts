import { buildDataset, type BuildImage, type BuildJob } from '../../../src/dataset/build.node'
import type { DatasetSpec } from '../../../src/tiles/tiles'
import type { Shape } from '../../../src/records/records'
import type { Rect } from '../../../src/geometry/rect'
import { Random } from '../../../src/base/random'
import { context, imported, writePicture } from './image.fixture'

/** Noise that JPEG would not survive: shows whether tiles hold the original's own pixels. */
export function noise(width: number, height: number, seed: number): Uint8Array {
  const random = new Random(seed)
  return Uint8Array.from({ length: width * height * 3 }, () => random.below(256))
}

export interface Marks {
  readonly shapes: readonly Shape[]
  readonly classes: readonly number[]
  readonly checked: readonly Rect[]
  readonly rejections?: readonly Rect[]
}

/** A noisy PNG, imported, with its marks: ready to build a dataset from. */
export async function markedImage(
  path: (name: string) => string,
  id: number,
  width: number,
  height: number,
  marks: Marks,
): Promise<{ image: BuildImage; pixels: Uint8Array }> {
  const name = `field-ü${id}.png`
  const pixels = noise(width, height, id)
  await writePicture(path(name), pixels, width, height)
  const image = await imported(path(name), path(`${id}.pyramid`))
  const { shapes, classes, checked, rejections = [] } = marks
  return { image: { ...image, id, name, objects: { shapes, classes }, checked, rejections }, pixels }
}

export const spec = (more: Partial<DatasetSpec> = {}): DatasetSpec => ({
  tile: 64,
  level: 0,
  split: [0.7, 0.2, 0.1],
  seed: 7,
  ...more,
})

export async function built(out: string, images: readonly BuildImage[], more: Partial<BuildJob> = {}) {
  const ctx = context()
  const summary = await buildDataset({ out, spec: spec(), classNames: ['car', 'büs'], images, ...more }, ctx)
  return { summary, ...ctx }
}

/** Boxes spread over a picture, every fifth of class 1. */
export function boxes(
  n: number,
  width: number,
  height: number,
  seed: number,
): { shapes: Shape[]; classes: number[] } {
  const random = new Random(seed)
  const shapes = Array.from({ length: n }, (): Shape => {
    const [w, h] = [random.between(6, 20), random.between(6, 20)]
    return { kind: 'box', x: random.between(0, width - w), y: random.between(0, height - h), w, h }
  })
  return { shapes, classes: shapes.map((_, i) => (i % 5 ? 0 : 1)) }
}
