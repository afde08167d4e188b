import { isAbort } from '../../src/base/errors'
import type { ToolContext } from './tool'

/** One answer at a time that takes a while: a newer question drops the one before, and what goes wrong is said. */
export class Answers {
  private running: AbortController | null = null

  constructor(private readonly context: Pick<ToolContext, 'warn'>) {}

  get busy(): boolean {
    return this.running !== null
  }

  async ask(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.drop()
    const own = new AbortController()
    this.running = own
    try {
      await work(own.signal)
    } catch (error) {
      if (!own.signal.aborted && !isAbort(error))
        this.context.warn(error instanceof Error ? error.message : String(error))
    } finally {
      if (this.running === own) this.running = null
    }
  }

  drop(): void {
    this.running?.abort()
  }
}
