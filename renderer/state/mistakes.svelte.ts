import type { Mistake } from '../../src/evaluation/mistakes'
import type { Rect } from '../../src/geometry/rect'

/** Stepping through what an evaluation calls missed or a false alarm. */
export class Mistakes {
  private all = $state.raw<readonly Mistake[]>([])
  kind = $state<Mistake['kind']>('missed')
  /** Place in the list; null while nobody steps through it. */
  current = $state<number | null>(null)

  readonly list = $derived(this.all.filter(({ kind }) => kind === this.kind))
  readonly shown = $derived(this.current === null ? null : (this.list[this.current] ?? null))

  constructor(private readonly goTo: (image: number, rect: Rect) => Promise<void>) {}

  /** Another evaluation, or none. */
  set(all: readonly Mistake[]): void {
    this.all = all
    this.current = null
  }

  async start(kind: Mistake['kind']): Promise<void> {
    this.kind = kind
    await this.go(0)
  }

  async step(by: 1 | -1): Promise<void> {
    const { length } = this.list
    if (length > 0) await this.go(this.current === null ? 0 : (this.current + by + length) % length)
  }

  private async go(place: number): Promise<void> {
    const mistake = this.list[place]
    if (!mistake) return
    this.current = place
    await this.goTo(mistake.image, mistake.rect)
  }
}
