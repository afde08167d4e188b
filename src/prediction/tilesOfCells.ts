/**
 * The tiles around `count` cells of a window from number `first` on, row by row: u8 [count, tile, tile, 3]. Each lies
 * around its cell of stride × stride pixels, moved inside the window where it would reach beyond; where the window is
 * smaller than a tile, its border is repeated.
 */
export function tilesOfCells(
  pixels: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  { tile, stride }: { readonly tile: number; readonly stride: number },
  first: number,
  count: number,
): Uint8Array {
  const columns = width / stride
  const tiles = new Uint8Array(count * tile * tile * 3)
  const startOf = (cell: number, length: number) =>
    Math.max(0, Math.min(length - tile, Math.round((cell + 0.5) * stride - tile / 2)))
  for (let i = 0; i < count; i++) {
    const left = startOf((first + i) % columns, width)
    const top = startOf(Math.floor((first + i) / columns), height)
    const wide = Math.min(tile, width - left)
    for (let y = 0; y < tile; y++) {
      const from = (Math.min(height - 1, top + y) * width + left) * 3
      const to = (i * tile + y) * tile * 3
      tiles.set(pixels.subarray(from, from + wide * 3), to)
      for (let x = wide; x < tile; x++) tiles.copyWithin(to + x * 3, to + (wide - 1) * 3, to + wide * 3)
    }
  }
  return tiles
}
