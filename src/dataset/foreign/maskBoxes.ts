import { background, ignore } from '../../tiles/tiles'

/** The boxes of a mask's objects, in pixels: of each class, what hangs together (corners count). */
export interface MaskBoxes {
  /** x, y, width, height, one after the other. */
  readonly xywh: number[]
  /** Class numbers. */
  readonly classes: number[]
}

/** mask: u8 [height, width]; 0 is background, 255 ignored, a class is its number + 1. */
export function boxesOfMask(mask: Uint8Array, width: number): MaskBoxes {
  const seen = new Uint8Array(mask.length)
  const stack: number[] = []
  const boxes: MaskBoxes = { xywh: [], classes: [] }
  for (let start = 0; start < mask.length; start++) {
    const value = mask[start] as number
    if (seen[start] || value === background || value === ignore) continue
    let [left, right, top, bottom] = [width, -1, mask.length, -1]
    seen[start] = 1
    stack.push(start)
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const [x, y] = [at % width, Math.floor(at / width)]
      ;[left, right] = [Math.min(left, x), Math.max(right, x)]
      ;[top, bottom] = [Math.min(top, y), Math.max(bottom, y)]
      for (let dy = -1; dy <= 1; dy++)
        for (let dx = -1; dx <= 1; dx++) {
          const next = at + dy * width + dx
          if (x + dx < 0 || x + dx >= width || next < 0 || next >= mask.length) continue
          if (seen[next] || mask[next] !== value) continue
          seen[next] = 1
          stack.push(next)
        }
    }
    boxes.xywh.push(left, top, right - left + 1, bottom - top + 1)
    boxes.classes.push(value - 1)
  }
  return boxes
}
