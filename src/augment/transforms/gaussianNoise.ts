import { Random } from '../../base/random'
import type { Augmentation } from '../augmentation'
import { withEffect } from '../view'
import { t } from '../../messages/messages'

export const gaussianNoise: Augmentation<'deviation'> = {
  id: 'gaussianNoise',
  get label() {
    return t.augment.gaussianNoise
  },
  get about() {
    return t.augment.addsNoiseOfAStandard
  },
  parameters: {
    deviation: {
      get label() {
        return t.augment.standardDeviationUpTo
      },
      default: 8,
      min: 1,
      max: 64,
      step: 1,
    },
  },
  transform:
    ({ deviation }) =>
    (view, random) => {
      const sigma = random.between(0, deviation)
      const start = random.below(tableSize)
      return withEffect(view, (image) => addNoise(image, sigma, start))
    },
}

const tableSize = 1 << 16
/** Normal deviates (Box and Muller 1958), drawn once: reading them from random places is many times as fast. */
let normals: Float32Array | undefined
/** Of values that are read in a row. */
const stretch = 499

function drawNormals(count: number): Float32Array {
  const random = new Random(0x9a55)
  return Float32Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next()),
  )
}

function addNoise(image: Float32Array, sigma: number, start: number): void {
  const random = new Random(start)
  // Only where noise is asked for: the window, which lists what there is, should not wait for it.
  const table = (normals ??= drawNormals(tableSize))
  // Stretches of the table from places of their own: no pattern of its length shows.
  for (let block = 0; block < image.length; block += stretch) {
    const end = Math.min(image.length, block + stretch)
    const from = random.below(tableSize - stretch) - block
    for (let at = block; at < end; at++) image[at] = image[at]! + sigma * table[from + at]!
  }
}
