import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { commands, maxOf } from '../../../src/ipc/contract'
import type { CommandIn, CommandName } from '../../../src/ipc/contract'
import { check, isWithin, receive, defaultSize } from '../../../src/ipc/receive'
import { TileServer } from '../../../src/services/tileServer.node'

/** A list whose items count how often something looks at them. */
function watched(first: unknown, count: number) {
  const looks = { last: 0 }
  const items: unknown[] = Array.from({ length: count }, () => ({}))
  items[0] = first
  Object.defineProperty(items, count - 1, { enumerable: true, get: () => (looks.last++, {}) })
  return { items, looks }
}

const box = (i: number) => ({
  table: 'objects',
  before: null,
  after: { id: i, image: 1, class: 1, shape: { kind: 'box', x: i, y: 1, w: 4, h: 4 }, origin: 'human' },
})
const held = (changes: unknown[]) => ({ token: 't', label: 'Boxes', total: changes.length, at: 0, changes })

describe('a message of the window', () => {
  it('is checked up to its first fault, and no further', () => {
    const { items, looks } = watched({ table: 'none' }, 1000)
    const { success, issues } = check(commands['document.hold'].in, held(items))
    expect([success, issues?.length, looks.last]).toEqual([false, 1, 0])
  })

  it('is not looked at where it is too large', () => {
    const { items, looks } = watched('a'.repeat(100), 5)
    let checked = 0
    const counting = v.pipe(
      v.unknown(),
      v.check(() => ++checked > 0),
    )
    expect(receive(counting, items, 50)).toBeUndefined()
    expect([checked, looks.last]).toEqual([0, 0])
    expect(receive(counting, ['a'], 50)).toEqual(['a'])
  })

  const endless: unknown[] = []
  endless.push(endless)
  let doubled: unknown = ['x'.repeat(1000)]
  for (let i = 0; i < 15; i++) doubled = [doubled, doubled]
  let deep: unknown = 1
  for (let i = 0; i < 100_000; i++) deep = { deep }
  const holes: unknown[] = []
  holes.length = 4_000_000_000
  it.each([
    ['a long text', 'x'.repeat(5_000_000)],
    ['a long key', { ['x'.repeat(5_000_000)]: 1 }],
    ['a list of holes', holes],
    ['one that holds itself', endless],
    ['a list held twice by lists held twice', doubled],
    ['one nested deeply', deep],
    ['many empty texts', Array.from({ length: 600_000 }, () => '')],
    ['many empty lists', Array.from({ length: 600_000 }, () => [])],
    ['a buffer', new Uint8Array(5_000_000)],
    ['a map', new Map([[1, 'x'.repeat(5_000_000)]])],
    ['a set', new Set(['x'.repeat(5_000_000)])],
  ])('%s is too large', (_, message) => {
    const started = performance.now()
    expect(isWithin(message, defaultSize)).toBe(false)
    // It ends once that is known: of what is endless, too.
    expect(performance.now() - started).toBeLessThan(2000)
  })

  it('may be as large as a person’s work is', () => {
    const corners = Array.from({ length: 8000 }, (_, i) => i)
    const shape = { kind: 'polygon', points: corners, rings: [corners] }
    const outline = { ...box(1), after: { ...box(1).after, shape } }
    const fits = (name: CommandName, message: unknown) => isWithin(message, maxOf(name))
    expect(fits('document.hold', held(Array.from({ length: 2000 }, () => outline)))).toBe(true)
    expect(fits('images.import', { paths: Array.from({ length: 100_000 }, () => '/'.repeat(200)) })).toBe(
      true,
    )
    expect(fits('text.save', { name: 'table.csv', text: 'x'.repeat(300_000_000) })).toBe(true)
    const settings: CommandIn<'settings.write'> = { json: 'x'.repeat(262_144) }
    expect(fits('settings.write', settings)).toBe(true)
    const images = Array.from({ length: 100_000 }, (_, i) => i)
    expect(fits('predict.start', { images })).toBe(true)
  })

  it('for tiles is held to the size of a request', async () => {
    const server = new TileServer()
    const replies: unknown[] = []
    let send = (_: unknown) => {}
    server.attach({ postMessage: (reply) => replies.push(reply), onMessage: (listener) => (send = listener) })
    const asked = { kind: 'heat', id: 1, image: 1, level: 0, column: 0, row: 0 }
    send({ ...asked, run: 'r'.repeat(5000) })
    send({ ...asked, id: 2, run: 'run-1' })
    await expect.poll(() => replies).toMatchObject([{ kind: 'error', id: 2 }])
  })
})
