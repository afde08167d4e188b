import type { DatasetPreview, DatasetRequest } from '../../src/dataset/preview'
import { sentence } from '../bridge/bridge'
import type { Host } from './host'

/** A slider that moves asks once it has rested this long, in milliseconds. */
const rest = 150

/** What a build with the present settings would make, counted while the person still moves the sliders. */
export class DatasetStepPreview {
  value = $state.raw<DatasetPreview | null>(null)
  /** Why there is none. */
  problem = $state<string | undefined>()
  counting = $state(false)
  /** The parts are drawn over the image. */
  splitShown = $state(false)
  private asked = 0
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly host: Host) {}

  /** Asks anew, soon; an older question's answer is no longer wanted. */
  want(request: DatasetRequest, revision: number): void {
    clearTimeout(this.timer)
    const number = ++this.asked
    this.counting = true
    this.timer = setTimeout(() => void this.ask(number, request, revision), rest)
  }

  forget(): void {
    clearTimeout(this.timer)
    this.asked++
    this.counting = false
    this.value = null
    this.problem = undefined
  }

  private async ask(number: number, request: DatasetRequest, revision: number): Promise<void> {
    const isLast = () => number === this.asked
    try {
      await this.host.document.settled()
      const value = await this.host.bridge.call('dataset.preview', { request, revision })
      if (!isLast()) return
      this.value = value
      this.problem = undefined
    } catch (error) {
      if (isLast()) this.problem = sentence(error)
    } finally {
      if (isLast()) this.counting = false
    }
  }
}
