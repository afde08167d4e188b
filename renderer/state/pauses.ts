/** Milliseconds of work in a row. */
const length = 6

/** Long work on the window's own thread: gives everything else its turn before a frame would be late. */
export class Pauses {
  private ends = performance.now() + length

  constructor(private readonly signal: AbortSignal) {}

  /** Whether `rest` is due; cheap enough for every few hundred steps. */
  get over(): boolean {
    return performance.now() > this.ends
  }

  /** Throws when the work is no longer wanted. */
  async rest(): Promise<void> {
    await new Promise<void>((resolve) => setTimeout(resolve, 0))
    this.signal.throwIfAborted()
    this.ends = performance.now() + length
  }
}
