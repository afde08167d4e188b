import type { WindowOutput, WindowSize } from './output'
import type { HeadDefinition, HeadOptions } from './task'
import { labelPixels } from './regions/read'
import { scalesOf } from './anchors/anchors'
import { readBoxes } from './anchors/read'
import { readOutput } from './peaks/read'

/** What a network's raw output says of n windows of width × height pixels. */
export function readWindows(
  definition: HeadDefinition,
  { classes, anchors = [] }: HeadOptions,
  values: Float32Array,
  window: WindowSize,
): WindowOutput {
  const { stride } = definition
  switch (definition.task) {
    case 'heatmap':
      return readOutput(values, classes, stride)
    case 'segment': {
      const { labels, scores } = labelPixels(values, classes + 1)
      return { kind: 'regions', labels, scores, heat: highestOfCells(scores, window.width, stride) }
    }
    case 'anchors':
      return readBoxes(values, classes, scalesOf(definition.id, anchors), window)
    default:
      throw new Error(`no reading for ${definition.task}`)
  }
}

/** f32 0..1: the highest score (u8, 255 = 1) in each cell of stride × stride pixels. */
function highestOfCells(scores: Uint8Array, width: number, stride: number): Float32Array {
  const columns = width / stride
  const heat = new Float32Array(scores.length / (stride * stride))
  for (let i = 0; i < scores.length; i++) {
    const y = Math.floor(i / width)
    const cell = Math.floor(y / stride) * columns + Math.floor((i % width) / stride)
    const score = (scores[i] as number) / 255
    if (score > (heat[cell] as number)) heat[cell] = score
  }
  return heat
}
