import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import type { BlockStore } from './blockStore'

const [pack, unpack] = [promisify(deflateRaw), promisify(inflateRaw)]

/** For a search of which nothing is to be kept. */
export class MemoryBlocks implements BlockStore {
  private readonly blocks = new Map<number, Uint8Array>()

  present(): Promise<ReadonlySet<number>> {
    return Promise.resolve(new Set(this.blocks.keys()))
  }

  names(): ReadonlySet<number> {
    return new Set(this.blocks.keys())
  }

  async read(number: number): Promise<Uint8Array | undefined> {
    const packed = this.blocks.get(number)
    return packed && unpack(packed)
  }

  async write(number: number, bytes: Uint8Array): Promise<void> {
    this.blocks.set(number, await pack(bytes, { level: 1 }))
  }

  clear(): Promise<void> {
    this.blocks.clear()
    return Promise.resolve()
  }
}
