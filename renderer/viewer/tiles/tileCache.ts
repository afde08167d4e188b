import { AppError } from '../../../src/base/errors'
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

/** `stale`: may have changed; it is shown until it was loaded anew. */
type Ready<T> = { state: 'ready'; tile: TileAddress; content: T; bytes: number; stale?: boolean }
/** `outdated`: it was asked for before something changed, and may bring what was there then. */
type Loading<T> = {
  state: 'loading'
  tile: TileAddress
  tries: number
  abort: AbortController
  old?: Ready<T> | undefined
  outdated?: boolean
}
type Entry<T> =
  | Loading<T>
  | Ready<T>
  | { state: 'failed'; tile: TileAddress; tries: number; retryAt: number; message: string }

export type TileState = 'queued' | Entry<unknown>['state']

/** Milliseconds until a tile that is still being made is asked for again. */
const pendingPause = 700
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
      if (entry.old) this.entries.set(key, entry.old)
      this.loading--
      entry.abort.abort()
    }
    const due = tiles.filter((tile) => this.isDue(tile))
    this.queue = [...due.filter((tile) => !this.holds(tile)), ...due.filter((tile) => this.holds(tile))]
    this.spare = spare.filter((tile) => this.isDue(tile))
    this.pump()
    this.trim()
  }

  /** The content of a ready tile, which counts as used. */
  get(tile: TileAddress): T | undefined {
    const key = tileKey(tile)
    const entry = this.entries.get(key)
    if (entry?.state === 'loading') return entry.old?.content
    if (entry?.state !== 'ready') return undefined
    this.entries.delete(key)
    this.entries.set(key, entry)
    return entry.content
  }

  /** What is there may have changed: it is loaded anew when it is wanted, and shown until then. */
  refresh(): void {
    for (const entry of this.entries.values())
      if (entry.state === 'ready') entry.stale = true
      else if (entry.state === 'loading') entry.outdated = true
    this.forgive()
  }

  state(tile: TileAddress): TileState {
    if (this.holds(tile)) return 'ready'
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
      const held = entry.state === 'loading' ? entry.old : entry
      if (held?.state === 'ready') this.options.dispose(held.content)
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
    if (entry?.state === 'ready') return entry.stale === true
    return !entry || (entry.state === 'failed' && performance.now() >= entry.retryAt)
  }

  /** Whether there is something to show, stale or not. */
  private holds(tile: TileAddress): boolean {
    const entry = this.entries.get(tileKey(tile))
    return entry?.state === 'ready' || (entry?.state === 'loading' && entry.old !== undefined)
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
    const old = before?.state === 'ready' ? before : undefined
    const entry: Loading<T> = { state: 'loading', tile, tries, abort: new AbortController(), old }
    this.entries.set(key, entry)
    this.loading++
    try {
      const content = await this.options.load(tile, entry.abort.signal)
      if (this.entries.get(key) !== entry) return this.options.dispose(content)
      const bytes = this.options.bytes(content)
      if (old) {
        this.options.dispose(old.content)
        this.held -= old.bytes
      }
      this.entries.set(key, { state: 'ready', tile, content, bytes, stale: entry.outdated === true })
      this.held += bytes
    } catch (error) {
      if (this.entries.get(key) !== entry) return
      if (old) this.entries.set(key, { ...old, stale: entry.outdated === true })
      else this.fail(tile, tries, error)
    }
    this.loading--
    this.trim()
    this.pump()
    this.options.onchange()
  }

  private fail(tile: TileAddress, tries: number, error: unknown): void {
    const pending = error instanceof AppError && error.code === 'tile-pending'
    const pause = pending ? pendingPause : (this.options.retryAfter ?? defaultRetryAfter)(tries)
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
