/** How many pictures a PNG's beginning announces (PNG, third edition, acTL); 1 where it does not move. */
export function pngFrames(start: Uint8Array): number {
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength)
  for (let at = 8; at + 12 <= start.length;) {
    const length = view.getUint32(at)
    const type = String.fromCharCode(...start.subarray(at + 4, at + 8))
    if (type === 'IDAT') return 1
    if (type === 'acTL') return Math.max(1, view.getUint32(at + 8))
    at += 12 + length
  }
  return 1
}
