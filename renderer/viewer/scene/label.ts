import { bounds } from '../../../src/records/records'
import type { ClassRecord } from '../../../src/records/records'
import type { Rect } from '../../../src/geometry/rect'
import { detectionRect } from '../../../src/found/detections'
import type { Detections } from '../../../src/found/detections'
import { t } from '../../../src/messages/messages'
import type { FoundClass } from '../../state/foundClasses'
import type { Target } from '../../tools/tool'
import type { Camera, Point } from '../../view/camera'
import { numberedBin } from '../instances/density'
import type { Marks } from './marks.svelte'

export interface Label {
  readonly rect: Rect
  readonly text: string
  readonly color: string
}

/** What is written beside the thing under the pointer: its class, and the score where a run gave one. */
export function labelOf(
  target: Target,
  classes: readonly ClassRecord[],
  found: readonly FoundClass[],
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
  return written(detectionRect(detections, target.index), found[number], detections.score[target.index])
}

function written(
  rect: Rect,
  record: Pick<ClassRecord, 'name' | 'color'> | undefined,
  score: number | undefined,
): Label {
  const name = record?.name ?? t.viewer.unknownClass
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
    dense.objects && { ...numberedBin(marks.objectDensity.grid, camera, at), noun: t.numbers.objects },
    dense.detections && {
      ...numberedBin(marks.detectionDensity.grid, camera, at),
      noun: t.numbers.detections,
    },
  ].filter((bin) => bin !== false)
  const [first] = found
  if (!first || found.every(({ count }) => count === 0)) return null
  const text = found.map(({ count, noun }) => noun(count)).join(', ')
  return { rect: first.rect, text, color: dense.objects ? '#6ea8e0' : '#c46ad0' }
}
