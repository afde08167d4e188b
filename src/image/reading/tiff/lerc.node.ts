import { createRequire } from 'node:module'
import type * as Lerc from 'lerc'
import { says } from '../../../messages/says/says'
import { compressions } from './tiffTags'
import { unpack } from './unpack.node'

/**
 * Its module form has an ending that Electron 33 takes for CommonJS: asked for as that, it is the same everywhere. Only who has
 * such a picture needs it.
 */
const lerc = () => createRequire(import.meta.url)('lerc') as typeof Lerc

/** Additional compression of a LERC tile, by its number in LercParameters. */
const within: Readonly<Record<number, number>> = { 1: compressions.deflate, 2: compressions.zstd }

/** Whether a LERC tile with this additional compression can be decoded. */
export const knownLerc = (additional: number) => additional === 0 || additional in within

let loading: Promise<void> | undefined

/**
 * The samples of a LERC tile, interleaved, as floating point where it leaves some out: NaN. Throws an Error where it is
 * damaged, or of another size.
 */
export async function decodeLerc(
  bytes: Uint8Array,
  additional: number,
  { width, height, channels }: { width: number; height: number; channels: number },
): Promise<ArrayLike<number>> {
  const { decode, load } = lerc()
  await (loading ??= load())
  const compression = within[additional]
  // LERC writes a few bytes more than the samples take at the most.
  const most = width * height * channels * 9 + 65_536
  const blob = compression === undefined ? bytes : await unpack(compression, bytes, most)
  const found = decode(blob, { returnInterleaved: true })
  const planes = found.pixels
  const count = planes.length * found.depthCount
  if (found.width !== width || found.height !== height || count !== channels)
    throw new Error(says.tiff.aTileHasAnotherSize)
  const whole = planes.length === 1 ? (planes[0] as ArrayLike<number>) : woven(planes)
  return found.mask ? masked(whole, found.mask, channels) : whole
}

function woven(planes: readonly ArrayLike<number>[]): Float64Array {
  const length = planes[0]!.length
  const out = new Float64Array(length * planes.length)
  for (const [c, plane] of planes.entries())
    for (let i = 0, to = c; i < length; i++, to += planes.length) out[to] = plane[i]!
  return out
}

function masked(samples: ArrayLike<number>, mask: Uint8Array, channels: number): Float64Array {
  return Float64Array.from(samples, (value, i) => (mask[Math.floor(i / channels)] ? value : NaN))
}
