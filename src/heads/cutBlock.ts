import { heatClassesOf } from '../found/detections'
import type { WindowBlock } from './block'
import type { Search } from './collector'
import type { WindowOutput } from './output'
import { boxesOfCore } from './peaks/collect'
import type { PlannedWindow } from './plan'
import { regionsOfCore } from './regions/collect'

/** What counts of what a network says of a window: its core. */
export function cutBlock(output: WindowOutput, window: PlannedWindow, search: Search): WindowBlock {
  const heat = heatOfCore(output, window, search)
  return output.kind === 'regions'
    ? { kind: 'regions', heat, ...regionsOfCore(output, window, search) }
    : {
        kind: 'boxes',
        heat,
        classHeat: classHeatOfCore(output, window, search),
        found: boxesOfCore(output, window, search),
      }
}

/** u8 [classes, core.h, core.w] of the classes that have a heat map of their own. */
function classHeatOfCore(
  { heat }: WindowOutput,
  { rect, core }: PlannedWindow,
  { detector, plan }: Search,
): Uint8Array {
  const { stride, classNames } = detector
  const gridWidth = plan.width / stride
  const channels = classNames.length
  const [classes, size] = [heatClassesOf(classNames), core.w * core.h]
  const cells = new Uint8Array(classes * size)
  for (let y = 0; y < core.h; y++) {
    for (let x = 0; x < core.w; x++) {
      const cell = (y + core.y - rect.y / stride) * gridWidth + x + core.x - rect.x / stride
      for (let c = 0; c < classes; c++)
        cells[c * size + y * core.w + x] = Math.round((heat[cell * channels + c] as number) * 255)
    }
  }
  return cells
}

function heatOfCore({ heat }: WindowOutput, { rect, core }: PlannedWindow, search: Search): Uint8Array {
  const { stride } = search.detector
  const gridWidth = search.plan.width / stride
  const channels = heat.length / (gridWidth * (search.plan.height / stride))
  const cells = new Uint8Array(core.w * core.h)
  for (let y = 0; y < core.h; y++) {
    for (let x = 0; x < core.w; x++) {
      const cell = (y + core.y - rect.y / stride) * gridWidth + x + core.x - rect.x / stride
      let highest = 0
      for (let c = 0; c < channels; c++) highest = Math.max(highest, heat[cell * channels + c] as number)
      cells[y * core.w + x] = Math.round(highest * 255)
    }
  }
  return cells
}
