import type { PredictionInfo } from '../../src/found/detections'

/** What is drawn over the picture. */
export class Overlay {
  objectsVisible = $state(true)
  detectionsVisible = $state(true)
  /** The insides of objects are filled, by so much (0..1). */
  filled = $state(false)
  fillOpacity = $state(0.35)
  heatVisible = $state(false)
  heatOpacity = $state(0.8)
  /** The class whose heat is shown, by its name in the run; null, or where the run has no map of it: all classes together. */
  heatClass = $state<string | null>(null)
  /** Told of every threshold that a person sets. */
  onthreshold: ((threshold: number) => void) | undefined
  private least = $state(0.5)

  /** What changes how the picture looks is unfolded. */
  adjusting = $state(false)

  /** Detections with a lower score are not shown. */
  get threshold(): number {
    return this.least
  }

  set threshold(threshold: number) {
    this.least = threshold
    this.onthreshold?.(threshold)
  }

  /** Its number among the classes that have a map of their own. */
  heatOf({ classNames, heat }: Pick<PredictionInfo, 'classNames' | 'heat'>): number | undefined {
    const number = this.heatClass === null ? -1 : classNames.indexOf(this.heatClass)
    return number >= 0 && number < (heat.classes ?? 0) ? number : undefined
  }

  /** That of another run comes into sight: nobody has set it. */
  showThreshold(threshold: number): void {
    this.least = threshold
  }
}
