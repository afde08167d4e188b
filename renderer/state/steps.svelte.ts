import type { Rect } from '../../src/geometry/rect'

/** A place of an image that a person is led to. */
export interface Place {
  readonly image: number
  readonly rect: Rect
}

/** Which list is stepped through. */
export type StepsOf = 'evaluation' | 'changes'

/** Stepping through places, as those that an evaluation calls wrong or where two runs do not agree: one list at a time. */
export class Steps {
  of = $state<StepsOf | null>(null)
  list = $state.raw<readonly Place[]>([])
  /** Place in the list; null while nobody steps through it. */
  current = $state<number | null>(null)
  /** What the current one is called. */
  says = $state.raw<(at: number, all: number) => string>(() => '')

  readonly shown = $derived(this.current === null ? null : (this.list[this.current] ?? null))

  constructor(private readonly goTo: (image: number, rect: Rect) => Promise<void>) {}

  /** Its list is another now, or none. */
  end(of: StepsOf): void {
    if (this.of !== of) return
    this.of = this.current = null
    this.list = []
  }

  async start(of: StepsOf, list: readonly Place[], says: (at: number, all: number) => string): Promise<void> {
    this.of = of
    this.list = list
    this.says = says
    this.current = null
    await this.go(0)
  }

  async step(by: 1 | -1): Promise<void> {
    const { length } = this.list
    if (length > 0) await this.go(this.current === null ? 0 : (this.current + by + length) % length)
  }

  private async go(at: number): Promise<void> {
    const place = this.list[at]
    if (!place) return
    this.current = at
    await this.goTo(place.image, place.rect)
  }
}
