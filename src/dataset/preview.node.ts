import { AppError } from '../base/errors'
import { Random } from '../base/random'
import { openPixelSource } from '../image/pixelSource.node'
import { forecast } from '../sampling/forecast'
import { planScenes, type SamplingPlan } from '../sampling/plan'
import { IndexedImage } from '../sampling/scene'
import type { BuildImage } from './build.node'
import { tileBytes, type DatasetSpec, type TilePlan } from '../tiles/tiles'
import { resolveSplit, type DatasetPreview, type DatasetRequest } from './preview'
import type { LevelChoice } from '../tiles/levels'
import { toScenes } from './toScene'

export interface PreviewJob {
  /** Names the state of the annotations: the same key, the same images. */
  readonly key: string
  /** May be left out where the last job had the same key. */
  readonly images?: readonly BuildImage[] | undefined
  readonly classes: number
  readonly request: DatasetRequest
}

/** What the last previews were made from, so that a moved slider costs only the planning. */
interface Kept {
  readonly key: string
  readonly images: readonly BuildImage[]
  readonly scenes: Map<LevelChoice, IndexedImage[]>
}
interface Rate {
  /** Seconds until an image gives its first tile, and for each further one. */
  readonly opening: number
  readonly perTile: number
}
let kept: Kept | undefined
/** By picture, level and tile size. */
const rates = new Map<string, Rate>()
const probes = 12

/** Plans a dataset without writing it; null when the images that `key` names are not here (any more). */
export async function previewDataset(job: PreviewJob, signal: AbortSignal): Promise<DatasetPreview | null> {
  if (job.images) kept = { key: job.key, images: job.images, scenes: new Map() }
  const own = kept
  if (!own || own.key !== job.key) return null
  const objects = own.images.reduce((n, image) => n + image.objects.shapes.length, 0)
  const { spec, sentence } = resolveSplit(job.request, objects)
  const scenes = scenesOf(own, spec.level)
  await pause(signal)
  const plan = planScenes(spec, scenes, job.classes, new Random(spec.seed))
  await pause(signal)
  const counts = forecast(spec, plan, job.classes)
  await pause(signal)
  const { opening, perTile } = await rateOf(own, spec, plan, signal)
  const used = new Set(plan.tiles.map((tile) => tile.image)).size
  return {
    split: spec.split,
    sentence,
    forecast: counts,
    seconds: used * opening + plan.tiles.length * perTile,
    images: plan.blocks.map(({ list, guard }, i) => {
      const { level } = (scenes[i] as IndexedImage).input
      const scale = 2 ** level
      return {
        image: own.images[i]?.id ?? -1,
        level,
        guard: guard * scale,
        blocks: list.map(({ rect: r, split }) => ({
          split,
          rect: { x: r.x * scale, y: r.y * scale, w: r.w * scale, h: r.h * scale },
        })),
      }
    }),
  }
}

function scenesOf({ scenes, images }: Kept, level: LevelChoice): IndexedImage[] {
  const known = scenes.get(level)
  if (known) return known
  const made = toScenes(images, level).map((scene) => new IndexedImage(scene))
  scenes.set(level, made)
  return made
}

/** Measured by reading the first tiles of the image that most tiles come from. */
async function rateOf(own: Kept, spec: DatasetSpec, plan: SamplingPlan, signal: AbortSignal): Promise<Rate> {
  const middle = plan.tiles[plan.tiles.length >> 1]
  const image = middle && own.images[middle.image]
  if (!image) return { opening: 0, perTile: 0 }
  const key = `${image.path} ${middle.level} ${spec.tile}`
  const known = rates.get(key)
  if (known) return known
  const tiles = plan.tiles.filter((tile) => tile.image === middle.image).slice(0, probes)
  try {
    const rate = await measureRate(image, spec, [middle, ...tiles], signal)
    rates.set(key, rate)
    return rate
  } catch (error) {
    // A picture that is still being prepared cannot be read yet; building will say what is wrong with others.
    if (error instanceof AppError) return slowRate
    throw error
  }
}

/** Where nothing could be measured. */
const slowRate: Rate = { opening: 1, perTile: 1 / 500 }

async function measureRate(
  image: BuildImage,
  spec: DatasetSpec,
  [first, ...tiles]: readonly TilePlan[],
  signal: AbortSignal,
): Promise<Rate> {
  const started = performance.now()
  const source = await openPixelSource(image)
  try {
    const read = (tile: TilePlan) =>
      source.read({ x: tile.x, y: tile.y, w: spec.tile, h: spec.tile }, tile.level, signal)
    await read(first as TilePlan)
    const opened = performance.now()
    await Promise.all(tiles.map(read))
    const perTile = (performance.now() - opened) / 1000 / tiles.length
    return {
      opening: (opened - started) / 1000,
      perTile: perTile + writingPerByte * tileBytes(spec.tile),
    }
  } finally {
    await source.close()
  }
}

/** Seconds a byte: HDF5 writes about 500 MB/s beside the masks' drawing. */
const writingPerByte = 2e-9

/** Lets other work of this process run, and ends what nobody waits for any more. */
async function pause(signal: AbortSignal): Promise<void> {
  await new Promise((go) => setImmediate(go))
  signal.throwIfAborted()
}
