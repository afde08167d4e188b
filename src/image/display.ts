import type { PixelKind } from './picture'
import type { Pixels, Samples } from './pixels'

/** One channel as it is seen: black at `min` and below, its full colour at `max` and above. */
export interface ChannelSetting {
  readonly channel: number
  /** `#rrggbb` */
  readonly color: string
  readonly min: number
  readonly max: number
}

/** What of a picture is seen, and so what a dataset gets. The colours of the channels are added up. */
export interface DisplaySetting {
  readonly channels: readonly ChannelSetting[]
}

/** Counts of a channel's samples in bins of equal width from 0 to the largest value of its depth. */
export interface Histogram {
  readonly channel: number
  readonly name: string
  readonly counts: readonly number[]
  /** Where automatic limits lie. */
  readonly low: number
  readonly high: number
}

/** Colours that channels get in turn, as fluorescence viewers have them. */
const colors = ['#00ff00', '#ff00ff', '#00ffff', '#ffff00', '#ff0000', '#0000ff', '#ffffff']
const primaries = ['#ff0000', '#00ff00', '#0000ff']
/** More at once are only mud. */
const shownAtFirst = 4
/** Shares of the samples that automatic limits leave out at both ends. */
const [lowShare, highShare] = [0.001, 0.999]
export const histogramBins = 256

/** How a picture is seen at first; undefined where its samples are colours already. */
export function firstDisplay(
  kind: PixelKind,
  given: readonly (string | undefined)[],
  histograms: readonly Histogram[],
): DisplaySetting | undefined {
  if (kind.rgb) return undefined
  const { channels } = kind
  const color = (c: number) => {
    if (given[c]) return given[c]
    if (channels === 1) return '#ffffff'
    return (channels === 3 ? primaries : colors)[c % colors.length] as string
  }
  const chosen = Array.from({ length: Math.min(channels, shownAtFirst) }, (_, channel) => {
    const limits = histograms.find((each) => each.channel === channel)
    const max = kind.bits === 8 ? 255 : (limits?.high ?? 65_535)
    return { channel, color: color(channel), min: kind.bits === 8 ? 0 : (limits?.low ?? 0), max }
  })
  // Three channels of one picture are colours: their limits must not differ, or white turns pink.
  const [low, high] = [Math.min(...chosen.map((c) => c.min)), Math.max(...chosen.map((c) => c.max))]
  return { channels: channels === 3 ? chosen.map((c) => ({ ...c, min: low, max: high })) : chosen }
}

/** The setting that shows colours as they are: for 8-bit RGB, from which a person starts. */
export function plainDisplay(kind: PixelKind): DisplaySetting {
  return {
    channels: primaries.map((color, channel) => ({ channel, color, min: 0, max: 2 ** kind.bits - 1 })),
  }
}

/** Renders chosen channels (in the order of the setting) to RGB. */
export function render(pixels: Pixels, setting: DisplaySetting): Uint8Array {
  const { width, height, channels, data } = pixels
  const out = new Uint8Array(width * height * 3)
  const tables = setting.channels.map((channel) => lookup(channel, data))
  if (tables.length === 1) {
    const [r, g, b] = tables[0] as Tables
    for (let i = 0, to = 0; i < data.length; i++, to += 3) {
      const value = data[i]!
      out[to] = r[value]!
      out[to + 1] = g[value]!
      out[to + 2] = b[value]!
    }
    return out
  }
  for (let i = 0, to = 0; i < data.length; i += channels, to += 3) {
    let [r, g, b] = [0, 0, 0]
    for (let c = 0; c < channels; c++) {
      const table = tables[c]!
      const value = data[i + c]!
      r += table[0][value]!
      g += table[1][value]!
      b += table[2][value]!
    }
    out[to] = r > 255 ? 255 : r
    out[to + 1] = g > 255 ? 255 : g
    out[to + 2] = b > 255 ? 255 : b
  }
  return out
}

type Tables = readonly [Uint8Array, Uint8Array, Uint8Array]
const tablesKept = 16
const kept = new Map<string, Tables>()

function lookup({ color, min, max }: ChannelSetting, data: Samples): Tables {
  const size = data instanceof Uint8Array ? 256 : 65_536
  const key = `${size} ${color} ${min} ${max}`
  const known = kept.get(key)
  if (known) return known
  const value = parseInt(color.slice(1), 16)
  const table = (shade: number) =>
    Uint8Array.from({ length: size }, (_, i) =>
      Math.round(Math.min(1, Math.max(0, (i - min) / Math.max(1, max - min))) * shade),
    )
  const tables = [table((value >> 16) & 255), table((value >> 8) & 255), table(value & 255)] as const
  kept.set(key, tables)
  const [oldest] = kept.keys()
  if (kept.size > tablesKept && oldest !== undefined) kept.delete(oldest)
  return tables
}

/** Histograms of all channels of some pixels, `names` by channel. */
export function histograms(pixels: Pixels, names: readonly string[]): Histogram[] {
  const { channels, data } = pixels
  const bits = data instanceof Uint8Array ? 8 : 16
  return Array.from({ length: channels }, (_, channel) => {
    const fine = new Float64Array(2 ** bits)
    for (let i = channel; i < data.length; i += channels) fine[data[i]!]!++
    const counts = new Array<number>(histogramBins).fill(0)
    fine.forEach((count, value) => (counts[value >> (bits - 8)]! += count))
    const total = data.length / channels
    const low = quantile(fine, total * lowShare)
    const high = quantile(fine, total * highShare)
    // A picture of one value has no limits to find.
    const flat = high <= low
    const limits = flat ? { low: 0, high: 2 ** bits - 1 } : { low, high }
    return { channel, name: names[channel] ?? `Channel ${channel + 1}`, counts, ...limits }
  })
}

function quantile(counts: Float64Array, wanted: number): number {
  let seen = 0
  for (let value = 0; value < counts.length; value++) {
    seen += counts[value]!
    if (seen > wanted) return value
  }
  return counts.length - 1
}
