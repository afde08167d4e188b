import { detectionRect, detectionShape } from '../found/detections'
import { askedOr, numbersAtLeast, statedThreshold } from '../found/threshold'
import { projectClasses } from '../found/projectClasses'
import { intersects, type Rect } from '../geometry/rect'
import { says } from '../messages/says/says'
import { openPrediction } from '../prediction/predictionFile.node'
import type { FigureClass, FoundSource } from './figureJob'
import type { FigureOutline } from './outlines'

/** Name and colour of what is no class of the project. */
export const unknownClass = () => ({ name: says.figures.noClassOfProject, color: '#b9c2cc' })

export interface NamedOutline extends FigureOutline {
  readonly name: string
}

export interface FoundOutline extends NamedOutline {
  readonly score: number
  readonly rect: Rect
}

/** A point has no extent, and still lies somewhere. */
export const widened = ({ x, y, w, h }: Rect): Rect => ({
  ...{ x, y },
  ...{ w: Math.max(w, 1e-6), h: Math.max(h, 1e-6) },
})

/** What counts of what a run found in a region, by falling score. */
export async function foundOutlines(
  { path, classIds, threshold }: FoundSource,
  classes: readonly FigureClass[],
  region: Rect,
): Promise<FoundOutline[]> {
  const file = await openPrediction(path)
  try {
    const { classNames } = file.info
    const known = projectClasses({ classNames, classIds }, classes)
    const detections = file.detections()
    const drawn: FoundOutline[] = []
    for (const i of numbersAtLeast(detections, askedOr(threshold, statedThreshold(file.info)))) {
      const score = detections.score[i] as number
      const rect = detectionRect(detections, i)
      if (!intersects(region, widened(rect))) continue
      const number = detections.class[i] as number
      const { name, color } = known[number] ?? {
        ...unknownClass(),
        ...(classNames[number] === undefined ? {} : { name: classNames[number] }),
      }
      drawn.push({ shape: detectionShape(detections, i), name, color, dashed: true, score, rect })
    }
    return drawn
  } finally {
    file.close()
  }
}
