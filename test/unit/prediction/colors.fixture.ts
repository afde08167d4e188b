import { Random } from '../../../src/base/random'
import type { Classifier } from '../../../src/found/classifier'
import { openPrediction } from '../../../src/prediction/predictionFile.node'
import { imported, writePicture } from '../shared/image.fixture'
import { scratch } from '../shared/project.fixture'

// A classifier by colours, and pictures for it.

export const path = scratch()
export const names = ['red', 'green', 'blue']
export const tile = 32

/** Says of a tile by how much of its colour is red, green and blue: what it sees can be worked out by hand. */
export function byColor(more: Partial<Classifier> = {}): Classifier & { readonly shown: number[] } {
  const shown: number[] = []
  return {
    ...{ shown, run: 'colours', engine: '', classNames: names, several: false, threshold: 0.5 },
    ...{ tile, resize: undefined, assumed: false, level: 0 },
    classify: (tiles, count) => {
      shown.push(count)
      const found = new Float32Array(count * 3)
      for (let i = 0; i < count; i++)
        found.set(sharesOf(tiles.subarray(i * tile * tile * 3, (i + 1) * tile * tile * 3)), i * 3)
      return Promise.resolve(found)
    },
    close: () => {},
    ...more,
  }
}

export function sharesOf(pixels: Uint8Array): number[] {
  const sums = [0, 0, 0]
  pixels.forEach((value, i) => (sums[i % 3]! += value))
  const all = sums.reduce((a, b) => a + b, 0) || 1
  return sums.map((sum) => sum / all)
}

/** Reddish to the left, greenish to the right, some blue at the bottom; noise, so that no two tiles are the same. */
export async function picture(name: string, width: number, height: number) {
  const random = new Random(width)
  const pixels = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const share = x / width
      const color = [200 * (1 - share), 200 * share, (120 * y) / height]
      pixels.set(
        color.map((value) => value + random.below(40)),
        (y * width + x) * 3,
      )
    }
  await writePicture(path(`${name}.png`), pixels, width, height)
  const image = { id: 1, name, ...(await imported(path(`${name}.png`), path(`${name}.tif`))) }
  const cut = (x: number, y: number) => {
    const part = new Uint8Array(tile * tile * 3)
    for (let row = 0; row < tile; row++) {
      const from = ((y + row) * width + x) * 3
      part.set(pixels.subarray(from, from + tile * 3), row * tile * 3)
    }
    return part
  }
  return { image, cut }
}
export const never = () => Promise.reject(new Error('the level is known'))

export async function read(out: string) {
  const file = await openPrediction(out)
  try {
    const { info } = file
    const heat = file.heatTile({ level: 0, column: 0, row: 0 })
    const ofClass = [0, 1, 2].map((of) => file.heatTile({ level: 0, column: 0, row: 0, of })[0])
    return { info, heat, ofClass, detections: file.detections(), tiles: file.tiles() }
  } finally {
    file.close()
  }
}
