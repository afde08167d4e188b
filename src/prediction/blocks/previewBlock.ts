import { detectionRect, type Detections } from '../../found/detections'
import { suppress } from '../../found/merge'
import { takeDetections } from '../../found/order'
import { containsPoint } from '../../geometry/rect'
import type { WindowBlock, RegionBlock } from '../../heads/block'
import type { Search } from '../../heads/collector'
import type { PlannedWindow } from '../../heads/plan'
import { pixelsOfCore } from '../../heads/regions/collect'
import { RegionTracer } from '../../heads/regions/trace'

/**
 * What is found in a block alone, in pixels of the level, by falling score: to be shown until all blocks are merged. Regions that
 * reach into another block are cut at its border.
 */
export function previewBlock(block: WindowBlock, window: PlannedWindow, search: Search): Detections {
  if (block.kind === 'regions') return traced(block, window, search)
  const core = pixelsOfCore(window, search)
  const ours = [...block.found.score.keys()].filter((i) => {
    const { x, y, w, h } = detectionRect(block.found, i)
    return containsPoint(core, x + w / 2, y + h / 2)
  })
  return suppress(takeDetections(block.found, ours))
}

function traced({ labels, scores }: RegionBlock, window: PlannedWindow, search: Search): Detections {
  const { x, y, w, h } = pixelsOfCore(window, search)
  const tracer = new RegionTracer(w)
  for (let at = 0; at < w * h; at += w) tracer.row(labels.subarray(at, at + w), scores.subarray(at, at + w))
  const found = tracer.finish()
  const { outlines } = found
  const points = outlines?.points.map((value, i) => value + (i % 2 === 0 ? x : y))
  const xywh = found.xywh.map((value, i) => value + ([x, y, 0, 0][i % 4] as number))
  return { ...found, xywh, outlines: outlines && points && { offset: outlines.offset, points } }
}
