import { AppError } from '../base/errors'
import type { CallContext } from '../base/wire'
import type { FigureContent, FigureJob, FigureResult, FoundSource } from '../figures/figureJob'
import { intersect, intersects, type Rect } from '../geometry/rect'
import { unpackShapes } from '../records/packedObjects'
import { says } from '../messages/says/says'
import { bounds, type Shape } from '../records/shape'
import type { ClassRecord, ImageRecord } from '../records/records'
import { thresholdAsked, type RequestedThreshold } from './askedThreshold'
import { storedPrediction } from './predicting.node'
import { chosenImages, chosenRun, locate, projectClass, type Project } from './project.node'

export interface FigureRequest {
  readonly image: number
  /** Full-size pixels; absent: the whole picture. */
  readonly region?: Rect | undefined
  readonly out: string
  readonly dpi: number
  /** In mm. */
  readonly width?: number | undefined
  readonly what: FigureContent
  /** Whose detections; absent: those of the newest run that has searched the picture. */
  readonly run?: string | undefined
  /** From which score on a detection is drawn; absent: as the prediction states it. */
  readonly threshold?: RequestedThreshold | undefined
  readonly legend: boolean
  readonly scaleBar: boolean
}

/** Draws a part of a picture for print, with what was marked and found in it. */
export async function makeFigure(
  project: Project,
  request: FigureRequest,
  context: CallContext,
): Promise<FigureResult & { readonly image: number; readonly run: string | null }> {
  const { out, dpi, width, what, legend, scaleBar } = request
  const [image] = (await chosenImages(project, [request.image])) as [ImageRecord]
  const region = wholePixels(image, request.region)
  const classes = await project.store.classes()
  const found = what === 'objects' ? undefined : predictionOf(project, image, request.run)
  const job: FigureJob = {
    ...{ picture: locate(project, image), region, out, dpi, width, legend, scaleBar },
    classes: classes.map(({ id, name, color }) => ({ id, name, color })),
    ...(what === 'detections' ? {} : { marked: await markedIn(project, image.id, region, classes) }),
    ...(found ? { found: foundBy(found, request.threshold, classes) } : {}),
  }
  if (scaleBar && !image.pixelSize) context.warn(says.services.whatAPixelOfName(image.name))
  const drawn = await project.data.run('figure.draw', job, context)
  return { image: image.id, run: found?.info.id ?? null, ...drawn }
}

/** The part of the region that lies on the picture. Throws AppError('usage') where none does. */
function wholePixels({ name, width, height }: ImageRecord, region: Rect | undefined): Rect {
  const whole = { x: 0, y: 0, w: width, h: height }
  if (!region) return whole
  const [x, y] = [Math.round(region.x), Math.round(region.y)]
  const [w, h] = [Math.round(region.x + region.w) - x, Math.round(region.y + region.h) - y]
  const inside = intersect(whole, { x, y, w, h })
  if (inside) return inside
  throw new AppError(
    'usage',
    says.services.theRegionXYWH(region.x, region.y, region.w, region.h, name, width, height),
  )
}

function predictionOf(project: Project, image: ImageRecord, asked: string | undefined) {
  const run = asked === undefined ? undefined : chosenRun(project, asked).id
  const found = storedPrediction(project, image.id, run)
  if (found) return found
  throw new AppError(
    'no-prediction',
    says.services.hasSearchedNameYetPredict(
      run ? says.services.runRunHasNot2(run) : says.services.noRunHas2,
      image.name,
    ),
  )
}

function foundBy(
  { path, info }: NonNullable<ReturnType<typeof storedPrediction>>,
  asked: RequestedThreshold | undefined,
  classes: readonly ClassRecord[],
): FoundSource {
  const threshold = thresholdAsked(asked, info, classes.map(projectClass))
  return { path, classIds: info.classIds, threshold }
}

/** Only those that the figure shows: a picture may have a million. */
async function markedIn(
  project: Project,
  image: number,
  region: Rect,
  classes: readonly ClassRecord[],
): Promise<{ shapes: Shape[]; classes: number[] }> {
  const place = new Map(classes.map(({ id }, i) => [id, i]))
  const marked: { shapes: Shape[]; classes: number[] } = { shapes: [], classes: [] }
  const around = { x: region.x - 1, y: region.y - 1, w: region.w + 2, h: region.h + 2 }
  for await (const block of project.store.blocks(image)) {
    let i = 0
    for (const shape of unpackShapes(block)) {
      const number = place.get(block.classes[i++] as number) ?? -1
      if (!intersects(around, bounds(shape))) continue
      marked.shapes.push(shape)
      marked.classes.push(number)
    }
  }
  return marked
}
