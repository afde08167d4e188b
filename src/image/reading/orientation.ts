/** What libvips finds in a picture's header. */
export interface TurnTold {
  readonly orientation?: number | undefined
  readonly comments?: readonly { readonly keyword: string; readonly text: string }[] | undefined
  readonly xmp?: Uint8Array | undefined
}

/**
 * How a picture is turned, 1 to 8: by its EXIF, by the EXIF that ImageMagick writes into a text of a PNG, or by its XMP, the
 * first that says so; 1 where none does.
 */
export function orientationOf(found: TurnTold): number {
  const said = found.orientation ?? ofComments(found.comments ?? []) ?? ofXmp(found.xmp)
  return said && said >= 1 && said <= 8 ? said : 1
}

function ofXmp(xmp: Uint8Array | undefined): number | undefined {
  if (!xmp) return undefined
  const text = new TextDecoder('latin1').decode(xmp)
  const digit = /tiff:Orientation(?:\s*=\s*["']|>)\s*([1-8])/.exec(text)?.[1]
  return digit ? Number(digit) : undefined
}

/** "Raw profile type exif": a name, a length, and the bytes in hexadecimal. */
function ofComments(comments: NonNullable<TurnTold['comments']>): number | undefined {
  const raw = comments.find(({ keyword }) => /^Raw profile type (exif|APP1)$/i.test(keyword))
  const hex = raw?.text.trim().split(/\s+/).slice(2).join('')
  if (!hex || !/^([0-9a-f]{2})+$/i.test(hex)) return undefined
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16))
  const named = String.fromCharCode(...bytes.subarray(0, 6)) === 'Exif\0\0'
  return ofExif(named ? bytes.subarray(6) : bytes)
}

/** The first directory of a TIFF's worth of tags (EXIF 2.3). */
function ofExif(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 14) return undefined
  const little = bytes[0] === 0x49
  const at = view.getUint32(4, little)
  if (at + 2 > bytes.length) return undefined
  for (
    let i = 0, entry = at + 2;
    i < view.getUint16(at, little) && entry + 12 <= bytes.length;
    i++, entry += 12
  )
    if (view.getUint16(entry, little) === 274) return view.getUint16(entry + 8, little)
  return undefined
}
