import { Random } from '../base/random'
import { countChecked } from '../coarse/checkedMarks'
import { bounds, type ImageRecord } from '../records/records'
import { usedImages } from './datasets.node'
import type { CoarseMarks } from './searchedImage'
import { withoutHeld } from './marks'
import type { Project } from './project.node'

/** Objects of an image that a coarse look is judged by, at most; of more, as many are drawn. */
const maxJudged = 500

/** Of all images the objects that may be learned from; those of the images that are searched come first. */
export async function coarseMarks(
  project: Project,
  searched: readonly ImageRecord[],
  levelOf: (image: ImageRecord) => Promise<number | undefined>,
): Promise<CoarseMarks[]> {
  const found: CoarseMarks[] = []
  const ids = new Set(searched.map(({ id }) => id))
  for (const image of await usedImages(project)) {
    const { objects, checked } = withoutHeld(image)
    const level = await levelOf(image)
    if (objects.shapes.length === 0 || level === undefined) continue
    const points = objects.shapes.map((shape) => {
      const { x, y, w, h } = bounds(shape)
      return { x: x + w / 2, y: y + h / 2, radius: Math.hypot(w, h) / 2 }
    })
    const judged = points.length > maxJudged ? new Random(1).shuffle(points).slice(0, maxJudged) : points
    found.push({ image, level, objects: judged, checked })
  }
  const count = (marks: CoarseMarks) => countChecked([marks])
  return found.sort(
    (a, b) =>
      Number(ids.has(b.image.id)) - Number(ids.has(a.image.id)) ||
      count(b) - count(a) ||
      a.image.id - b.image.id,
  )
}
