import type { JobContext } from '../../base/job'
import { intersect, type Rect } from '../../geometry/rect'
import { openLevels } from '../../image/openLevels.node'
import type { PixelSource } from '../../image/pixels/pixelSource'
import { sharp } from '../../image/reading/sharp.node'
import { composeFigure } from '../composeFigure'
import type { FigurePicture } from '../figureJob'
import { foundOutlines, type FoundOutline } from '../foundOutlines.node'
import type { FigureOutline } from '../outlines'
import { readRegion } from '../readRegion.node'
import type { InlineJpeg, ReportCrop } from './reportData'
import type { ReportPictures, ReportPicturesJob } from './reportJob'

/** Images with an overview; longest side of one, and side of a crop, in pixels. */
const [maxOverviews, overviewSide, cropSide] = [24, 1400, 150]
/** Crops of the highest scores, and as many of the lowest. */
const crops = 8
/** A crop is so many times as large as what it shows, and shows so many pixels at least. */
const [around, minAround] = [2.5, 48]

interface Candidate {
  readonly image: number
  readonly found: FoundOutline
}

/** Draws what a report shows: each picture as a whole, and what was found with the highest and the lowest scores. */
export async function drawReportPictures(
  job: ReportPicturesJob,
  context: JobContext,
): Promise<ReportPictures> {
  const images: ReportPictures['images'][number][] = []
  let [best, worst]: [Candidate[], Candidate[]] = [[], []]
  for (const [i, { name, picture, found }] of job.images.entries()) {
    context.signal.throwIfAborted()
    context.progress({ done: i, total: job.images.length, unit: 'images', note: name })
    const whole = { x: 0, y: 0, w: picture.width, h: picture.height }
    const outlines = await foundOutlines(found, job.classes, whole)
    const of = (some: readonly FoundOutline[]) => some.map((each) => ({ image: i, found: each }))
    best = [...best, ...of(outlines.slice(0, crops))].sort(falling).slice(0, crops)
    worst = [...worst, ...of(outlines.slice(-crops))].sort(falling).slice(-crops)
    const overview = i < maxOverviews ? await drawOverview(picture, outlines, context) : undefined
    images.push({ detections: outlines.length, overview })
  }
  const shown = new Set(best.map(({ found }) => found.rect).map((rect) => Object.values(rect).join()))
  const others = worst.filter(({ found }) => !shown.has(Object.values(found.rect).join()))
  const highest = await drawCrops(job, best, context)
  const sheet = highest.length > 0 ? await sheetOf(highest) : undefined
  return { images, highest, sheet, lowest: await drawCrops(job, others, context) }
}

const falling = (a: Candidate, b: Candidate) => b.found.score - a.found.score

/** Crops beside and below each other. */
async function sheetOf(drawn: readonly ReportCrop[]): Promise<string> {
  const [columns, step] = [Math.min(4, drawn.length), cropSide + 6]
  const placed = drawn.map(({ jpeg }, i) => ({
    ...{ input: Buffer.from(jpeg, 'base64'), left: (i % columns) * step },
    top: Math.floor(i / columns) * step,
  }))
  const size = { width: columns * step - 6, height: Math.ceil(drawn.length / columns) * step - 6 }
  const canvas = sharp({ create: { ...size, channels: 3, background: '#ffffff' } })
  const sheet = await canvas.composite(placed).removeAlpha().jpeg({ quality: 85 }).toBuffer()
  return sheet.toString('base64')
}

async function drawOverview(
  picture: FigurePicture,
  outlines: readonly FigureOutline[],
  context: JobContext,
): Promise<InlineJpeg> {
  const scale = Math.min(1, overviewSide / Math.max(picture.width, picture.height))
  const image = await openLevels(picture)
  const whole = { x: 0, y: 0, w: picture.width, h: picture.height }
  return jpegOf(image, whole, { scale, line: 1.6, outlines }, context).finally(() => image.close())
}

async function drawCrops(
  job: ReportPicturesJob,
  candidates: readonly Candidate[],
  context: JobContext,
): Promise<ReportCrop[]> {
  const drawn: ReportCrop[] = []
  for (const { image: number, found } of candidates) {
    const { name, picture } = job.images[number] as ReportPicturesJob['images'][number]
    const image = await openLevels(picture)
    const region = cropAround(found.rect, picture)
    const look = { scale: cropSide / Math.max(region.w, region.h), line: 1.5, outlines: [found] }
    const jpeg = await jpegOf(image, region, look, context).finally(() => image.close())
    const { score, rect } = found
    const middle = { x: Math.round(rect.x + rect.w / 2), y: Math.round(rect.y + rect.h / 2) }
    drawn.push({ ...jpeg, image: name, className: found.name, score, ...middle })
  }
  return drawn
}

function cropAround({ x, y, w, h }: Rect, { width, height }: FigurePicture): Rect {
  const side = Math.round(Math.max(minAround, around * Math.max(w, h)))
  const [left, top] = [Math.round(x + w / 2 - side / 2), Math.round(y + h / 2 - side / 2)]
  const whole = { x: 0, y: 0, w: width, h: height }
  return intersect(whole, { x: left, y: top, w: side, h: side }) ?? whole
}

interface Look {
  readonly scale: number
  readonly line: number
  readonly outlines: readonly FigureOutline[]
}

async function jpegOf(
  image: PixelSource,
  region: Rect,
  { scale, line, outlines }: Look,
  context: JobContext,
): Promise<InlineJpeg> {
  const [width, height] = [region.w, region.h].map((side) => Math.max(1, Math.round(side * scale))) as [
    number,
    number,
  ]
  const silent = { signal: context.signal, progress: () => {} }
  const { pixels } = await readRegion(image, region, { width, height }, silent)
  const size = { width, height, scale, line, font: 10 }
  const solid = outlines.map((outline) => ({ ...outline, dashed: false }))
  const { svg } = composeFigure({ region, size, outlines: solid, legend: [] })
  const over = { input: Buffer.from(svg()), unlimited: true, limitInputPixels: false }
  const drawn = sharp(pixels, { raw: { width, height, channels: 3 } }).composite([over])
  const jpeg = await drawn.removeAlpha().jpeg({ quality: 82 }).toBuffer()
  return { jpeg: jpeg.toString('base64'), width, height }
}
