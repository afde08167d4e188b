import { rm, writeFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { JobContext } from '../base/job'
import { writeError } from '../files/diskErrors'
import { claimPartial, commitPartial } from '../files/replaceFile.node'
import { intersects } from '../geometry/rect'
import { openLevels } from '../image/openLevels.node'
import { sharp } from '../image/reading/sharp.node'
import { bounds } from '../records/shape'
import { composeFigure, type Composed } from './composeFigure'
import type { FigureJob, FigureResult } from './figureJob'
import { figureSize } from './figureSize'
import { t } from '../messages/messages'
import { foundOutlines, unknownClass, widened, type NamedOutline } from './foundOutlines.node'
import type { LegendEntry } from './legend'
import { readRegion } from './readRegion.node'
import { scaleBarFor } from './scaleBar'

/** Draws a region of a picture with what was marked and found, into a PNG, TIFF or SVG that is whole or not there. */
export async function drawFigure(job: FigureJob, context: JobContext): Promise<FigureResult> {
  const { picture, region, dpi, out } = job
  const size = figureSize(region, dpi, job.width)
  const [marked, found] = [
    markedIn(job),
    job.found ? await foundOutlines(job.found, job.classes, region) : [],
  ]
  const image = await openLevels(picture)
  const read = await readRegion(image, region, size, context).finally(() => image.close())
  const bar = job.scaleBar ? scaleBarFor(region.w, picture.pixelSize) : undefined
  const outlines = [...marked, ...found]
  const legend = job.legend ? legendOf(job, outlines) : []
  const composed = composeFigure({ region, size, outlines, legend, scaleBar: bar })
  const file = { data: read.pixels, width: size.width, height: size.height }
  await write(out, (path) => encode(path, extname(out).toLowerCase(), { ...file, composed, dpi }))
  return {
    ...{ out, region, width: size.width, height: composed.height, dpi, level: read.level },
    ...{ objects: marked.length, detections: found.length, scaleBar: bar?.text ?? null },
  }
}

function markedIn({ marked, region, classes }: FigureJob): NamedOutline[] {
  return (marked?.shapes ?? []).flatMap((shape, i) => {
    const { name, color } = classes[marked?.classes[i] ?? -1] ?? unknownClass()
    return intersects(region, widened(bounds(shape))) ? [{ shape, name, color, dashed: false }] : []
  })
}

/** A line for each class and kind that is seen, in the order of the classes. */
function legendOf({ marked, found, classes }: FigureJob, outlines: readonly NamedOutline[]): LegendEntry[] {
  const place = new Map(classes.map(({ name }, i) => [name, i]))
  const both = marked !== undefined && found !== undefined
  const entries = new Map<string, NamedOutline>()
  for (const outline of outlines) entries.set(`${outline.name} ${outline.dashed}`, outline)
  const sorted = [...entries.values()].sort(
    (a, b) => (place.get(a.name) ?? 1e9) - (place.get(b.name) ?? 1e9) || Number(a.dashed) - Number(b.dashed),
  )
  return sorted.map(({ name, color, dashed }) => {
    const kind = both ? ` (${dashed ? t.report.found : t.report.marked})` : ''
    return { text: `${name}${kind}`, color, dashed }
  })
}

interface Encoded {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
  readonly composed: Composed
  readonly dpi: number
}

async function encode(path: string, ending: string, figure: Encoded): Promise<void> {
  const { data, width, height, composed, dpi } = figure
  const photo = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
  if (ending === '.svg') {
    const png = await photo.png().toBuffer()
    const millimetres = (width / dpi) * 25.4
    const svg = composed.svg(`data:image/png;base64,${png.toString('base64')}`, millimetres)
    return writeFile(path, `<?xml version="1.0" encoding="UTF-8"?>\n${svg}\n`)
  }
  const over = { input: Buffer.from(composed.svg()), unlimited: true, limitInputPixels: false }
  const below = composed.height - height
  // Extended first: what is laid over is as large as the whole.
  const canvas = below > 0 ? await extended(photo, { width, height: composed.height, below }) : photo
  const drawn = canvas
    .composite([{ ...over, top: 0, left: 0 }])
    .removeAlpha()
    .toColourspace('srgb')
  const marked = drawn.withMetadata({ density: dpi })
  if (ending === '.png') await marked.png().toFile(path)
  else
    await drawn
      .tiff({
        compression: 'deflate',
        predictor: 'horizontal',
        xres: dpi / 25.4,
        yres: dpi / 25.4,
        resolutionUnit: 'inch',
      })
      .toFile(path)
}

async function extended(
  photo: ReturnType<typeof sharp>,
  { width, height, below }: Readonly<Record<'width' | 'height' | 'below', number>>,
) {
  const raw = await photo.extend({ bottom: below, background: '#ffffff' }).raw().toBuffer()
  return sharp(raw, { raw: { width, height, channels: 3 }, limitInputPixels: false })
}

async function write(out: string, content: (path: string) => Promise<void>): Promise<void> {
  let partial: string | undefined
  try {
    partial = await claimPartial(out)
    await content(partial)
    await commitPartial(partial, out)
  } catch (error) {
    if (partial !== undefined) await rm(partial, { force: true })
    throw writeError(out, error)
  }
}
