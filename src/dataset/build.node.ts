import { AppError } from '../base/errors'
import { secondsLeft, type JobContext } from '../base/job'
import { Random } from '../base/random'
import type { Shape } from '../records/records'
import { checkSpace } from '../files/space.node'
import type { Rect } from '../geometry/rect'
import type { PixelSource } from '../image/pixels/pixelSource'
import { openPixelSource, type SourceImage } from '../image/pixelSource.node'
import { isPartlyBackground } from '../sampling/background'
import { planTiles, type SamplingPlan } from '../sampling/plan'
import { hideForeign, labelTile, type LabelSource } from './cutTile'
import { completeSpec, specDefaults, tileBytes, type DatasetSpec, type TilePlan } from '../tiles/tiles'
import type { DatasetSummary } from './dataset'
import { datasetOf } from './datasetFile.node'
import { datasetAt, writeH5File } from '../hdf5/h5File.node'
import { loadH5 } from '../hdf5/h5Module.node'
import { says } from '../messages/says/says'
import { CheckedSets } from '../tiles/checkedSets'
import type { CheckedGround } from '../tiles/checkedGround'
import type { Sized } from '../tiles/levels'
import { inspectDataset, refuseLeak } from './inspect.node'
import { writeGround } from './seenGround.node'
import { toScenes } from './toScene'
import { DatasetWriter, type PartlyTiles, type WrittenTiles } from './writer.node'

export interface BuildImage extends SourceImage, Sized, CheckedGround {
  readonly id: number
  readonly name: string
  readonly sha256: string
  readonly objects: {
    readonly shapes: readonly Shape[]
    /** Class numbers, one for each shape. */
    readonly classes: readonly number[]
  }
  readonly rejections: readonly Rect[]
  /** Fields that were drawn to test runs: nothing on them is learned from. */
  readonly held?: readonly Rect[] | undefined
}

export interface BuildJob {
  /** The file to write; an old one is replaced only when the new one is whole. */
  readonly out: string
  readonly spec: DatasetSpec
  readonly classNames: readonly string[]
  readonly images: readonly BuildImage[]
}

/** Tiles read together and written together. */
const batch = 16
/** Batches that are being read while one is written: the decoders never wait for the disk. */
const ahead = 3

/** Chooses tiles, cuts them from the images and writes the dataset file. Throws AppError; the old file stays then. */
export async function buildDataset(job: BuildJob, ctx: JobContext): Promise<DatasetSummary> {
  checkJob(job)
  const { spec } = job
  const scenes = toScenes(job.images, spec.level)
  const plan = planTiles(spec, scenes, job.classNames.length, new Random(spec.seed))
  for (const warning of plan.warnings) ctx.warn(warning)
  await checkSpace(job.out, plan.tiles.length * tileBytes(spec.tile), says.dataset.theDataset)
  const partly = partlyTiles(plan, spec.tile, job.classNames.length)
  const h5 = await loadH5()
  await writeH5File(
    job.out,
    async (file) => {
      const header = {
        spec: withDisplays(spec, job.images),
        classNames: job.classNames,
        sources: job.images,
        tiles: plan.tiles,
        partly,
      }
      const writer = new DatasetWriter(file, header)
      await cutTiles(job, { ...plan, sets: partly?.sets }, writer, ctx)
      writer.finish()
      writeGround(file, plan, job.images)
    },
    (file) => {
      const found = datasetAt(h5, file, 'images', 4).shape?.[0]
      if (found !== plan.tiles.length)
        throw new Error(`${found} of ${plan.tiles.length} tiles are in the file`)
      refuseLeak(datasetOf(h5, file), job.out)
    },
  )
  return inspectDataset(job.out)
}

/** Undefined where all that was checked was checked for all classes. */
function partlyTiles(
  { tiles, scenes }: SamplingPlan,
  size: number,
  classes: number,
): PartlyTiles | undefined {
  if (scenes.every(({ input: { partly = [] } }) => partly.length === 0)) return undefined
  const background = [...tiles.keys()].filter((i) => isPartlyBackground(scenes, size, tiles[i] as TilePlan))
  return { sets: new CheckedSets(classes), background }
}

async function cutTiles(
  job: BuildJob,
  plan: SamplingPlan & Pick<LabelSource, 'sets'>,
  writer: DatasetWriter,
  ctx: JobContext,
): Promise<void> {
  const started = performance.now()
  const total = plan.tiles.length
  let done = 0
  const byImage = job.images.map((): TilePlan[] => [])
  for (const tile of plan.tiles) byImage[tile.image]?.push(tile)
  for (const [number, image] of job.images.entries()) {
    const tiles = byImage[number] ?? []
    if (!tiles.length) continue
    const source = await openPixelSource(image)
    const scene = plan.scenes[number] as LabelSource['scene']
    const labels: LabelSource = {
      scene,
      blocks: plan.blocks[number] as LabelSource['blocks'],
      shapes: image.objects.shapes,
      scale: 2 ** -scene.input.level,
      visible: completeSpec(job.spec).visible,
      sets: plan.sets,
    }
    try {
      for await (const cut of cutAll(tiles, { size: job.spec.tile, source, labels, signal: ctx.signal })) {
        writer.write(cut)
        done += cut.count
        const left = secondsLeft(started, performance.now(), done, total)
        ctx.progress({
          done,
          total,
          unit: 'tiles',
          note: says.dataset.cuttingTilesFromName(image.name),
          secondsLeft: left,
        })
      }
    } finally {
      await source.close()
    }
  }
}

interface Cutting {
  readonly size: number
  readonly source: PixelSource
  readonly labels: LabelSource
  readonly signal: AbortSignal
}

/** All tiles of one image in batches, in order; while one is written, the next ones are being read. */
async function* cutAll(tiles: readonly TilePlan[], cutting: Cutting): AsyncGenerator<WrittenTiles> {
  const coming: Promise<WrittenTiles>[] = []
  try {
    for (let next = 0; next < tiles.length || coming.length > 0;) {
      for (; next < tiles.length && coming.length <= ahead; next += batch) {
        const cut = cutBatch(tiles.slice(next, next + batch), cutting)
        // Awaited only when it is its turn; a failure until then must not count as unhandled.
        cut.catch(() => undefined)
        coming.push(cut)
      }
      const first = await coming.shift()
      cutting.signal.throwIfAborted()
      if (first) yield first
    }
  } finally {
    // Whoever ends early closes the source next.
    await Promise.allSettled(coming)
  }
}

async function cutBatch(
  tiles: readonly TilePlan[],
  { size, source, labels, signal }: Cutting,
): Promise<WrittenTiles> {
  const images = new Uint8Array(tiles.length * size * size * 3)
  const masks = new Uint8Array(tiles.length * size * size)
  const partly: (Uint8Array | undefined)[] = []
  const boxes = tiles.map((tile, i) => {
    const { mask, xywh, classes, ...more } = labelTile(tile, size, labels)
    masks.set(mask, i * size * size)
    partly.push(more.partly)
    return { xywh, classes }
  })
  await Promise.all(
    tiles.map(async (tile, i) => {
      const pixels = await source.read({ x: tile.x, y: tile.y, w: size, h: size }, tile.level, signal)
      hideForeign(pixels, tile, size, labels.blocks)
      images.set(pixels, i * size * size * 3)
    }),
  )
  return { count: tiles.length, images, masks, partly, boxes }
}

function checkJob({ spec, classNames, images }: BuildJob): void {
  if (!classNames.length) throw new AppError('no-classes', says.dataset.theProjectHasNoClass)
  if (classNames.length > 254)
    throw new AppError('too-many-classes', says.dataset.theProjectHasClassNames(classNames.length))
  if (!images.some((image) => image.objects.shapes.length))
    throw new AppError('no-objects', says.dataset.noObjectsAreMarkedOn)
  if (!(Number.isInteger(spec.tile) && spec.tile >= 32 && spec.tile <= 2048))
    throw new AppError('bad-tile', says.dataset.aTileOfTilePixels(spec.tile))
  const sum = spec.split.reduce((a, b) => a + b, 0)
  if (spec.split.some((share) => !(share >= 0)) || Math.abs(sum - 1) > 1e-3 || !(spec.split[0] > 0))
    throw new AppError('bad-split', says.dataset.theSplitSplitIsNot(spec.split.join(', ')))
  checkMix(spec)
  const { level } = spec
  if (level === 'auto') return
  const shallow = images.find((image) => !(Number.isInteger(level) && level >= 0 && level < image.levels))
  if (shallow)
    throw new AppError(
      'bad-level',
      says.dataset.levelLevelDoesNotExist(level, shallow.name, shallow.levels - 1),
    )
}

function checkMix({ shares = specDefaults.shares, tiles = 1, visible = 0.5, guard = 0 }: DatasetSpec): void {
  const given = Object.entries(shares).map(([kind, share]) => `${kind}=${share}`)
  const sum = Object.values(shares).reduce((a, b) => a + b, 0)
  if (
    Object.values(shares).some((share) => !(share >= 0)) ||
    Math.abs(sum - 1) > 1e-3 ||
    shares.positive <= 0
  )
    throw new AppError('bad-shares', says.dataset.theSharesGivenAreNot(given.join(',')))
  if (!(tiles >= 1)) throw new AppError('bad-budget', says.dataset.aBudgetOfTilesTiles(tiles))
  if (!(visible > 0 && visible <= 1))
    throw new AppError('bad-visible', says.dataset.aVisibleShareOfVisible(visible))
  if (!(Number.isInteger(guard) && guard >= 0))
    throw new AppError('bad-guard', says.dataset.aGuardBandOfGuard(guard))
}

/** The spec with how the pixels of each image were rendered: another choice would give other tiles. */
function withDisplays(spec: DatasetSpec, images: readonly BuildImage[]): DatasetSpec {
  const displays = images.flatMap(({ id, display }) => (display ? [[id, display] as const] : []))
  return displays.length ? { ...spec, displays: Object.fromEntries(displays) } : spec
}
