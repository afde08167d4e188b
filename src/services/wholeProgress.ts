import { secondsLeft, type Progress } from '../base/job'
import type { SearchedImage } from './searchedImage'

/**
 * How far a search of several images is as a whole, in their megapixels: a bar that never goes back. What was computed before
 * tells nothing about how long the rest takes, and is left out of that.
 */
export class WholeProgress {
  private readonly sizes: readonly number[]
  private started = performance.now()
  private image = -1
  private skipped = 0

  constructor(images: readonly Pick<SearchedImage, 'image' | 'level'>[]) {
    this.sizes = images.map(({ image, level = 0 }) => (image.width * image.height) / 4 ** level / 1e6)
  }

  /** The progress of image number `i`, told of the whole; `total` 0 where it is not known yet. */
  of(i: number, progress: Progress): Progress {
    if (this.sizes.length === 1) return progress
    const share = progress.total > 0 ? Math.min(1, progress.done / progress.total) : 0
    const before = this.sizes.slice(0, i).reduce((a, b) => a + b, 0)
    const total = this.sizes.reduce((a, b) => a + b, 0)
    const done = before + share * (this.sizes[i] ?? 0)
    if (i !== this.image && progress.total > 0) {
      this.image = i
      if (i === 0) this.started = performance.now()
      this.skipped += share * (this.sizes[i] ?? 0)
    }
    const left = secondsLeft(this.started, performance.now(), done - this.skipped, total - this.skipped)
    return {
      done: Math.round(done),
      total: Math.max(1, Math.round(total)),
      unit: 'megapixels',
      secondsLeft: left,
    }
  }
}
