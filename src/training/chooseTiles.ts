import { AppError } from '../base/errors'
import type { JobContext } from '../base/job'
import type { DatasetReader } from '../dataset/dataset'
import type { ValidationGround } from '../heads/onGround'
import { countWholeByClass, priorThreshold } from '../heads/threshold'
import { says } from '../messages/says/says'

/** More tiles than this would not make validation much surer, only slower. */
const validationTiles = 1000

/** At most `most` of the tiles, evenly spread. */
function sample(tiles: Int32Array, most: number): Int32Array {
  if (tiles.length <= most) return tiles
  return Int32Array.from({ length: most }, (_, i) => tiles[Math.floor((i * tiles.length) / most)] as number)
}

/** What is learned from and what is judged on. Fails with `no-objects` where the train split holds none. */
export function chooseTiles(
  reader: DatasetReader,
  context: JobContext,
): { trainTiles: Int32Array; valTiles: Int32Array; valGround: ValidationGround } {
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
