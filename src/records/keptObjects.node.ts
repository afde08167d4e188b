import { deserialize, serialize } from 'node:v8'
import { ScratchFile } from '../files/scratchFile.node'
import { zOrder } from '../geometry/zOrder'
import type { KeptObjects, Piece } from './keptObjects'
import { joinedObjects, type PackedObjects, rectsOf, reordered, rowsOf } from './packedObjects'

/** The picture is cut into 16 × 16 cells, so that objects that are near in it are so in the project. */
const side = 16
/** Of objects that are in memory at a time, while they are read again. */
const groupBytes = 32 * 1024 * 1024

/** Writes objects that come in parts, sorted by where they are. */
export class ObjectKeeper {
  private readonly cells: Piece[][] = Array.from({ length: side * side }, () => [])
  private count = 0

  constructor(
    private readonly scratch: ScratchFile,
    private readonly size: { readonly width: number; readonly height: number },
  ) {}

  add(packed: PackedObjects): void {
    this.count += packed.count
    const members: number[][] = this.cells.map(() => [])
    const rects = rectsOf(packed)
    for (let row = 0; row < packed.count; row++) members[this.cellOf(rects, row * 4)]?.push(row)
    const sorted = reordered(packed, Uint32Array.from(members.flat()))
    let from = 0
    members.forEach(({ length }, cell) => {
      if (length === 0) return
      const bytes = serialize(rowsOf(sorted, from, (from += length)))
      this.cells[cell]?.push({ start: this.scratch.append(bytes), bytes: bytes.length })
    })
  }

  /** The file is whole, and stays. */
  end(): KeptObjects {
    this.scratch.close({ keep: true })
    return { count: this.count, file: this.scratch.path, cells: this.cells }
  }

  /** Cells along a Z-curve. */
  private cellOf(rects: Float64Array, at: number): number {
    const [x, y] = [rects[at] as number, rects[at + 1] as number]
    const [w, h] = [rects[at + 2] as number, rects[at + 3] as number]
    const along = (middle: number, length: number) =>
      Math.min(side - 1, Math.max(0, Math.floor((middle / length) * side)))
    const [column, row] = [along(x + w / 2, this.size.width), along(y + h / 2, this.size.height)]
    let cell = 0
    for (let bit = 0; bit < 4; bit++)
      cell |= (((column >> bit) & 1) << (2 * bit)) | (((row >> bit) & 1) << (2 * bit + 1))
    return cell
  }
}

/** The objects again, a few megabytes at a time; near ones follow each other. */
export function* blocksOf({ file, cells, classIds, image }: KeptObjects): Generator<PackedObjects, void> {
  const scratch = ScratchFile.open(file)
  try {
    for (const pieces of cells)
      for (const group of groupsOf(pieces)) {
        const parts = group.map(
          ({ start, bytes }) => deserialize(scratch.read(start, bytes)) as PackedObjects,
        )
        const near = nearTogether(joinedObjects(parts))
        const classes = classIds ? near.classes.map((number) => classIds[number] as number) : near.classes
        yield { ...near, classes, image: image ?? near.image }
      }
  } finally {
    scratch.close({ keep: true })
  }
}

/** Should all objects lie in one cell, that is read in several groups. */
function groupsOf(pieces: readonly Piece[]): Piece[][] {
  const groups: Piece[][] = []
  let bytes = groupBytes
  for (const piece of pieces) {
    if (bytes + piece.bytes > groupBytes) {
      groups.push([])
      bytes = 0
    }
    groups.at(-1)?.push(piece)
    bytes += piece.bytes
  }
  return groups
}

/** In an order in which near ones follow each other: blocks of them are then small on the picture. */
export function nearTogether(objects: PackedObjects): PackedObjects {
  const corners = rectsOf(objects)
  for (let at = 0; at < corners.length; at += 4) {
    corners[at + 2]! += corners[at] as number
    corners[at + 3]! += corners[at + 1] as number
  }
  return reordered(objects, zOrder(corners))
}
