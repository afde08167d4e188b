/** What an OME-XML header says about the pages of its TIFF (OME model 2016-06, "Pixels"). */
export interface OmePixels {
  readonly sizeC: number
  /** Page number of channel c at the first section and time. */
  page(channel: number): number
  readonly names: readonly string[]
  readonly colors: readonly (string | undefined)[]
}

/** Undefined where the text is no OME-XML. */
export function readOme(text: string): OmePixels | undefined {
  const pixels = /<(?:\w+:)?Pixels\b([^>]*)>/.exec(text)?.[1]
  if (!pixels || !/<(?:\w+:)?OME\b/.test(text)) return undefined
  const attribute = (from: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(from)?.[1]
  const size = (name: string) => Math.max(1, Math.min(65_536, Number(attribute(pixels, name)) || 1))
  const [sizeC, sizeZ, sizeT] = [size('SizeC'), size('SizeZ'), size('SizeT')]
  const order = attribute(pixels, 'DimensionOrder') ?? 'XYCZT'
  let step = 1
  for (const axis of order.slice(2)) {
    if (axis === 'C') break
    step *= axis === 'Z' ? sizeZ : sizeT
  }
  const channels = [...text.matchAll(/<(?:\w+:)?Channel\b([^>]*)>/g)]
    .slice(0, sizeC)
    .map((found) => found[1] ?? '')
  return {
    sizeC,
    page: (channel) => channel * step,
    names: channels.map((each, i) => attribute(each, 'Name') ?? `Channel ${i + 1}`),
    colors: channels.map((each) => omeColor(attribute(each, 'Color'))),
  }
}

/** A signed 32-bit number: red, green, blue, opacity from the highest byte down. White is the default, and says nothing. */
function omeColor(text: string | undefined): string | undefined {
  const value = Number(text)
  if (text === undefined || !Number.isInteger(value) || value === -1) return undefined
  return `#${(value >>> 8).toString(16).padStart(6, '0')}`
}
