import { AppError } from '../base/errors'
import { Random } from '../base/random'
import type { CallContext } from '../base/wire'
import type { ImageRecord } from '../records/records'
import { intersect, type Rect } from '../geometry/rect'
import { minScores, statedThreshold } from '../found/threshold'
import { detectionRect } from '../found/detections'
import type { RunInfo } from '../runs/config'
import {
  drawFields,
  fieldRect,
  isChecked,
  layFields,
  strataNames,
  stratumOf,
  type FieldSample,
} from '../tiles/fieldSample'
import { checkedGround } from '../tiles/checkedGround'
import { sidesOf } from '../dataset/toScene'
import { unpackShapes } from '../records/packedObjects'
import { says } from '../messages/says/says'
import type { CountedImages } from '../evaluation/count/count'
import type { CountJob } from './countJob'
import { markedImage, searchedBy } from './evaluating.node'
import { fieldSample, keepFieldSample } from './fieldSamples.node'
import { thresholdAsked, type RequestedThreshold } from './askedThreshold'
import { learnedBy } from './learned.node'
import { allowChange, chosenImages, chosenRun, projectClass, type Project } from './project.node'

export interface CountRequest {
  readonly images: number[] | 'all'
  /** A part of the one image that is named, in full-size pixels. */
  readonly region?: Rect | undefined
  readonly run?: string | undefined
  readonly threshold?: RequestedThreshold | undefined
  /** Count each image for itself, too. */
  readonly each?: boolean | undefined
}

/**
 * How many objects of each class there are, with an interval where some checked ground was not learned from. All images
 * that the run has searched tell how right it is; only those that are asked for are counted.
 *
 * @example const { classes } = await countObjects(project, { images: [1], run: 'best' }, context)
 */
export async function countObjects(
  project: Project,
  request: CountRequest,
  context: CallContext,
): Promise<CountedImages> {
  const run = chosenRun(project, request.run)
  const counted = await searchedBy(project, run, request.images, context)
  const quiet = { ...context, warn: () => {} }
  const classes = await project.store.classes()
  const learned = await learnedBy(project, run, context)
  for (const note of learned.notes) context.warn(note)
  const images: CountJob['images'][number][] = []
  for (const image of await searchedBy(project, run, 'all', quiet)) {
    const marked = await markedImage(project, { run, learned }, image, classes)
    const { pixelSize, width, height } = image
    const isCounted = counted.some(({ id }) => id === image.id)
    const region = isCounted
      ? regionIn({ x: 0, y: 0, w: width, h: height }, request.region, image)
      : undefined
    images.push({ ...marked, pixelSize, region, sample: await fieldSample(project, image.id) })
  }
  const known = { classes: classes.map(projectClass), classIds: run.classIds }
  const threshold = thresholdAsked(request.threshold, run, known.classes)
  const job = { run: run.id, images, ...known, threshold, each: request.each }
  return project.data.run('count', job, context)
}

function regionIn(whole: Rect, region: Rect | undefined, { name }: ImageRecord): Rect {
  if (!region) return whole
  const inside = intersect(whole, region)
  if (inside) return inside
  throw new AppError(
    'usage',
    says.services.theRegionXYW(region.x, region.y, region.w, region.h, name, whole.w, whole.h),
  )
}

export interface SampleRequest {
  readonly image: number
  /** How many fields there are to be checked after it. */
  readonly fields: number
  readonly run?: string | undefined
  readonly seed?: number | undefined
}

export interface SampledField extends Rect {
  readonly stratum: (typeof strataNames)[number]
  /** That a field of its stratum was drawn. */
  readonly probability: number
}

export interface SampleResult {
  readonly image: number
  readonly run: string
  /** Those that are still to be checked, in this order. */
  readonly fields: readonly SampledField[]
  readonly checked: number
  /** How many fields must be checked beside those for an interval of ± 5 %; null where that cannot be told yet. */
  readonly more: number | null
}

/**
 * Fields of view for a person to check, drawn at random by strata of what the run found. Those that were drawn before and are
 * not checked yet come first; new ones are drawn until there are as many as asked for.
 *
 * @example const { fields } = await sampleFields(project, { image: 1, fields: 20, seed: 1 }, context)
 */
export async function sampleFields(
  project: Project,
  request: SampleRequest,
  context: CallContext,
): Promise<SampleResult> {
  allowChange(project)
  const [image] = (await chosenImages(project, [request.image])) as [ImageRecord]
  const areas = (await project.store.loadAreas(image.id)).checked
  const classIds = (await project.store.classes()).map(({ id }) => id)
  // A field counts once it is checked for every class.
  const { checked } = checkedGround(areas, classIds)
  const known = await fieldSample(project, image.id)
  const { seed = known?.seed ?? 1 } = request
  const sample = known ?? (await newSample(project, image, { ...request, seed, before: checked }, context))
  const open = (of: FieldSample) => of.drawn.filter((number) => !isChecked(of, number, image, checked))
  const lacking = Math.max(0, request.fields - open(sample).length)
  const random = new Random(seed).fork(sample.drawn.length)
  const drawn = lacking > 0 ? drawFields(sample, lacking, random) : sample
  if (drawn !== known) await keepFieldSample(project, image.id, drawn)
  const fields = open(drawn).slice(0, request.fields)
  if (fields.length < request.fields) context.warn(says.services.nameHasNoMoreThan(image.name, fields.length))
  const run = request.run ?? drawn.run
  const { fields: state } = await countObjects(project, { images: [image.id], run }, context)
  return {
    image: image.id,
    run: drawn.run,
    fields: fields.map((number) => describe(drawn, number, image)),
    checked: drawn.drawn.length - open(drawn).length,
    more: state.more,
  }
}

/** The fields that were drawn on an image, in the order in which they are to be checked; null where none were. */
export async function drawnFields(
  project: Project,
  image: number,
): Promise<{ run: string; fields: Rect[] } | null> {
  const sample = await fieldSample(project, image)
  const [record] = await chosenImages(project, [image])
  if (!sample || !record) return null
  return { run: sample.run, fields: sample.drawn.map((number) => fieldRect(sample, number, record)) }
}

function describe(sample: FieldSample, number: number, image: ImageRecord): SampledField {
  const stratum = stratumOf(sample, number) ?? strataNames.length - 1
  const all = [...sample.strata].filter((digit) => digit === String(stratum)).length
  const drawn = sample.drawn.filter((other) => stratumOf(sample, other) === stratum).length
  return {
    ...fieldRect(sample, number, image),
    stratum: strataNames[stratum] ?? 'nothing',
    probability: drawn / all,
  }
}

/** Fields are so many objects wide, but neither so large that there are few of them nor larger than a screen. */
const [objectsWide, least, most, wantedFields] = [12, 64, 1024, 200]

async function newSample(
  project: Project,
  image: ImageRecord,
  request: SampleRequest & { readonly seed: number; readonly before: readonly Rect[] },
  context: CallContext,
): Promise<FieldSample> {
  const run: RunInfo = chosenRun(project, request.run)
  await searchedBy(project, run, [image.id], context)
  const path = project.paths.prediction(run.id, image.id)
  const { info, detections } = await project.data.run('prediction.load', { path }, context)
  const sides: number[] = []
  for await (const block of project.store.blocks(image.id)) sides.push(...sidesOf(unpackShapes(block)))
  const typical = sides.sort((a, b) => a - b)[sides.length >> 1] ?? 2 * least
  const bound = Math.sqrt((image.width * image.height) / wantedFields)
  const side = Math.round(Math.max(least, 2 * typical, Math.min(objectsWide * typical, most, bound)))
  const counted = minScores(statedThreshold(info))
  const points = Array.from(detections.score, (score, i) => {
    const { x, y, w, h } = detectionRect(detections, i)
    return { x: x + w / 2, y: y + h / 2, found: score >= (counted[detections.class[i] as number] as number) }
  })
  const { seed, before } = request
  const about = { run: run.id, threshold: info.threshold, seed, side, before }
  return layFields(image, about, points)
}
