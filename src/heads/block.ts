import type { Detections } from '../found/detections'

/** What a network says of the core of a window: all that the merged result is made from. */
interface CoreBlock {
  /** u8 [core.h, core.w], 255 = 1: the highest class of each cell */
  readonly heat: Uint8Array
}

export interface BoxBlock extends CoreBlock {
  readonly kind: 'boxes'
  /** u8 [classes, core.h, core.w], as `heat`: of the classes that have a map of their own (`heatClassesOf`) */
  readonly classHeat: Uint8Array
  /** Whose centre lies in the core or close to it; in pixels of the level that is searched, cut at the image's border. */
  readonly found: Detections
}

export interface RegionBlock extends CoreBlock {
  readonly kind: 'regions'
  /** u8 [rows, columns] of the core's pixels that lie in the image: 0 background, number + 1 of a class */
  readonly labels: Uint8Array
  /** u8, as many: probability of the likeliest class, 255 = 1 */
  readonly scores: Uint8Array
}

export type WindowBlock = BoxBlock | RegionBlock
