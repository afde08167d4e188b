import type { Detections, PredictionInfo } from '../../src/found/detections'
import { joinDetections } from '../../src/found/joinDetections'
import { PartialHeat } from '../../src/found/partialHeat'
import type { EventData } from '../../src/ipc/contract'

type Found = EventData<'found'>

/** What is drawn is put together anew this often at the most, in milliseconds: sorting many takes a while. */
const interval = 250

interface SoFar {
  readonly image: number
  readonly info: PredictionInfo
  readonly detections: Detections
  readonly heat: PartialHeat
}

/** What a running search has found in the image that is shown, until its prediction is whole. */
export class FoundSoFar {
  shown = $state.raw<SoFar | null>(null)
  private about: Found | undefined
  private parts: Detections[] = []
  private heat: PartialHeat | undefined
  private waiting: ReturnType<typeof setTimeout> | undefined
  private last = -Infinity

  receive(found: Found): void {
    if (this.about && (this.about.image !== found.image || this.about.run !== found.run)) this.clear()
    this.about = found
    this.parts.push(found.detections)
    this.heat ??= new PartialHeat(found.width, found.height, found.heat.stride)
    this.heat.put(found.heat)
    const wait = this.last + interval - performance.now()
    if (wait <= 0) this.show()
    else this.waiting ??= setTimeout(() => this.show(), wait)
  }

  clear(): void {
    clearTimeout(this.waiting)
    this.waiting = this.about = this.heat = undefined
    this.parts = []
    this.last = -Infinity
    this.shown = null
  }

  private show(): void {
    clearTimeout(this.waiting)
    this.waiting = undefined
    this.last = performance.now()
    const { heat } = this
    if (!this.about || !heat) return
    const { detections: _, heat: __, ...about } = this.about
    const detections = joinDetections(this.parts)
    // One sorted list from now on.
    this.parts = [detections]
    const info = { ...about, heat: heat.info }
    this.shown = { image: about.image, info, detections, heat }
  }
}
