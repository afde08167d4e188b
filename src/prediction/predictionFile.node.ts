import * as v from 'valibot'
import { AppError } from '../base/errors'
import { checkBytes, damaged, openH5File, writeH5File } from '../hdf5/h5File.node'
import { loadH5, type H5, type H5Dataset, type H5File } from '../hdf5/h5Module.node'
import { heatLevels, HeatWriter, heatTileSize } from './heatPyramid.node'
import type { TileClasses } from '../found/classifier'
import { maxHeatClasses, type Detections, type Outlines, type PredictionInfo } from '../found/detections'
import { says } from '../messages/says/says'

export { predictionFileName } from '../files/predictionPath.node'

const schema = 'windhover-prediction/1'
/** Rows of the detections read at a time. */
const rowsAtOnce = 1 << 20
const chunk = [heatTileSize, heatTileSize].join()

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff))
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const infoSchema = v.object({
  run: v.string(),
  image: count,
  width: count,
  height: count,
  classNames: v.pipe(v.array(v.pipe(v.string(), v.maxLength(4096))), v.maxLength(254)),
  threshold: share,
  thresholds: v.optional(v.pipe(v.array(share), v.maxLength(254))),
  level: v.optional(count),
  classes: v.optional(v.array(v.object({ name: v.string(), probability: v.number() }))),
  several: v.optional(v.boolean()),
  search: v.optional(v.pipe(v.string(), v.maxLength(64))),
  coarse: v.optional(v.object({ level: count, skipped: share, objects: count, missed: count })),
  heat: v.object({
    stride: v.pipe(count, v.minValue(1)),
    levels: v.pipe(v.array(v.object({ width: count, height: count })), v.maxLength(32)),
    tileSize: v.literal(heatTileSize),
    classes: v.optional(v.pipe(count, v.maxValue(maxHeatClasses))),
  }),
})

/**
 * Writes what a run found on an image: `fill` pushes the heat map from top to bottom and returns the detections. The old
 * file stays until the new one is whole, checked and synced. Layout: /detections/{xywh f32 [M, 4], score f32 [M],
 * class u8 [M]}, of a segmentation also /detections/outline/{offset u32 [M + 1], points f32 [corners, 2]}, of a classifier
 * /tiles/{xywh f32 [T, 4], probability f32 [T, classes]}, /heat/LEVEL u8, /heat_classes/CLASS/LEVEL u8 of `heatClasses`, root attributes schema, info (JSON) and class_names.
 */
export async function writePrediction(
  path: string,
  about: Omit<PredictionInfo, 'heat'> & {
    readonly stride: number
    readonly heatClasses?: number | undefined
  },
  fill: (heat: HeatWriter) => Promise<Detections>,
  tiles?: TileClasses,
): Promise<Detections> {
  const { stride, heatClasses = 0, ...rest } = about
  const [width, height] = [Math.ceil(about.width / stride), Math.ceil(about.height / stride)]
  const info: PredictionInfo = {
    ...rest,
    heat: {
      ...{ stride, levels: heatLevels(width, height), tileSize: heatTileSize },
      ...(heatClasses > 0 ? { classes: heatClasses } : {}),
    },
  }
  const h5 = await loadH5()
  let found: Detections | undefined
  const write = async (file: H5File) => {
    file.create_attribute('schema', schema)
    file.create_attribute('info', JSON.stringify(info))
    file.create_attribute('class_names', [...info.classNames])
    found = await fill(new HeatWriter(file, { width, height }, heatClasses))
    writeDetections(file, found)
    if (tiles) writeTiles(file, tiles, info.classNames.length)
  }
  const check = (file: H5File) => {
    const written = new PredictionFile(h5, file)
    if (written.count !== found?.score.length) throw new Error(`${path} lacks detections`)
  }
  await writeH5File(path, write, check)
  return found as Detections
}

function writeDetections(file: H5File, { xywh, score, class: classes, outlines }: Detections): void {
  file.create_group('detections')
  file.create_dataset({ name: 'detections/xywh', data: xywh, shape: [score.length, 4] })
  file.create_dataset({ name: 'detections/score', data: score, shape: [score.length] })
  file.create_dataset({ name: 'detections/class', data: classes, shape: [score.length] })
  if (!outlines) return
  const { offset, points } = outlines
  file.create_group('detections/outline')
  file.create_dataset({ name: 'detections/outline/offset', data: offset, shape: [offset.length] })
  file.create_dataset({ name: 'detections/outline/points', data: points, shape: [points.length / 2, 2] })
}

function writeTiles(file: H5File, { xywh, probability }: TileClasses, classes: number): void {
  const count = xywh.length / 4
  file.create_group('tiles')
  file.create_dataset({ name: 'tiles/xywh', data: xywh, shape: [count, 4] })
  file.create_dataset({ name: 'tiles/probability', data: probability, shape: [count, classes] })
}

export interface HeatTileName {
  readonly level: number
  readonly column: number
  readonly row: number
  readonly of?: number | undefined
}

/** Throws AppError: file-missing, h5-foreign or h5-damaged, one sentence each. */
export async function openPrediction(path: string): Promise<PredictionFile> {
  const h5 = await loadH5()
  const file = await openH5File(path)
  try {
    return new PredictionFile(h5, file)
  } catch (error) {
    file.close()
    throw damaged(path, error)
  }
}

/** A prediction open for reading. HDF5 is synchronous: use it in a worker process. */
export class PredictionFile {
  readonly info: PredictionInfo
  readonly count: number

  constructor(
    private readonly h5: H5,
    private readonly file: H5File,
  ) {
    this.info = this.readInfo()
    this.count = this.dataset('detections/score', 1)[1][0] ?? 0
    const { width, height, heat } = this.info
    const wanted = heatLevels(Math.ceil(width / heat.stride), Math.ceil(height / heat.stride))
    const maps = ['heat', ...Array.from({ length: heat.classes ?? 0 }, (_, c) => `heat_classes/${c}`)]
    const isWhole = (name: string) => (level: (typeof wanted)[number], i: number) => {
      const [dataset, shape] = this.dataset(`${name}/${i}`, 2)
      const fits = shape[0] === level.height && shape[1] === level.width
      return fits && dataset.metadata.size === 1 && (dataset.metadata.chunks?.join() ?? chunk) === chunk
    }
    const named = (heat.classes ?? 0) <= this.info.classNames.length
    const whole = named && maps.every((name) => wanted.every(isWhole(name)))
    if (!whole || JSON.stringify(wanted) !== JSON.stringify(heat.levels))
      throw this.damaged(says.prediction.itsHeatMapHasAnother)
  }

  /** Throws AppError('h5-damaged') where what is stored could not have been found. */
  detections(): Detections {
    try {
      const found = {
        xywh: this.read('detections/xywh', 2, Float32Array),
        score: this.read('detections/score', 1, Float32Array),
        class: this.read('detections/class', 1, Uint8Array),
        ...(this.file.get('detections/outline') ? { outlines: this.outlines() } : {}),
      }
      const wrong = this.wrongIn(found)
      if (wrong) throw this.damaged(wrong)
      return found
    } catch (error) {
      throw damaged(this.file.filename, error)
    }
  }

  /** What a classifier said of each tile; undefined where the run found objects, or the prediction is older. */
  tiles(): TileClasses | undefined {
    if (!this.file.get('tiles')) return undefined
    const xywh = this.read('tiles/xywh', 2, Float32Array)
    const probability = this.read('tiles/probability', 2, Float32Array)
    const classes = this.info.classNames.length
    if (xywh.length % 4 !== 0 || probability.length !== (xywh.length / 4) * classes)
      throw this.damaged(says.prediction.itsTilesAndProbabilitiesDo)
    return { xywh, probability }
  }

  private wrongIn({ xywh, score, class: classes, outlines }: Detections): string | undefined {
    const names = this.info.classNames.length
    if (xywh.length !== this.count * 4 || classes.length !== this.count)
      return says.prediction.itsListsDifferInLength
    const box = (value: number, i: number) => Number.isFinite(value) && (i % 4 < 2 || value >= 0)
    if (!xywh.every(box) || !(outlines?.points.every(Number.isFinite) ?? true))
      return says.prediction.aBoxOrAnOutline
    if (!score.every((value, i) => value >= 0 && value <= 1 && value <= (score[i - 1] ?? 1)))
      return says.prediction.itsScoresAreNotFrom
    if (!classes.every((c) => c < names)) return says.prediction.itNamesNamesClassesAnd(names)
    return undefined
  }

  /** u8 [256, 256], row by row; zero beyond the border. `of`: a class with a map of its own, absent: all classes. */
  heatTile({ level, column, row, of }: HeatTileName): Uint8Array {
    const tile = new Uint8Array(heatTileSize * heatTileSize)
    const size = this.info.heat.levels[level]
    const [x, y] = [column * heatTileSize, row * heatTileSize]
    if (!size || x < 0 || y < 0 || x >= size.width || y >= size.height) return tile
    const [right, bottom] = [Math.min(size.width, x + heatTileSize), Math.min(size.height, y + heatTileSize)]
    if (of !== undefined && of >= (this.info.heat.classes ?? 0)) return tile
    const name = of === undefined ? 'heat' : `heat_classes/${of}`
    const part = this.slice(this.dataset(`${name}/${level}`, 2)[0], [y, bottom], [x, right]) as Uint8Array
    for (let line = 0; line < bottom - y; line++) {
      tile.set(part.subarray(line * (right - x), (line + 1) * (right - x)), line * heatTileSize)
    }
    return tile
  }

  /** u8 [to - from, width]: these rows of the full grid; `of` a class with a map of its own. */
  heatRows(from: number, to: number, of?: number): Uint8Array {
    const { width = 0 } = this.info.heat.levels[0] ?? {}
    const name = of === undefined ? 'heat' : `heat_classes/${of}`
    return this.slice(this.dataset(`${name}/0`, 2)[0], [from, to], [0, width]) as Uint8Array
  }

  private outlines(): Outlines {
    const offset = this.read('detections/outline/offset', 1, Uint32Array)
    const points = this.read('detections/outline/points', 2, Float32Array)
    const rising = offset.every((value, i) => i === 0 || value >= (offset[i - 1] as number))
    if (offset.length !== this.count + 1 || !rising || offset.at(-1) !== points.length / 2)
      throw this.damaged(says.prediction.itsOutlinesDoNotBelong)
    return { offset, points }
  }

  close(): void {
    this.file.close()
  }

  private readInfo(): PredictionInfo {
    const found = this.file.attrs['schema']?.value
    if (found !== schema) {
      throw new AppError('h5-foreign', says.prediction.fileIsNotAPrediction(this.file.filename))
    }
    try {
      return v.parse(infoSchema, JSON.parse(String(this.file.attrs['info']?.value)))
    } catch (error) {
      throw this.damaged(says.prediction.itDoesNotSayWhat, error)
    }
  }

  private dataset(name: string, dimensions: number): [H5Dataset, number[]] {
    const found = this.file.get(name)
    const shape = found instanceof this.h5.Dataset ? (found.shape ?? []) : []
    if (!(found instanceof this.h5.Dataset) || shape.length !== dimensions)
      throw this.damaged(says.prediction.nameIsMissing(name))
    return [found, shape]
  }

  private read<A extends Uint8Array | Uint32Array | Float32Array>(
    name: string,
    dimensions: number,
    type: { new (length: number): A },
  ): A {
    const [dataset, [rows = 0, width = 1]] = this.dataset(name, dimensions)
    checkBytes(this.file, dataset)
    const all = new type(rows * width)
    for (let row = 0; row < rows; row += rowsAtOnce) {
      const part = this.slice(dataset, [row, Math.min(rows, row + rowsAtOnce)])
      if (!(part instanceof type)) throw this.damaged(says.prediction.nameHasAnotherType(name))
      all.set(part, row * width)
    }
    return all
  }

  private slice(dataset: H5Dataset, ...ranges: [number, number][]): unknown {
    try {
      return dataset.slice(ranges)
    } catch (error) {
      throw damaged(this.file.filename, error)
    }
  }

  private damaged(what: string, cause?: unknown): AppError {
    return new AppError('h5-damaged', says.prediction.fileIsDamagedWhatPredict(this.file.filename, what), {
      cause,
    })
  }
}
