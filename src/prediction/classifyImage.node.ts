import type { JobContext } from '../base/job'
import { AppError } from '../base/errors'
import type { ResizeRule } from '../tiles/tiles'
import { fitted, middleSquare } from '../dataset/foreign/fitted.node'
import type { Rect } from '../geometry/rect'
import { levelSize, type PixelSource } from '../image/pixels/pixelSource'
import { openPixelSource, type SourceImage } from '../image/pixelSource.node'
import { likeliest, type Classifier, type TileClasses } from '../found/classifier'
import type { LevelSearch } from './chooseLevel.node'
import { heatClassesOf, minScore } from '../found/detections'
import type { PredictResult } from './predictResult'
import { DetectionList } from '../found/detectionList'
import { fallingOrder, takeDetections } from '../found/order'
import { asStated, askedOr, countAtLeast, type AskedThreshold } from '../found/threshold'
import type { Detections, ImageClass } from '../found/detections'
import { says } from '../messages/says/says'
import { blockKey } from './blocks/blockKey.node'
import {
  classifierBlocks,
  classifierWork,
  mergeProbabilities,
  type ClassifierWork,
} from './blocks/classifierBlocks.node'
import { completeBlocks } from './blocks/computeBlocks.node'
import { MemoryBlocks } from './blocks/memoryBlocks.node'
import { madeBefore, openBlocks, type Keeping } from './blocks/openBlocks.node'
import { writePrediction } from './predictionFile.node'
import { planTileGrid, type Span, type OverlappingTiles } from './tileGrid'

export interface ClassifyJob extends Keeping {
  readonly image: SourceImage & { readonly id: number }
  /** Opens its pixels; absent: as an image's record says. */
  readonly open?: (() => Promise<PixelSource>) | undefined
  readonly classifier: Classifier
  /** The level at which tiles are cut; undefined: `levelOf` is asked. Without meaning where the whole picture is one tile. */
  readonly level?: number | undefined
  readonly levelOf: (source: PixelSource) => Promise<number>
  /** Cut tiles even where the run learned from whole pictures. */
  readonly tiles?: boolean | undefined
  readonly threshold?: AskedThreshold | undefined
}

/**
 * Says the class of an image and of its tiles as the run learned them: the whole picture made to fit one tile, or tiles cut from
 * a level, shifted inside the picture. Writes the prediction; an older one stays until this one is whole. Stopped at any
 * moment, the next one of the same goes on there.
 */
export async function classifyImage(job: ClassifyJob, context: JobContext): Promise<PredictResult> {
  const { image, classifier, identity = '' } = job
  const { resize } = job.tiles ? { resize: undefined } : classifier
  // One tile is done before anybody sees how far it is.
  if (resize) return classified(job, wholeWork(job, resize), 0, { ...context, progress: () => {} })
  const source = await (job.open?.() ?? openPixelSource(image))
  try {
    const level = job.level ?? (await job.levelOf(source))
    return await classified(job, classifierWork({ source, classifier, level, identity }), level, context)
  } finally {
    await source.close()
  }
}

async function classified(
  job: ClassifyJob,
  work: ClassifierWork,
  level: number,
  context: JobContext,
): Promise<PredictResult> {
  const { image, classifier } = job
  const { width, height } = image
  const started = performance.now()
  // With one class a tile the likeliest is said, however likely it is.
  const threshold = askedOr(job.threshold, classifier.several ? classifier.threshold : 0)
  const [scale, { key, count }] = [2 ** level, work]
  const stride = work.grid.stride * scale
  const before = await madeBefore(job, { key, count, width, height, stride }, threshold, context)
  if (before) return before
  const store = openBlocks(job, work)
  const blocks = await completeBlocks(work, store, context)
  const [{ grid }, probability] = [work, await mergeProbabilities(work, store)]
  const found = foundIn(grid, probability, classifier.classNames.length, classifier.several)
  const tiles = { xywh: onImage(grid.tiles, scale, image), probability }
  const detections = { ...found, xywh: onImage(rectsOf(found), scale, image) }
  const classes = classesOf(probability, classifier)
  const search = job.identity ? key : undefined
  const about = {
    ...{ run: classifier.run, image: image.id, width, height, classNames: classifier.classNames },
    ...{ ...asStated(threshold), level, stride, classes, several: classifier.several, search },
    heatClasses: heatClassesOf(classifier.classNames),
  }
  const fill = async (heat: HeatRows) => {
    drawHeat(grid, probability, classifier.classNames, heat)
    return detections
  }
  await writePrediction(job.out, about, fill, tiles)
  await store.clear()
  const seconds = (performance.now() - started) / 1000
  return {
    level,
    detections: countAtLeast(detections, threshold),
    seconds,
    megapixelsPerSecond: (width * height) / 1e6 / seconds,
    blocks,
    classes,
    tiles: grid.tiles.length,
  }
}

/** The picture as the dataset's file would hold it, by the code that wrote that: one block, one tile. */
function wholeWork({ image, classifier, identity = '' }: ClassifyJob, resize: ResizeRule): ClassifierWork {
  const { tile, classNames } = classifier
  return classifierBlocks(classifier, {
    grid: wholeGrid(image.width, image.height, resize),
    groups: [{ rect: { x: 0, y: 0, w: tile, h: tile }, numbers: [0] }],
    key: blockKey('whole/1', identity, [image.path, tile, resize, classNames]),
    async read() {
      if (Object.values(image.part ?? {}).some((number) => (number ?? 1) > 1))
        throw new AppError('image-part', says.prediction.pathIsClassifiedByIts(image.path))
      return (await fitted(image.path, tile, resize)).pixels
    },
    tilesOf: (pixels) => pixels,
  })
}

/** One tile: of a picture that was cut to a square, that square. What it says counts for the whole picture. */
function wholeGrid(width: number, height: number, resize: ResizeRule): OverlappingTiles {
  const seen = resize === 'crop' ? middleSquare(width, height) : { x: 0, y: 0, w: width, h: height }
  const whole = (length: number): Span[] => [{ start: 0, from: 0, to: length }]
  return {
    width,
    height,
    stride: Math.max(width, height),
    columns: whole(width),
    rows: whole(height),
    tiles: [seen],
  }
}

/** Where it must be found out at which level the classes are seen most clearly. */
export function classifierSearch(classifier: Classifier): LevelSearch {
  return {
    count(source, level) {
      const { width, height } = levelSize(source.width, source.height, level)
      return planTileGrid(width, height, classifier.tile).tiles.length
    },
    async find(source, level, context) {
      const work = classifierWork({ source, classifier, level, identity: '' })
      const store = new MemoryBlocks()
      await completeBlocks(work, store, context)
      const found = foundIn(work.grid, await mergeProbabilities(work, store), classifier.classNames.length)
      return { ...found, xywh: onImage(rectsOf(found), 2 ** level, source) }
    },
  }
}

/**
 * Each tile is a detection where it is the nearest one: of every class that it may be, or with one class a tile (not `several`)
 * of the likeliest. By falling score.
 */
export function foundIn(
  { columns, rows }: OverlappingTiles,
  probability: Float32Array,
  classes: number,
  several = true,
): Detections {
  const found = new DetectionList()
  for (let at = 0; at < probability.length; at++) {
    const score = probability[at] as number
    const counts = several
      ? score >= minScore
      : likeliest(probability, classes, Math.floor(at / classes)) === at % classes
    if (!counts) continue
    const tile = Math.floor(at / classes)
    const column = columns[tile % columns.length] as Span
    const row = rows[Math.floor(tile / columns.length)] as Span
    found.add(column.from, row.from, column.to - column.from, row.to - row.from, score, at % classes)
  }
  const all = found.all()
  return takeDetections(all, fallingOrder(all.score))
}

/** With one class a tile the mean over the tiles; with several, the surest tile, for a class may be anywhere. */
function classesOf(probability: Float32Array, { classNames, several }: Classifier): ImageClass[] {
  const tiles = probability.length / classNames.length
  return classNames.map((name, c) => {
    let [sum, most] = [0, 0]
    for (let at = c; at < probability.length; at += classNames.length) {
      sum += probability[at] as number
      most = Math.max(most, probability[at] as number)
    }
    return { name, probability: several ? most : sum / tiles }
  })
}

interface HeatRows {
  push(rows: Uint8Array, byClass: readonly Uint8Array[]): void
}

/** Each cell of the heat map is as its nearest tile, by its surest class; of a class's own by that class. */
function drawHeat(
  grid: OverlappingTiles,
  probability: Float32Array,
  classNames: readonly string[],
  heat: HeatRows,
): void {
  const { stride, width, height, columns, rows } = grid
  const nearest = (spans: readonly Span[], length: number) =>
    Int32Array.from({ length: Math.ceil(length / stride) }, (_, cell) => {
      const middle = Math.min(length - 1, (cell + 0.5) * stride)
      return spans.findIndex(({ to }) => middle < to)
    })
  const across = nearest(columns, width)
  const classes = classNames.length
  const line = new Uint8Array(across.length)
  const byClass = Array.from({ length: heatClassesOf(classNames) }, () => new Uint8Array(across.length))
  for (const row of nearest(rows, height)) {
    across.forEach((column, i) => {
      const at = (row * columns.length + column) * classes
      line[i] = Math.round(Math.max(...probability.subarray(at, at + classes)) * 255)
      byClass.forEach((own, c) => (own[i] = Math.round((probability[at + c] as number) * 255)))
    })
    heat.push(line, byClass)
  }
}

function rectsOf({ xywh }: Detections): Rect[] {
  return Array.from({ length: xywh.length / 4 }, (_, i) => {
    const [x, y, w, h] = xywh.subarray(i * 4, i * 4 + 4) as unknown as [number, number, number, number]
    return { x, y, w, h }
  })
}

/** f32 [n, 4]: rectangles of a level as those of the image, cut off at its border. */
function onImage(
  rects: readonly Rect[],
  scale: number,
  { width, height }: { readonly width: number; readonly height: number },
): TileClasses['xywh'] {
  const xywh = new Float32Array(rects.length * 4)
  rects.forEach(({ x, y, w, h }, i) => {
    const [left, top] = [x * scale, y * scale]
    const [right, bottom] = [Math.min(width, (x + w) * scale), Math.min(height, (y + h) * scale)]
    xywh.set([left, top, right - left, bottom - top], i * 4)
  })
  return xywh
}
