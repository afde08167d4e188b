/** What is drawn over the picture. */
export class Overlay {
  objectsVisible = $state(true)
  detectionsVisible = $state(true)
  /** The insides of objects are filled, by so much (0..1). */
  filled = $state(false)
  fillOpacity = $state(0.35)
  heatVisible = $state(false)
  heatOpacity = $state(0.8)
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

  /** That of another run comes into sight: nobody has set it. */
  showThreshold(threshold: number): void {
    this.least = threshold
  }
}
