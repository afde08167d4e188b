import { changeKinds, type ChangeKind } from '../../src/evaluation/compare'
import type { CommandOut } from '../../src/ipc/contract'
import { sameThreshold, type Threshold } from '../../src/found/threshold'
import { t } from '../../src/messages/messages'
import { count } from '../ui/format'
import type { Host } from './host'
import type { PredictStep } from './predictStep.svelte'
import type { TrainStep } from './trainStep.svelte'

export type ComparedRuns = CommandOut<'runs.compare'>
/** What two runs do not agree on, on one image. */
export type Changes = ComparedRuns['changes']

/** Two runs held against each other: what the second one gained, lost and moved, and how right both are on the same ground. */
export class RunChanges {
  result = $state.raw<ComparedRuns | null>(null)
  working = $state(false)
  /** Draws what they do not agree on over the picture. */
  drawn = $state(true)
  /** With which thresholds; null: the run's own. */
  private asked: readonly (Threshold | null)[] = []
  private chosenFirst = $state<string | null>(null)
  private chosenSecond = $state<string | null>(null)

  /** Runs that have searched a picture, newest first. */
  readonly runs = $derived.by(() => {
    const searched = new Set(this.host.images.flatMap(({ predictions }) => predictions))
    return this.train.runs.filter(({ id }) => searched.has(id))
  })
  readonly second = $derived.by(() => this.known(this.chosenSecond) ?? this.runs[0]?.id ?? null)
  /** The one that was shown before, else the next older one. */
  readonly first = $derived.by(() => {
    const others = this.runs.filter(({ id }) => id !== this.second).map(({ id }) => id)
    const chosen = this.known(this.chosenFirst)
    return chosen !== undefined && others.includes(chosen) ? chosen : (others[0] ?? null)
  })
  /** The figures are of other runs than those that are chosen, or of other thresholds. */
  readonly old = $derived.by(() => {
    const { result, first, second } = this
    if (!result) return false
    return result.runs.some(
      ({ run, threshold }, i) =>
        run !== [first, second][i] ||
        !sameThreshold(
          this.asked[i] ?? threshold,
          this.predict.thresholdFor(run) ?? this.asked[i] ?? threshold,
        ),
    )
  })
  /** What is drawn over the shown picture. */
  readonly shown = $derived.by((): Changes => {
    const { result, drawn, old } = this
    const image = this.host.image?.id
    return result && drawn && !old ? result.changes.filter((change) => change.image === image) : []
  })

  constructor(
    private readonly host: Host,
    private readonly train: TrainStep,
    private readonly predict: PredictStep,
  ) {}

  reset(): void {
    this.result = this.chosenFirst = this.chosenSecond = null
    this.predict.steps.end('changes')
  }

  choose(which: 'first' | 'second', run: string): void {
    const { first, second } = this
    // The one that is chosen on both sides changes places.
    this.chosenFirst = which === 'first' ? run : run === first ? second : first
    this.chosenSecond = which === 'second' ? run : run === second ? first : second
  }

  async compare(): Promise<void> {
    const { host, first, second } = this
    if (first === null || second === null) return
    const images = host.images.flatMap(({ id, predictions }) =>
      predictions.includes(first) && predictions.includes(second) ? [id] : [],
    )
    if (images.length === 0) return void host.notices.say(t.predict.noPictureOfBoth, 'edit')
    const thresholds = [first, second].map((run) => this.predict.thresholdFor(run) ?? null)
    this.working = true
    const request = { runs: [first, second] as [string, string], images, thresholds }
    const result = await host.notices.attempt(host.bridge.call('runs.compare', request))
    this.working = false
    if (!result) return
    this.predict.steps.end('changes')
    this.asked = thresholds
    this.result = result
  }

  count(kind: ChangeKind): number {
    return this.result?.[kind] ?? 0
  }

  async step(kind: ChangeKind): Promise<void> {
    const list = (this.result?.changes ?? []).filter((change) => change.kind === kind)
    const says = { gained: t.predict.gainedOf, lost: t.predict.lostOf, moved: t.predict.movedOf }[kind]
    await this.predict.steps.start('changes', list, (at, all) => says(count(at), count(all)))
  }

  private known(run: string | null): string | undefined {
    return this.runs.find(({ id }) => id === run)?.id
  }
}

export { changeKinds }
