import { bounds } from '../../src/document/records'
import type { ClassRecord } from '../../src/document/records'
import type { Rect } from '../../src/geometry/rect'
import { detectionRect } from '../../src/prediction/prediction'
import type { Detections } from '../../src/prediction/prediction'
import type { LearnedClasses } from '../../src/prediction/projectClasses'
import type { Target } from '../tools/tool'
import { counted } from '../ui/format'
import type { Camera, Point } from './camera'
import type { DetectedClasses } from './colors'
import { numberedBin } from './density'
import type { Marks } from './marks.svelte'

/** What a run has found, and the project's class of each of its class numbers. */
export interface Found {
  readonly detections: Detections
  readonly learned: LearnedClasses
  readonly detected: DetectedClasses
}

export interface Label {
  readonly rect: Rect
  readonly text: string
  readonly color: string
}

/** What is written beside the thing under the pointer: its class, and the score where a run gave one. */
export function labelOf(target: Target, classes: readonly ClassRecord[], found: Found | null): Label | null {
  if (target.kind === 'area') return null
  if (target.kind === 'object') {
    const { shape, class: id, score } = target.object
    return written(
      bounds(shape),
      classes.find((each) => each.id === id),
      score,
    )
  }
  if (!found) return null
  const { detections, learned, detected } = found
  const number = detections.class[target.index] ?? -1
  const score = detections.score[target.index]
  const absent = `${learned.classNames[number] ?? 'unknown'} (not in this project)`
  return written(detectionRect(detections, target.index), detected[number], score, absent)
}

function written(
  rect: Rect,
  record: ClassRecord | undefined,
  score: number | undefined,
  absent = 'unknown class',
): Label {
  const name = record?.name ?? absent
  const text = score === undefined ? name : `${name}  ${score.toFixed(2)}`
  return { rect, text, color: record?.color ?? '#9aa4ae' }
}

/** How much lies in the bin under the pointer, where the view shows counts. */
export function countLabel(
  marks: Marks,
  dense: { readonly objects: boolean; readonly detections: boolean },
  camera: Camera,
  at: Point,
): Label | null {
  const found = [
    dense.objects && { ...numberedBin(marks.objectDensity.grid, camera, at), noun: 'object' },
    dense.detections && { ...numberedBin(marks.detectionDensity.grid, camera, at), noun: 'detection' },
  ].filter((bin) => bin !== false)
  const [first] = found
  if (!first || found.every(({ count }) => count === 0)) return null
  const text = found.map(({ count, noun }) => counted(count, noun)).join(', ')
  return { rect: first.rect, text, color: dense.objects ? '#6ea8e0' : '#c46ad0' }
}
