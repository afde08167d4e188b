import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import { ignore, type TileBatch } from '../tiles/tiles'

/**
 * For each class of the labels its number among the run's, -1 where the run does not know it; undefined where both are the
 * same. By name; by number where no name is common and there are as many, as in a file without names. Fails with
 * `other-classes` where neither fits.
 */
export function classOrder(
  labelled: readonly string[],
  learned: readonly string[],
  warn: (sentence: string) => void,
): number[] | undefined {
  if (labelled.join('\n') === learned.join('\n')) return undefined
  const order = labelled.map((name) => learned.indexOf(name))
  // What a file without names is given.
  const nameless = labelled.every((name, i) => name === `class ${i}`)
  const unknown = labelled.filter((_, i) => order[i] === -1)
  if (unknown.length < labelled.length && !(nameless && labelled.length === learned.length)) {
    if (unknown.length > 0) warn(says.training.whatIsLabelledUnknownIs(unknown.join(', ')))
    return order
  }
  if (labelled.length === learned.length) {
    warn(says.training.theClassesOfTheLabels(labelled.join(', ')))
    return undefined
  }
  throw new AppError(
    'other-classes',
    says.training.theLabelsAreOfThe(labelled.join(', '), learned.join(', ')),
  )
}

/** The batch with its labels, boxes and masks in the run's classes; what the run does not know counts neither way. */
export function inClasses(batch: TileBatch, order: readonly number[], classes: number): TileBatch {
  const labels = new Uint8Array(batch.count * classes)
  for (let i = 0; i < batch.count; i++)
    order.forEach((to, from) => {
      if (to >= 0) labels[i * classes + to] = batch.labels[i * order.length + from] as number
    })
  const masks = batch.masks.map((value) => {
    if (value === 0 || value === ignore) return value
    const to = order[value - 1] ?? -1
    return to < 0 ? ignore : to + 1
  })
  const kept = Array.from(batch.classes.keys()).filter(
    (row) => (order[batch.classes[row] as number] ?? -1) >= 0,
  )
  const before = (end: number) => kept.filter((row) => row < end).length
  return {
    ...batch,
    labels,
    masks,
    offset: batch.offset.map(before),
    xywh: Float32Array.from(kept.flatMap((row) => [...batch.xywh.subarray(row * 4, row * 4 + 4)])),
    classes: Uint8Array.from(kept, (row) => order[batch.classes[row] as number] as number),
  }
}
