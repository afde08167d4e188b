import { AppError } from '../../base/errors'
import type { PicturePart } from '../../records/image'
import { t } from '../../messages/messages'

// A file may hold several pictures: series of an OME-TIFF, pages, sections (Z) and times of a stack.

export const partAxes = ['series', 'page', 'z', 'time'] as const
export type PartAxis = (typeof partAxes)[number]

/** `page 1 of 12`; `Z 5 of 9, time 1 of 3`. */
export function partWords(part: PicturePart, parts: PicturePart): string {
  const known = partAxes.filter((axis) => parts[axis] !== undefined)
  return known
    .map((axis) => t.pictureParts.oneOf(t.pictureParts[axis], part[axis] ?? 1, parts[axis] ?? 1))
    .join(', ')
}

/**
 * The part of a file that is meant: the first of what is not asked for. `parts` holds the axes of which there are several.
 * Throws AppError('image-part') where there is no such part.
 */
export function choosePart(asked: PicturePart, parts: PicturePart, file: string): PicturePart {
  const chosen: { -readonly [axis in PartAxis]?: number } = {}
  for (const axis of partAxes) {
    const [wanted, count] = [asked[axis], parts[axis]]
    if (count === undefined && wanted !== undefined) throw noSuchAxis(axis, parts, file)
    if (count === undefined) continue
    if (wanted !== undefined && !(Number.isInteger(wanted) && wanted >= 1 && wanted <= count))
      throw new AppError(
        'image-part',
        t.pictureParts.fileHasNoWordsWanted(file, t.pictureParts[axis], wanted, count),
      )
    chosen[axis] = wanted ?? 1
  }
  return chosen
}

function noSuchAxis(axis: PartAxis, parts: PicturePart, file: string): AppError {
  const there = partAxes.filter((each) => parts[each] !== undefined).map((each) => t.pictureParts[each])
  return new AppError(
    'image-part',
    there.length === 0
      ? t.pictureParts.fileHoldsOnePictureAnd(file, t.pictureParts[axis])
      : t.pictureParts.fileHasNoWordsTo(file, t.pictureParts[axis], there.join(t.pictureParts.and)),
  )
}

/** Only the axes of which there are several. */
export function severalOf(counts: PicturePart): PicturePart {
  return Object.fromEntries(
    partAxes.flatMap((axis) => ((counts[axis] ?? 1) > 1 ? [[axis, counts[axis]]] : [])),
  )
}

/** A sentence on what is left out; undefined where all was chosen. */
export function partNote(
  name: string,
  part: PicturePart,
  parts: PicturePart,
  asked: PicturePart,
): string | undefined {
  if (partAxes.every((axis) => parts[axis] === undefined || asked[axis] !== undefined)) return undefined
  return parts.page === undefined
    ? t.pictureParts.nameIsAStackParts(name, partWords(part, parts))
    : t.pictureParts.nameHoldsPagePicturesParts(name, parts.page, partWords(part, parts))
}
