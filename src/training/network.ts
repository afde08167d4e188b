import type { LayersModel } from '@tensorflow/tfjs-layers'
import { AppError } from '../base/errors'
import type { DatasetReader } from '../dataset/dataset'
import { anchorCount, clusterAnchors, scalesOf, type Anchor, type Scale } from '../heads/anchors/anchors'
import type { ModelDefinition, ModelOptions } from '../models/model'
import type { TrainConfig } from '../runs/config'
import type { InputReader } from './input'
import { classCosts } from './classCosts'
import { crowdedOut, maxObjects } from '../heads/anchors/targets'
import type { Task } from '../heads/task'
import { taskOf } from '../heads/heads'
import { says } from '../messages/says/says'

export interface Network {
  readonly options: ModelOptions
  readonly model: LayersModel
  readonly task: Task
  /** Sentences that the person should read about how it learns. */
  readonly notes: readonly string[]
}

/** Tiles that are looked at for the sizes of their objects. */
const tilesForAnchors = 2000

function anchorsFor(id: string, reader: DatasetReader, seed: number): Anchor[] {
  const { train } = reader.split
  const step = Math.max(1, Math.floor(train.length / tilesForAnchors))
  const tiles = train.filter((_, i) => i % step === 0)
  const sizes: Anchor[] = []
  for (let at = 0; at < tiles.length; at += 64) {
    const { xywh } = reader.read(tiles.subarray(at, at + 64))
    for (let i = 0; i < xywh.length; i += 4)
      sizes.push([Math.max(1, xywh[i + 2] as number), Math.max(1, xywh[i + 3] as number)])
  }
  return clusterAnchors(sizes, anchorCount(id), seed)
}

/** Number of the class that most tiles of the train split have; undefined where two have as many. */
function commonestClass(reader: DatasetReader): number | undefined {
  const counts = reader.classNames.map(() => 0)
  const { train } = reader.split
  for (let at = 0; at < train.length; at += 1024) {
    const { labels } = reader.labels(train.subarray(at, at + 1024))
    labels.forEach((there, i) => (counts[i % counts.length]! += there))
  }
  const most = Math.max(...counts)
  return counts.filter((count) => count === most).length === 1 ? counts.indexOf(most) : undefined
}

/** What the price of a miss means where each tile has exactly one class. */
function priceNote(
  { falseNegativeWeight: price }: TrainConfig,
  classNames: readonly string[],
  background: number | undefined,
): string {
  return background === undefined
    ? says.training.twoClassesAreEquallyCommon(price, price)
    : says.training.aTileOfAnyClass(String(classNames[background]), price)
}

/** The network for a dataset, with what it is to learn; built from `stored`, where a run goes on. Fails with `wrong-labels` where the dataset lacks what it learns from. */
export function prepareNetwork(
  definition: ModelDefinition,
  reader: InputReader,
  config: TrainConfig,
  stored?: ModelOptions,
): Network {
  const { classNames, side: tile = reader.tile } = reader
  if (definition.task !== 'classify' && reader.task === 'classify') {
    throw new AppError('wrong-labels', says.training.theDatasetDatasetHasA(config.dataset, definition.id))
  }
  if (definition.task !== 'classify' && config.validationCrop === 'ten-crop') {
    throw new AppError('no-ten-crop', says.training.tenCropAveragesTheClass(definition.id))
  }
  const { least = 1 } = definition
  if (tile < least) {
    throw new AppError('tile-size', says.training.tilesOfTilePixelsAre(tile, definition.id, least))
  }
  const options: ModelOptions = stored ?? {
    ...{ classes: classNames.length, seed: config.seed, tile, width: config.width },
    ...(definition.task === 'classify' ? { several: reader.several } : {}),
    ...(definition.task === 'anchors' ? { anchors: anchorsFor(definition.id, reader, config.seed) } : {}),
  }
  const single = definition.task === 'classify' && !reader.several
  const background = single ? commonestClass(reader) : undefined
  const costs = classCosts(classNames, config, background)
  const notes = single && config.falseNegativeWeight !== 1 ? [priceNote(config, classNames, background)] : []
  const setting = { size: tile, options, classNames, missCost: config.falseNegativeWeight, costs }
  const crowd =
    definition.task === 'anchors'
      ? crowdOf(reader, tile, scalesOf(definition.id, options.anchors ?? []))
      : undefined
  const pasted = config.augmentation['copyPaste']?.['most'] ?? 0
  const task = taskOf(definition, { ...setting, maxObjects: crowd && crowd.most + pasted })
  return { options, model: definition.build(options), task, notes: [...notes, ...(crowd?.notes ?? [])] }
}

/** The most objects of a train tile, and whether there are too many somewhere for the model's boxes. */
function crowdOf(reader: DatasetReader, tile: number, scales: readonly Scale[]) {
  const { train } = reader.split
  let [most, objects, omitted] = [0, 0, 0]
  for (let at = 0; at < train.length; at += 64) {
    const labels = reader.labels(train.subarray(at, at + 64))
    most = Math.max(most, maxObjects(labels))
    objects += labels.classes.length
    omitted += crowdedOut(labels, tile, scales)
  }
  const sentence = says.training.leftOfObjectsObjectsOf(omitted, objects)
  return { most, notes: omitted > 0 ? [sentence] : [] }
}
