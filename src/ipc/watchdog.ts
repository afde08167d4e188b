interface WatchdogOptions {
  /** Asks the process for a sign of life; whatever it says is reported by `heard`. */
  ping(): void
  /** Seconds of processor time that the process has used so far; undefined where nobody knows. */
  cpuSeconds(): number | undefined
  /** It says nothing and does nothing. */
  onstuck(): void
  /** It lives after all. */
  onalive(): void
  /** Looks in a row at which nothing was heard and nothing was done, before it counts as stuck. */
  readonly patience?: number
}

/** Less is what a process uses that is only being looked at. Seconds per look. */
const idleSeconds = 0.004

/**
 * Tells a process that is stuck from one that is busy. Any message counts as life; so does processor time, since native
 * code may hold the event loop for long. Counts looks and not seconds: a machine that slept has missed none.
 */
export class Watchdog {
  private quietLooks = 0
  private used: number | undefined
  stuck = false

  constructor(private readonly options: WatchdogOptions) {}

  heard(): void {
    this.quietLooks = 0
    if (!this.stuck) return
    this.stuck = false
    this.options.onalive()
  }

  /** To be called again and again, some seconds apart. */
  look(): void {
    const { ping, cpuSeconds, onstuck, patience = 4 } = this.options
    // Only where it did not answer the last ping is the system asked what it does.
    const used = this.quietLooks > 0 ? cpuSeconds() : undefined
    const worked = used !== undefined && this.used !== undefined && used - this.used > idleSeconds
    this.used = used
    if (worked) this.heard()
    this.quietLooks++
    ping()
    if (this.stuck || this.quietLooks <= patience) return
    this.stuck = true
    onstuck()
  }
}
