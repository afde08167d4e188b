import { augmentationPresets, chain, drawView } from '../../src/augment/augment'
import type { AugmentationSettings } from '../../src/augment/augmentation'
import { moveBoxes, renderTile } from '../../src/augment/render'
import { Random } from '../../src/base/random'

// Tiles a second of CPU time, for each chain: image, mask and three boxes.
const size = 256
const tiles = Number(process.argv[2])
const random = new Random(1)
const image = Uint8Array.from({ length: size * size * 3 }, (_, i) => (random.below(64) + i / 1024) % 256)
const mask = Uint8Array.from({ length: size * size }, (_, i) => (i % size > 100 && i % size < 140 ? 1 : 0))
const boxes = Float32Array.from([10, 10, 30, 20, 100, 0, 40, 256, 200, 220, 30, 30])

const all: AugmentationSettings = {
  scaleSpace: { factor: 1.5, sigma: 1.5 },
  shear: {},
  rotation: {},
  zoom: {},
  shift: {},
  flip: {},
  crop: { size: 227 },
  saturation: {},
  gaussianNoise: {},
  saltAndPepper: {},
}
const keras: AugmentationSettings = { zoom: {}, shear: {}, rotation: {}, shift: {}, flip: {}, tone: {} }
const chains = { all, keras, usual: augmentationPresets.usual }
const normalisation = { mean: [110, 110, 100], std: [50, 50, 50] }

const speeds: Record<string, number> = {}
for (const [name, settings] of Object.entries(chains)) {
  const { transforms } = chain(settings)
  const run = (count: number) => {
    for (let i = 0; i < count; i++) {
      const view = drawView(transforms, random, size)
      const side = view.size ?? size
      const canvas = { image: new Float32Array(side * side * 3), mask: new Uint8Array(side * side) }
      renderTile({ image, mask, size }, view, normalisation, canvas)
      moveBoxes(boxes, view)
    }
  }
  run(60)
  const before = process.cpuUsage()
  run(tiles)
  const { user, system } = process.cpuUsage(before)
  speeds[name] = (tiles * 1e6) / (user + system)
}
console.log(JSON.stringify(speeds))
