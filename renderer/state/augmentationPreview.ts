import { chain, drawView, mix, noAugmentation } from '../../src/augment/augment'
import type { AugmentationSettings } from '../../src/augment/augmentation'
import { moveBoxes, renderTile } from '../../src/augment/render'
import type { Effect } from '../../src/augment/view'
import { Random } from '../../src/base/random'
import { ignore } from '../../src/tiles/tiles'
import type { CommandOut } from '../../src/ipc/contract'

/** Values of 0..255 as they are. */
const plain = { mean: [0, 0, 0], std: [1, 1, 1] }

/** Each channel from its least to its greatest value, to be seen: an expression makes numbers of any size. */
function stretch(image: Float32Array): void {
  for (let c = 0; c < 3; c++) {
    let [least, most] = [Infinity, -Infinity]
    for (let i = c; i < image.length; i += 3) {
      least = Math.min(least, image[i] ?? 0)
      most = Math.max(most, image[i] ?? 0)
    }
    const gain = most > least ? 255 / (most - least) : 0
    for (let i = c; i < image.length; i += 3) image[i] = ((image[i] ?? 0) - least) * gain
  }
}

interface PreviewLook {
  /** Null: as it is. */
  readonly seed: number | null
  readonly colors: readonly string[]
  readonly mean: readonly number[]
  readonly hook?: Effect | undefined
}

/**
 * Draws a tile as training would see it: the same code, one draw of picture, mask and boxes. Without a seed, as it is.
 * What training ignores is darker.
 */
export function drawPreview(
  canvas: HTMLCanvasElement,
  tile: CommandOut<'dataset.tile'>,
  settings: AugmentationSettings,
  { seed, colors, mean, hook }: PreviewLook,
): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const random = new Random(seed ?? 0)
  const { mixes, transforms } = seed === null ? noAugmentation : chain(settings)
  const shown = mix(mixes, tile, tile.size, random)
  const view = drawView(transforms, random, tile.size)
  const side = view.size ?? tile.size
  const drawn = { image: new Float32Array(side * side * 3), mask: new Uint8Array(side * side) }
  renderTile({ image: shown.images, mask: shown.masks, size: tile.size }, view, plain, drawn)
  if (hook) {
    hook(drawn.image, side)
    stretch(drawn.image)
  }
  canvas.width = canvas.height = side
  const pixels = new Uint8ClampedArray(side * side * 4)
  for (let i = 0; i < side * side; i++) {
    const light = drawn.mask[i] === ignore ? 0.45 : 1
    for (let c = 0; c < 3; c++) {
      const value = drawn.image[i * 3 + c] ?? 0
      // What came in empty is shown in the mean colour, as the network is shown it.
      pixels[i * 4 + c] = (light < 1 && value === 0 ? (mean[c] ?? 0) : value) * light
    }
    pixels[i * 4 + 3] = 255
  }
  context.putImageData(new ImageData(pixels, side, side), 0, 0)
  const boxes = moveBoxes(shown.xywh, view)
  context.lineWidth = Math.max(1, side / 128)
  for (let row = 0; row < shown.classes.length; row++) {
    context.strokeStyle = colors[shown.classes[row] ?? 0] ?? '#e08b52'
    const [x = 0, y = 0, w = 0, h = 0] = boxes.subarray(row * 4, row * 4 + 4)
    context.strokeRect(x, y, w, h)
  }
}
