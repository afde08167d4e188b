import type { Pixels } from '../pixels/pixels'

/** Decoded tiles that were used last, up to a number of bytes. */
export class TileMemory {
  private readonly tiles = new Map<string, Promise<Pixels>>()
  private readonly sizes = new Map<string, number>()
  private held = 0

  constructor(private readonly budget: number) {}

  /** One decoding at a time for each tile; a failed one is not kept. */
  get(key: string, decode: () => Promise<Pixels>): Promise<Pixels> {
    const known = this.tiles.get(key)
    if (known) {
      this.tiles.delete(key)
      this.tiles.set(key, known)
      return known
    }
    const tile = decode()
    this.tiles.set(key, tile)
    tile.then(
      ({ data }) => this.keep(key, tile, data.byteLength),
      () => this.tiles.delete(key),
    )
    return tile
  }

  private keep(key: string, tile: Promise<Pixels>, bytes: number): void {
    if (this.tiles.get(key) !== tile) return
    this.sizes.set(key, bytes)
    this.held += bytes
    for (const oldest of this.tiles.keys()) {
      if (this.held <= this.budget) return
      this.tiles.delete(oldest)
      this.held -= this.sizes.get(oldest) ?? 0
      this.sizes.delete(oldest)
    }
  }
}
