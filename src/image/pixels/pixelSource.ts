import type { Rect } from '../../geometry/rect'

/**
 * Pixels of one image at every level. Level 0 is full size; level n has ceil(width / 2^n) × ceil(height / 2^n) pixels.
 * Regions are always given in the pixels of the level that is read.
 */
export interface PixelSource {
  readonly width: number
  readonly height: number
  readonly levels: number
  /**
   * Interleaved RGB, u8, region.w × region.h × 3 bytes. The region has whole-number edges and may reach over the
   * image: what lies outside is black (0). Throws AppError('image-unreadable') when the file cannot be decoded.
   */
  read(region: Rect, level: number, signal?: AbortSignal): Promise<Uint8Array>
  close(): Promise<void>
}

/** Size of a level, in its own pixels. */
export function levelSize(width: number, height: number, level: number): { width: number; height: number } {
  const scale = 2 ** level
  return { width: Math.ceil(width / scale), height: Math.ceil(height / scale) }
}

/** Number of levels until the whole image fits one tile. */
export function levelCount(width: number, height: number, tile: number): number {
  return 1 + Math.max(0, Math.ceil(Math.log2(Math.max(width, height) / tile)))
}
