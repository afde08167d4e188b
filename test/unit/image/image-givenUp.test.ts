import { describe, expect, it } from 'vitest'
import { streamRows } from '../../../src/image/building/rowStream.node'
import { sharp } from '../../../src/image/reading/sharp.node'

const [width, height] = [3000, 2000]
const picture = () => sharp({ create: { width, height, channels: 3, background: '#204060' } })
const never = new AbortController().signal

describe('a picture that is given up half-way', { timeout: 20_000 }, () => {
  it('gives its thread back: the next one is read however many there were', async () => {
    for (let i = 0; i < 9; i++) {
      const refuse = () => Promise.reject(new Error('not this one'))
      await expect(streamRows(picture(), refuse, never)).rejects.toThrow('not this one')
    }
    const last = Buffer.alloc(3)
    await streamRows(
      picture(),
      async ({ read }) => {
        const row = Buffer.alloc(width * 3)
        for (let y = 0; y < height; y++) await read(row)
        row.copy(last, 0, row.length - 3)
      },
      never,
    )
    expect([...last]).toEqual([0x20, 0x40, 0x60])
  })
})
