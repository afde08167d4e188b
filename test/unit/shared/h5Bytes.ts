import { readFileSync } from 'node:fs'

/**
 * The bytes of an HDF5 file without the times at which its groups and datasets were made, and the checksums of those headers:
 * all else of two files that hold the same is the same. Object headers of version 2 (HDF5 File Format Specification, IV.A.1.b).
 */
export function h5WithoutTimes(path: string): Buffer {
  const bytes = readFileSync(path)
  for (let at = bytes.indexOf('OHDR'); at >= 0; at = bytes.indexOf('OHDR', at + 4)) {
    const flags = bytes[at + 5] as number
    if (bytes[at + 4] !== 2 || (flags & 0x20) === 0) continue
    bytes.fill(0, at + 6, at + 22)
    const sizeAt = at + 22 + (flags & 0x10 ? 4 : 0)
    const sizeBytes = 1 << (flags & 3)
    const end = sizeAt + sizeBytes + bytes.readUIntLE(sizeAt, Math.min(6, sizeBytes))
    bytes.fill(0, end, end + 4)
  }
  return bytes
}
