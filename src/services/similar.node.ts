import { AppError } from '../base/errors'
import type { CallContext } from '../base/wire'
import type { Rect } from '../geometry/rect'
import { bounds, type ImageRecord } from '../records/records'
import { t } from '../messages/messages'
import { says } from '../messages/says/says'
import { middleSize, type Size } from '../similar/middleSize'
import { chosenImages, locate, type Project } from './project.node'

export interface SimilarRequest {
  readonly image: number
  /** Objects of the image that show what is looked for; none: what is unlike the rest of the picture. */
  readonly objects: readonly number[]
  readonly rejected: readonly Rect[]
  readonly top: number
}

export interface SimilarImage {
  readonly id: number
  readonly seconds: number
  readonly found: readonly (Rect & { readonly score: number })[]
}

/** What is looked for, by where it lies, whether it is stored already or not. */
export interface PlacesRequest {
  readonly image: number
  readonly wanted: readonly Rect[]
  readonly rejected: readonly Rect[]
  /** Of what is looked for, in full-size pixels; absent: not known. */
  readonly size?: Size | undefined
  readonly top: number
}

/** Objects of one question whose sides differ more than this are not looked for well at one scale. */
const maxApart = 4

/**
 * Places of an image that look like some marked objects, or like nothing else in it, before any training. Throws
 * AppError: no-image, no-objects, bad-option.
 */
export async function similarPlaces(
  project: Project,
  { image: id, objects, rejected, top }: SimilarRequest,
  context: CallContext,
): Promise<SimilarImage> {
  const image = (await chosenImages(project, [id]))[0] as ImageRecord
  const marked = await markedBoxes(project, image)
  const wanted = objects.map((object) => boxOf(marked, object, image))
  const outside = rejected.find(
    ({ x, y, w, h }) => x + w <= 0 || y + h <= 0 || x >= image.width || y >= image.height,
  )
  if (outside)
    throw new AppError(
      'bad-option',
      says.services.theRejectedPlaceXY(
        outside.x,
        outside.y,
        outside.w,
        outside.h,
        image.name,
        image.width,
        image.height,
      ),
    )
  const sized = wanted.length > 0 ? wanted : [...marked.values()]
  return rankPlaces(project, { image: id, wanted, rejected, size: middleSize(sized), top }, context)
}

/** Throws AppError: no-image. */
export async function rankPlaces(
  project: Project,
  { image: id, wanted, rejected, size, top }: PlacesRequest,
  context: CallContext,
): Promise<SimilarImage> {
  const image = (await chosenImages(project, [id]))[0] as ImageRecord
  const sides = wanted.map(({ w, h }) => Math.sqrt(w * h)).sort((a, b) => a - b)
  if (wanted.length > 0 && (sides.at(-1) as number) > maxApart * (sides[0] as number))
    context.warn(t.crops.differInSize)
  const { found, seconds } = await project.trainer.run(
    'similar',
    {
      ...{ image: locate(project, image), folder: project.paths.images, wanted, rejected, top, size },
      readOnly: project.store.readOnly ?? undefined,
    },
    context,
  )
  return { id, seconds, found }
}

async function markedBoxes(project: Project, image: ImageRecord): Promise<Map<number, Rect>> {
  const { objects } = await project.store.load(image.id)
  return new Map(
    objects.map(({ id, shape }) => {
      const { x, y, w, h } = bounds(shape)
      return [id, { x, y, w, h }]
    }),
  )
}

function boxOf(marked: ReadonlyMap<number, Rect>, object: number, image: ImageRecord): Rect {
  const box = marked.get(object)
  if (!box) {
    const first = [...marked.keys()].slice(0, 10).join(', ') || 'none'
    const more = marked.size > 10 ? ', …' : ''
    throw new AppError('no-objects', says.services.thereIsNoObjectNumber(object, image.name, first, more))
  }
  if (box.w > 0 && box.h > 0) return box
  throw new AppError('no-objects', says.services.objectObjectOfNameHas(object, image.name))
}
