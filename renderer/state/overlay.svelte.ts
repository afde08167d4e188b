import type { PredictionInfo } from '../../src/found/detections'
import { mainThreshold, type Threshold } from '../../src/found/threshold'

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
  onthreshold: ((threshold: Threshold) => void) | undefined
  private least = $state.raw<Threshold>(0.5)

  /** What changes how the picture looks is unfolded. */
  adjusting = $state(false)

  /** Detections with a lower score are not shown; by the run's class numbers. */
  get threshold(): Threshold {
    return this.least
  }

  set threshold(threshold: Threshold) {
    this.least = threshold
    this.onthreshold?.(threshold)
  }

  /** One of their own for each of so many classes, where it was one for all before; or one for all again. */
  setByClass(on: boolean, classes: number): void {
    const all = mainThreshold(this.least)
    this.threshold = on ? { all, own: new Array<number>(classes).fill(all) } : all
  }

  setOfClass(number: number, value: number): void {
    const { least } = this
    if (typeof least !== 'number') this.threshold = { ...least, own: least.own.with(number, value) }
  }

  /** Higher or lower by a step; by class, each of them. */
  shiftThreshold(by: number): void {
    const shifted = (value: number) => Math.round(100 * Math.min(0.99, Math.max(0.01, value + by))) / 100
    const { least } = this
    this.threshold =
      typeof least === 'number'
        ? shifted(least)
        : { all: shifted(least.all), own: least.own.map((value) => shifted(value)) }
  }

  /** Its number among the classes that have a map of their own. */
  heatOf({ classNames, heat }: Pick<PredictionInfo, 'classNames' | 'heat'>): number | undefined {
    const number = this.heatClass === null ? -1 : classNames.indexOf(this.heatClass)
    return number >= 0 && number < (heat.classes ?? 0) ? number : undefined
  }

  /** That of another run comes into sight: nobody has set it. */
  showThreshold(threshold: Threshold): void {
    this.least = threshold
  }
}
