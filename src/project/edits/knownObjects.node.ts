import type { KeptObjects } from '../../records/keptObjects'
import { blocksOf } from '../../records/keptObjects.node'
import { type PackedObjects, reordered } from '../../records/packedObjects'

export type BulkObjects = PackedObjects | KeptObjects

/** The objects that their image does not have yet: `stored` gives those that it has. The same class and shape is the same object. */
export function* newBlocks(
  given: readonly BulkObjects[],
  stored: (image: number) => Iterable<PackedObjects>,
): Generator<PackedObjects, void> {
  for (const objects of given) {
    let known: KnownObjects | undefined
    for (const block of 'file' in objects ? blocksOf(objects) : [objects]) {
      known ??= new KnownObjects(stored(block.image))
      const fresh = known.newIn(block)
      if (fresh.count > 0) yield fresh
    }
  }
}

class KnownObjects {
  private readonly keys = new Set<string>()

  constructor(blocks: Iterable<PackedObjects>) {
    for (const block of blocks) for (let row = 0; row < block.count; row++) this.keys.add(keyOf(block, row))
  }

  newIn(block: PackedObjects): PackedObjects {
    if (this.keys.size === 0) return block
    const rows: number[] = []
    for (let row = 0; row < block.count; row++) if (!this.keys.has(keyOf(block, row))) rows.push(row)
    if (rows.length === block.count) return block
    const kept = new Set(rows)
    const extra = block.extra.filter(([row]) => kept.has(row))
    return { ...reordered({ ...block, extra }, Uint32Array.from(rows)), count: rows.length }
  }
}

function keyOf({ classes, shapes, offsets }: PackedObjects, row: number): string {
  const [start, end] = [offsets[row] as number, offsets[row + 1] as number]
  const bytes = Buffer.from(shapes.buffer, shapes.byteOffset + start, end - start)
  return `${classes[row]} ${bytes.toString('latin1')}`
}
