import { tileKey } from './tilePlan'
import type { TileAddress } from './tilePlan'

// The life of a tile: queued → loading → ready, or failed and tried again a few times. What is ready stays until the
// byte budget needs its place; what scrolled away while it was queued or loading is dropped or cancelled.

interface TileCacheOptions<T> {
  load(tile: TileAddress, signal: AbortSignal): Promise<T>
  bytes(content: T): number
  dispose(content: T): void
  /** Bytes of ready tiles to keep; what is wanted now is kept even beyond it. */
  readonly budget: number
  /** How many tiles may load at the same time. */
  readonly parallel: number
  /** A tile became ready or failed. */
  onchange(): void
  /** Milliseconds until the n-th try; no answer means that it is given up. */
  retryAfter?(tries: number): number | undefined
}

type Entry<T> =
  | { state: 'loading'; tile: TileAddress; tries: number; abort: AbortController }
  | { state: 'ready'; tile: TileAddress; content: T; bytes: number }
  | { state: 'failed'; tile: TileAddress; tries: number; retryAt: number; message: string }

export type TileState = 'queued' | Entry<unknown>['state']

const defaultRetryAfter = (tries: number) => (tries < 3 ? 500 * 4 ** (tries - 1) : undefined)

export class TileCache<T> {
  /** In order of last use, oldest first. */
  private readonly entries = new Map<number, Entry<T>>()
  private queue: TileAddress[] = []
  private spare: TileAddress[] = []
  private wanted = new Set<number>()
  private loading = 0
  private held = 0
  private timer: ReturnType<typeof setTimeout> | null = null

  constructor(private readonly options: TileCacheOptions<T>) {}

  get bytes(): number {
    return this.held
  }

  /** What the view needs now, most wanted first, and what it may need next. All else stops loading. */
  want(tiles: readonly TileAddress[], spare: readonly TileAddress[]): void {
    this.wanted = new Set([...tiles, ...spare].map(tileKey))
    for (const [key, entry] of this.entries) {
      if (entry.state !== 'loading' || this.wanted.has(key)) continue
      this.entries.delete(key)
      this.loading--
      entry.abort.abort()
    }
    this.queue = tiles.filter((tile) => this.isDue(tile))
    this.spare = spare.filter((tile) => this.isDue(tile))
    this.pump()
    this.trim()
  }

  /** The content of a ready tile, which counts as used. */
  get(tile: TileAddress): T | undefined {
    const key = tileKey(tile)
    const entry = this.entries.get(key)
    if (entry?.state !== 'ready') return undefined
    this.entries.delete(key)
    this.entries.set(key, entry)
    return entry.content
  }

  state(tile: TileAddress): TileState {
    return this.entries.get(tileKey(tile))?.state ?? 'queued'
  }

  /** Why tiles that are wanted now could not be had, once per reason. */
  problems(): string[] {
    const messages = new Set<string>()
    for (const [key, entry] of this.entries) {
      if (entry.state === 'failed' && entry.retryAt === Infinity && this.wanted.has(key))
        messages.add(entry.message)
    }
    return [...messages]
  }

  /** Tries again what was given up. */
  forgive(): void {
    for (const [key, entry] of this.entries) if (entry.state === 'failed') this.entries.delete(key)
    this.options.onchange()
  }

  clear(): void {
    for (const entry of this.entries.values()) {
      if (entry.state === 'loading') entry.abort.abort()
      if (entry.state === 'ready') this.options.dispose(entry.content)
    }
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    this.entries.clear()
    this.queue = []
    this.spare = []
    this.loading = 0
    this.held = 0
  }

  private isDue(tile: TileAddress): boolean {
    const entry = this.entries.get(tileKey(tile))
    return !entry || (entry.state === 'failed' && performance.now() >= entry.retryAt)
  }

  /** Spare tiles wait until nothing that is seen is missing. */
  private pump(): void {
    while (this.loading < this.options.parallel) {
      const next = this.queue.shift() ?? (this.loading < 2 ? this.spare.shift() : undefined)
      if (!next) return
      if (this.isDue(next)) void this.load(next)
    }
  }

  private async load(tile: TileAddress): Promise<void> {
    const key = tileKey(tile)
    const before = this.entries.get(key)
    const tries = (before?.state === 'failed' ? before.tries : 0) + 1
    const entry: Entry<T> = { state: 'loading', tile, tries, abort: new AbortController() }
    this.entries.set(key, entry)
    this.loading++
    try {
      const content = await this.options.load(tile, entry.abort.signal)
      if (this.entries.get(key) !== entry) return this.options.dispose(content)
      const bytes = this.options.bytes(content)
      this.entries.set(key, { state: 'ready', tile, content, bytes })
      this.held += bytes
    } catch (error) {
      if (this.entries.get(key) !== entry) return
      this.fail(tile, tries, error)
    }
    this.loading--
    this.trim()
    this.pump()
    this.options.onchange()
  }

  private fail(tile: TileAddress, tries: number, error: unknown): void {
    const pause = (this.options.retryAfter ?? defaultRetryAfter)(tries)
    const message = error instanceof Error ? error.message : String(error)
    const retryAt = pause === undefined ? Infinity : performance.now() + pause
    this.entries.set(tileKey(tile), { state: 'failed', tile, tries, retryAt, message })
    if (pause !== undefined) this.timer ??= setTimeout(() => this.wake(), pause + 1)
  }

  /** Asks the view what it wants now: that starts the tiles whose pause is over. */
  private wake(): void {
    this.timer = null
    this.options.onchange()
    let next = Infinity
    for (const entry of this.entries.values()) {
      if (entry.state === 'failed' && entry.retryAt < Infinity) next = Math.min(next, entry.retryAt)
    }
    if (next < Infinity)
      this.timer = setTimeout(() => this.wake(), Math.max(50, next - performance.now() + 1))
  }

  private trim(): void {
    if (this.held <= this.options.budget) return
    for (const [key, entry] of this.entries) {
      if (entry.state !== 'ready' || this.wanted.has(key)) continue
      this.entries.delete(key)
      this.held -= entry.bytes
      this.options.dispose(entry.content)
      if (this.held <= this.options.budget) return
    }
  }
}
