import type { SplitSummary } from './dataset'

/** Where pictures have labels, an object is a label. */
export function labelSummary(tiles: Int32Array, labels: Uint8Array, classes: number[]): SplitSummary {
  let objects = 0
  for (const tile of tiles)
    for (let c = 0; c < classes.length; c++) {
      if (!labels[tile * classes.length + c]) continue
      classes[c] = (classes[c] as number) + 1
      objects++
    }
  return { tiles: tiles.length, objects, classes }
}
