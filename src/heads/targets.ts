import type { TileBatch } from '../tiles/tiles'
import type { NamedArrays } from '../engine/graph/compiler'
import { anchorArrays, type AnchorTarget } from './anchors/targets'
import { heatmapArrays, type HeatmapTarget } from './peaks/targets'

/** Named numbers of one batch that the loss compares the output with. The names and ranks never change in a training. */
export type TargetArrays = NamedArrays

/** What a task's targets are made from: plain values, so that a thread without an engine can make them, too. */
export type TargetSetting =
  | HeatmapTarget
  | AnchorTarget
  | { readonly kind: 'segment'; readonly size: number }
  | { readonly kind: 'classify'; readonly classes: number }

export function makeTargets(setting: TargetSetting, batch: TileBatch): TargetArrays {
  const { count, masks, labels } = batch
  switch (setting.kind) {
    case 'heatmap':
      return heatmapArrays(batch, setting)
    case 'anchors':
      return anchorArrays(batch, setting)
    case 'segment':
      return { mask: { data: new Float32Array(masks), shape: [count, setting.size, setting.size, 1] } }
    case 'classify':
      return { labels: { data: new Float32Array(labels), shape: [count, setting.classes] } }
  }
}
