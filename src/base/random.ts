/** The only source of randomness: seeded, so that every plan, shuffle and draw can be repeated. */
export class Random {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** Uniform in [0, 1). Mulberry32, a 32-bit generator by Tommy Ettinger (public domain), period 2^32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let t = this.state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  /** Integer in [0, n). */
  below(n: number): number {
    return Math.floor(this.next() * n)
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.next()
  }

  /** Fisher–Yates, in place. */
  shuffle<T extends { length: number; [index: number]: number } | unknown[]>(items: T): T {
    const list = items as { length: number; [index: number]: unknown }
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      const held = list[i]
      list[i] = list[j]
      list[j] = held
    }
    return items
  }

  /** An independent stream, for a named purpose, that does not shift this one. */
  fork(salt: number): Random {
    return new Random(Math.imul(this.state ^ salt, 0x9e3779b1))
  }

  /** The state to store in a checkpoint; `new Random(state)` goes on from it. */
  get checkpoint(): number {
    return this.state
  }
}
