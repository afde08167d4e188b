import { describe, expect, test, vi } from 'vitest'
import { TilePort } from '../../../../renderer/bridge/tilePort'
import type { Port } from '../../../../renderer/bridge/tilePort'
import type { TileReply, TileRequest } from '../../../../src/ipc/tiles'

/** A real channel; the far end writes down what it is asked and answers when told. */
function line() {
  const { port1, port2 } = new MessageChannel()
  const asked: TileRequest[] = []
  port2.onmessage = (event: MessageEvent) => asked.push(event.data as TileRequest)
  const answer = (reply: TileReply) => port2.postMessage(reply)
  return { port: port1 as unknown as Port, asked, answer, close: () => port2.close() }
}
const question = (column: number) => ({ kind: 'image', image: 1, level: 0, column, row: 0 }) as const
const bytes = (id: number, value: number): TileReply => ({
  kind: 'bytes',
  id,
  type: 'u8',
  bytes: Uint8Array.of(value),
})

describe('tile port', () => {
  test('answers find their question in any order, and an error is a sentence', async () => {
    const { port, asked, answer, close } = line()
    const tiles = new TilePort()
    tiles.attach(port)
    const replies = [
      tiles.request(question(1)),
      tiles.request(question(2)),
      tiles.request(question(3)),
    ] as const
    await vi.waitFor(() => expect(asked).toHaveLength(3))
    const [a, b, c] = asked.map(({ id }) => id) as [number, number, number]
    answer(bytes(c, 33))
    answer({ kind: 'error', id: b, message: 'Tile 2 of field.tif cannot be read.' })
    answer(bytes(a, 11))
    await expect(replies[1]).rejects.toThrow('Tile 2 of field.tif cannot be read.')
    expect((await replies[0]).bytes).toEqual(Uint8Array.of(11))
    expect((await replies[2]).bytes).toEqual(Uint8Array.of(33))
    close()
  })

  test('a cancelled request is taken back at the other end', async () => {
    const { port, asked, close } = line()
    const tiles = new TilePort()
    tiles.attach(port)
    const abort = new AbortController()
    const reply = tiles.request(question(5), abort.signal)
    abort.abort()
    await expect(reply).rejects.toThrow()
    await vi.waitFor(() => expect(asked.map(({ kind }) => kind)).toEqual(['image', 'cancel']))
    expect(asked[1]?.id).toBe(asked[0]?.id)
    close()
  })

  test('what was open when the data process died is asked again of the next one', async () => {
    const tiles = new TilePort()
    const early = tiles.request(question(1))
    const first = line()
    tiles.attach(first.port)
    const late = tiles.request(question(2))
    await vi.waitFor(() => expect(first.asked).toHaveLength(2))
    const second = line()
    tiles.attach(second.port)
    await vi.waitFor(() => expect(second.asked).toEqual(first.asked))
    for (const { id } of second.asked) second.answer(bytes(id, id))
    expect(await Promise.all([early, late])).toHaveLength(2)
    first.close()
    second.close()
  })
})
