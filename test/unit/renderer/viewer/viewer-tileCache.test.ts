import { describe, expect, test, vi } from 'vitest'
import { AppError } from '../../../../src/base/errors'
import { TileCache } from '../../../../renderer/viewer/tiles/tileCache'
import type { TileAddress } from '../../../../renderer/viewer/tiles/tilePlan'

const tile = (column: number): TileAddress => ({ level: 0, column, row: 0 })
const columns = (...list: number[]) => list.map(tile)

/** A cache of tiles that weigh 100 bytes and arrive when the test says so. */
function setup(
  options: { budget?: number; parallel?: number; retryAfter?: (tries: number) => number | undefined } = {},
) {
  const loads = new Map<number, { resolve(): void; reject(error: Error): void; signal: AbortSignal }>()
  const disposed: number[] = []
  const started: number[] = []
  const onchange = vi.fn()
  const cache = new TileCache<number>({
    budget: options.budget ?? 1000,
    parallel: options.parallel ?? 2,
    bytes: () => 100,
    dispose: (column) => disposed.push(column),
    onchange,
    ...(options.retryAfter ? { retryAfter: options.retryAfter } : {}),
    load: ({ column }, signal) => {
      started.push(column)
      return new Promise((resolve, reject) => {
        loads.set(column, { resolve: () => resolve(column), reject, signal })
        signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true })
      })
    },
  })
  const finish = async (...list: number[]) => {
    for (const column of list) loads.get(column)?.resolve()
    await new Promise((resolve) => setTimeout(resolve))
  }
  return { cache, loads, disposed, started, onchange, finish }
}

describe('tile cache', () => {
  test('loads the most wanted first and only so many at once; spare ones when nothing seen is missing', async () => {
    const { cache, started, finish } = setup()
    cache.want(columns(1, 2, 3), columns(9))
    expect(started).toEqual([1, 2])
    await finish(1)
    expect(started).toEqual([1, 2, 3])
    await finish(2, 3)
    expect(started).toEqual([1, 2, 3, 9])
    expect(cache.get(tile(3))).toBe(3)
  })

  test('cancels what scrolled away, drops what waited, and shows a late answer to nobody', async () => {
    const { cache, loads, started, disposed, finish } = setup()
    cache.want(columns(1, 2, 3), [])
    cache.want(columns(2, 4), [])
    expect(loads.get(1)?.signal.aborted).toBe(true)
    expect(loads.get(2)?.signal.aborted).toBe(false)
    expect(started).toEqual([1, 2, 4])
    await finish(1, 2, 4)
    expect(cache.state(tile(1))).toBe('queued')
    expect(cache.state(tile(4))).toBe('ready')
    expect(disposed).toEqual([])
  })

  test('keeps to its bytes: what was used longest ago goes, what is seen stays', async () => {
    const { cache, disposed, finish } = setup({ budget: 300, parallel: 9 })
    cache.want(columns(1, 2, 3), [])
    await finish(1, 2, 3)
    cache.get(tile(1))
    cache.want(columns(4), [])
    await finish(4)
    expect(disposed).toEqual([2])
    cache.want(columns(1, 3, 4, 5, 6), [])
    await finish(5, 6)
    expect(disposed).toEqual([2])
    expect(cache.bytes).toBe(500)
    cache.want(columns(6), [])
    expect(cache.bytes).toBe(300)
    cache.clear()
    expect(disposed.toSorted()).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('tries a broken tile again, then says what was wrong, and forgives when asked', async () => {
    const { cache, loads, started, onchange } = setup({ retryAfter: (tries) => (tries < 3 ? 10 : undefined) })
    onchange.mockImplementation(() => cache.want(columns(7), []))
    cache.want(columns(7), [])
    for (const attempt of [1, 2, 3]) {
      await vi.waitFor(() => expect(started).toHaveLength(attempt))
      loads.get(7)?.reject(new Error('Tile 7 is broken.'))
    }
    await vi.waitFor(() => expect(cache.problems()).toEqual(['Tile 7 is broken.']))
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(started).toHaveLength(3)
    cache.forgive()
    expect(started).toHaveLength(4)
    cache.clear()
  })

  test('shows what may have changed until it was loaded anew, after everything that is missing', async () => {
    const { cache, started, disposed, finish, loads } = setup()
    cache.want(columns(1), [])
    await finish(1)
    cache.refresh()
    cache.want(columns(1, 2), [])
    expect(started).toEqual([1, 2, 1])
    expect(cache.get(tile(1))).toBe(1)
    expect(cache.state(tile(1))).toBe('ready')
    await finish(1, 2)
    expect([cache.get(tile(1)), disposed, cache.bytes]).toEqual([1, [1], 200])
    // Given up half-way, what was there stays.
    cache.refresh()
    cache.want(columns(1), [])
    cache.want(columns(3), [])
    expect(loads.get(1)?.signal.aborted).toBe(true)
    expect(cache.get(tile(1))).toBe(1)
  })

  test('loads anew what was on its way when it changed: a part of a tile would stay for a whole one', async () => {
    const { cache, started, finish } = setup()
    cache.want(columns(1), [])
    cache.refresh()
    await finish(1)
    expect(cache.get(tile(1))).toBe(1)
    cache.want(columns(1), [])
    expect(started).toEqual([1, 1])
    await finish(1)
    cache.want(columns(1), [])
    expect(started).toEqual([1, 1])
  })

  test('asks again and again for a tile that is still being made, and complains to nobody', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const { cache, started, loads, onchange } = setup()
    onchange.mockImplementation(() => cache.want(columns(1), []))
    cache.want(columns(1), [])
    for (let n = 1; n <= 6; n++) {
      expect(started).toHaveLength(n)
      loads.get(1)?.reject(new AppError('tile-pending', 'wait'))
      await vi.advanceTimersByTimeAsync(800)
    }
    expect(cache.problems()).toEqual([])
    vi.useRealTimers()
  })
})
