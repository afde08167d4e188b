import { isAscii } from 'node:buffer'
import { open as openFile } from 'node:fs/promises'
import type { LabelStream } from './format'
import { encodingOf } from './labelText'

/** Bytes of one piece of a file that is read in pieces. */
export const pieceSize = 1024 * 1024

/** Hands on the bytes as they are. All but plain letters are decoded nevertheless, so that a wrong encoding is refused. */
export function bytesInto(stream: LabelStream, decode: (piece: Buffer) => string): (piece: Buffer) => void {
  let [plain, begun] = [true, false]
  return (piece) => {
    plain &&= isAscii(piece)
    if (!plain) decode(piece)
    const marked = !begun && piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf
    begun = true
    stream.pushBytes?.(marked ? piece.subarray(3) : piece)
  }
}

/** The beginning and the end, by which a format is told. */
export async function ends(file: string, size: number): Promise<{ first: Uint8Array; all: string }> {
  const handle = await openFile(file, 'r')
  try {
    const part = async (position: number) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(pieceSize), 0, pieceSize, position)
      return buffer.subarray(0, bytesRead)
    }
    const [first, end] = [await part(0), await part(size - pieceSize)]
    const text = (bytes: Uint8Array) => new TextDecoder(encodingOf(first)).decode(bytes)
    return { first, all: `${text(first)}${text(end)}` }
  } finally {
    await handle.close()
  }
}
