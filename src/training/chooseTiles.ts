import { AppError } from '../base/errors'
import type { JobContext } from '../base/job'
import type { DatasetReader } from '../dataset/dataset'
import type { ValidationGround } from '../heads/onGround'
import { countWholeByClass, priorThreshold } from '../heads/threshold'
import { says } from '../messages/says/says'
import type { TargetSetting } from '../heads/targets'

/** More tiles than this would not make validation much surer, only slower. */
const validationTiles = 1000

/** At most `most` of the tiles, evenly spread. */
function sample(tiles: Int32Array, most: number): Int32Array {
  if (tiles.length <= most) return tiles
  return Int32Array.from({ length: most }, (_, i) => tiles[Math.floor((i * tiles.length) / most)] as number)
}

export interface ChosenTiles {
  readonly trainTiles: Int32Array
  readonly valTiles: Int32Array
  readonly valGround: ValidationGround
}

/**
 * Background that was checked for some classes alone is of use where the targets can leave out a class; others go without it, and
 * are told how much that is.
 */
export function learnable(
  chosen: ChosenTiles,
  { partly }: Pick<DatasetReader, 'partly'>,
  targets: TargetSetting['kind'],
  { warn }: Pick<JobContext, 'warn'>,
): ChosenTiles {
  if (!partly || targets === 'heatmap' || partly.background.length === 0) return chosen
  const unsure = new Set(partly.background)
  const sure = (tiles: Int32Array) => tiles.filter((tile) => !unsure.has(tile))
  warn(says.training.backgroundCheckedForSome(unsure.size))
  return { ...chosen, trainTiles: sure(chosen.trainTiles), valTiles: sure(chosen.valTiles) }
}

/** What is learned from and what is judged on. Fails with `no-objects` where the train split holds none. */
export function chooseTiles(reader: DatasetReader, context: JobContext): ChosenTiles {
  const { train, val } = reader.split
  if (!holdsObjects(reader, train)) {
    throw new AppError('no-objects', says.training.theTrainSplitOfThe)
  }
  const seen = sample(val, validationTiles)
  if (holdsObjects(reader, seen)) {
    return { trainTiles: train, valTiles: seen, valGround: groundOf(reader, seen) }
  }
  context.warn(says.training.theValidationSplitHoldsNo(priorThreshold))
  return { trainTiles: train, valTiles: sample(train, validationTiles), valGround: { objects: 0 } }
}

function groundOf(reader: DatasetReader, seen: Int32Array): ValidationGround {
  if (reader.task === 'classify') return { objects: seen.length }
  const area = reader.validationArea?.()
  // Of more tiles than are looked at, those stand for their share of the ground.
  const share = seen.length / reader.split.val.length
  const byClass = countWholeByClass(reader, seen)
  const objects = byClass.reduce((sum, count) => sum + count, 0)
  return { objects, byClass, area: area === undefined ? undefined : area * share }
}

function holdsObjects(reader: DatasetReader, tiles: Int32Array): boolean {
  for (let at = 0; at < tiles.length; at += 64) {
    if (reader.labels(tiles.subarray(at, at + 64)).labels.includes(1)) return true
  }
  return false
}
