import type { Edit } from '../../src/document/edit'

export type SaveState =
  | { readonly kind: 'saved' }
  | { readonly kind: 'saving' }
  /** Kept here and tried again; the sentence says why it did not work. */
  | { readonly kind: 'failed'; readonly message: string }

interface EditQueueOptions {
  /** Resolves when the edit is durable. */
  save(edit: Edit): Promise<void>
  onstate(state: SaveState): void
  /** True for an error that will not go away: the edit is dropped instead of being tried again. */
  isFinal?(error: unknown): boolean
  ondropped?(edit: Edit, message: string): void
  /** Milliseconds to wait after the n-th failure in a row. */
  retryAfter?(failures: number): number
}

/**
 * Edits on their way to the project: saved one after the other, in order. What cannot be saved stays in memory and is
 * tried again until it can, so that a full disk costs nothing that was drawn.
 */
export class EditQueue {
  private waiting: Edit[] = []
  private inFlight: Edit | null = null
  private failures = 0
  private timer: ReturnType<typeof setTimeout> | null = null
  private idle: (() => void)[] = []

  constructor(private readonly options: EditQueueOptions) {}

  /** Not durable yet, oldest first. */
  get pending(): readonly Edit[] {
    return this.inFlight ? [this.inFlight, ...this.waiting] : this.waiting
  }

  add(edit: Edit): void {
    this.waiting.push(edit)
    if (!this.timer) void this.run()
  }

  /** Takes back the newest edit that was not yet sent. */
  withdraw(): Edit | undefined {
    const edit = this.waiting.pop()
    if (this.pending.length === 0) this.settle()
    return edit
  }

  /** Drops all that was not sent: what it was meant for is no longer open. */
  clear(): void {
    this.waiting = []
    if (!this.inFlight) this.settle()
  }

  /** Tries now instead of after the pause. */
  retry(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    void this.run()
  }

  /** Resolves when nothing is pending, or at the next failure: see `pending`. */
  settled(): Promise<void> {
    if (this.pending.length === 0 || this.timer) return Promise.resolve()
    return new Promise((resolve) => this.idle.push(resolve))
  }

  private async run(): Promise<void> {
    if (this.inFlight) return
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      this.inFlight = next
      if (this.failures === 0) this.options.onstate({ kind: 'saving' })
      try {
        await this.options.save(next)
        this.failures = 0
      } catch (error) {
        this.inFlight = null
        if (!this.options.isFinal?.(error)) {
          this.waiting.unshift(next)
          return this.postpone(sentence(error))
        }
        this.options.ondropped?.(next, sentence(error))
      }
      this.inFlight = null
    }
    this.settle()
  }

  private settle(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    this.failures = 0
    this.options.onstate({ kind: 'saved' })
    this.wake()
  }

  private postpone(message: string): void {
    this.options.onstate({ kind: 'failed', message })
    const pause = this.options.retryAfter ?? ((failures) => Math.min(30_000, 1000 * 2 ** failures))
    this.timer = setTimeout(() => this.retry(), pause(this.failures++))
    this.wake()
  }

  private wake(): void {
    for (const resolve of this.idle.splice(0)) resolve()
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
