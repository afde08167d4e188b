import { dirname } from 'node:path'
import { AppError } from '../base/errors'
import type { JobContext } from '../base/job'
import { pathBelow, refuseLinks } from '../files/below.node'
import { intersect, type Rect } from '../geometry/rect'
import { openPixelSource } from '../image/pixelSource.node'
import { findSimilarPlaces } from '../similar/ask'
import { openEncoder } from '../similar/encode.node'
import { extract } from '../similar/extract.node'
import { LastFeatures } from '../similar/lastFeatures.node'
import { removeOldest, writeFeatures, type FeatureFile } from '../similar/featureFile.node'
import type { FeatureMap } from '../similar/featureMap'
import { blindSide, featureScale, gridSize, minSide, readingLevel } from '../similar/scale'
import { t } from '../messages/messages'
import { says } from '../messages/says/says'
import { levelName } from '../tiles/levels'
import type { TrainerJobs } from './jobs'
import type { LocatedImage } from './searchedImage'

type Job = TrainerJobs['similar']['in']

const last = new LastFeatures()

/** Features that are stored beside the pyramid are used again; where there are none they are computed first. */
export async function findSimilar(job: Job, context: JobContext): Promise<TrainerJobs['similar']['out']> {
  const { image, size, wanted, rejected, top } = job
  const started = performance.now()
  const side = size && Math.sqrt(size.w * size.h)
  const { scale, wanted: asked } = featureScale(image, side)
  if (scale < asked) {
    const { level } = readingLevel(scale)
    context.warn(
      t.crops.tooLargeForFeatures(
        image.name,
        levelName(readingLevel(asked).level),
        levelName(level),
        minSide(scale),
      ),
    )
  }
  const map = await featuresOf(job, scale, context)
  const usual = blindSide(scale)
  const found = findSimilarPlaces(map, { wanted, rejected, top, size: size ?? { w: usual, h: usual } })
  const whole: Rect = { x: 0, y: 0, w: image.width, h: image.height }
  return {
    found: found.flatMap(({ score, ...box }) => {
      const inside = intersect(box, whole)
      return inside ? [{ ...inside, score }] : []
    }),
    seconds: (performance.now() - started) / 1000,
  }
}

async function featuresOf(job: Job, scale: number, context: JobContext): Promise<FeatureMap> {
  const { image, folder } = job
  const path = pathBelow(folder, `${image.id}.lite0.${Math.log2(scale)}.features`)
  const file: FeatureFile = { path, key: keyOf(image, scale), ...gridSize(image, scale), scale }
  refuseLinks(dirname(folder), path)
  const stored = last.of(file)
  if (stored) return stored
  if (job.readOnly !== undefined) throw new AppError('project-read-only', job.readOnly)
  const source = await openPixelSource(image)
  const { enlarged } = readingLevel(scale)
  try {
    const encoder = await openEncoder(enlarged, context.warn)
    try {
      await writeFeatures(file, (write) => extract({ source, scale, encoder, write }, context))
    } finally {
      encoder.dispose()
    }
  } finally {
    await source.close()
  }
  removeOldest(path, (name) => name.startsWith(`${image.id}.lite0.`) && name.endsWith('.features'))
  const made = last.of(file)
  if (!made) throw new AppError('file-damaged', says.services.pathWasChangedWhileIt(path))
  return made
}

/** What the features depend on: the picture, how it is seen, the encoder, and how large the picture is shown to it. */
function keyOf({ sha256, part, display, width, height }: LocatedImage, scale: number): string {
  return JSON.stringify([sha256, part ?? null, display ?? null, width, height, 'lite0', scale])
}
