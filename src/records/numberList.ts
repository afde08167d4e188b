type Numbers = Float64Array | Uint32Array | Uint8Array

/**
 * Numbers as they come, as a typed array holds them: of millions a list would take twice the memory, and the garbage collector
 * would look through it again and again.
 */
export class NumberList<T extends Numbers> {
  length = 0
  private values: T

  constructor(private readonly make: new (length: number) => T) {
    this.values = new make(1024)
  }

  push(value: number): void {
    if (this.length === this.values.length) this.grow()
    this.values[this.length++] = value
  }

  /** undefined behind the last. */
  at(place: number): number | undefined {
    return place < this.length ? this.values[place] : undefined
  }

  /** A copy of what is there. */
  array(): T {
    return this.values.slice(0, this.length) as T
  }

  private grow(): void {
    const larger = new this.make(this.values.length * 2)
    larger.set(this.values)
    this.values = larger
  }
}
