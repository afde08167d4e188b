import { bounds } from '../../src/document/records'
import type { ClassRecord } from '../../src/document/records'
import type { Rect } from '../../src/geometry/rect'
import { detectionRect } from '../../src/prediction/prediction'
import type { Detections } from '../../src/prediction/prediction'
import type { Target } from '../tools/tool'

export interface Label {
  readonly rect: Rect
  readonly text: string
  readonly color: string
}

/** What is written beside the thing under the pointer: its class, and the score where a run gave one. */
export function labelOf(
  target: Target,
  classes: readonly ClassRecord[],
  detections: Detections | null,
): Label | null {
  if (target.kind === 'area') return null
  if (target.kind === 'object') {
    const { shape, class: id, score } = target.object
    return written(
      bounds(shape),
      classes.find((each) => each.id === id),
      score,
    )
  }
  if (!detections) return null
  const number = detections.class[target.index] ?? -1
  const record = [...classes].sort((a, b) => a.id - b.id)[number]
  return written(detectionRect(detections, target.index), record, detections.score[target.index])
}

function written(rect: Rect, record: ClassRecord | undefined, score: number | undefined): Label {
  const name = record?.name ?? 'unknown class'
  const text = score === undefined ? name : `${name}  ${score.toFixed(2)}`
  return { rect, text, color: record?.color ?? '#9aa4ae' }
}
