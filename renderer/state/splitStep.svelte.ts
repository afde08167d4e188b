import type { SplitName } from '../../src/tiles/tiles'
import type { SplitEvaluation } from '../../src/evaluation/splitEvaluation'
import type { Host } from './host'

/** How right a run is on a part of its dataset: asked for in the Predict step. */
export class SplitStep {
  split = $state<SplitName>('test')
  working = $state(false)
  private found = $state.raw<SplitEvaluation | null>(null)

  constructor(private readonly host: Host) {}

  /** What was found of this run and the chosen part; null where nobody has asked yet. */
  of(run: string): SplitEvaluation | null {
    return this.found?.run === run && this.found.split === this.split ? this.found : null
  }

  async evaluate(run: string, table: boolean): Promise<void> {
    const { host, split } = this
    this.working = true
    const result = await host.notices.attempt(host.bridge.call('evaluate.split', { run, split, table }))
    this.working = false
    if (result) this.found = result
  }
}
