import type { ChannelSetting, DisplaySetting } from '../../records/image'
import type { PixelKind } from '../pixels/picture'
import type { Pixels, Samples } from '../pixels/pixels'
import { says } from '../../messages/says/says'

/**
 * Counts of a channel's samples in bins of equal width: from 0 to the largest value of their depth, or, of floating point, from
 * the smallest value to the largest.
 */
export interface Histogram {
  readonly channel: number
  readonly name: string
  readonly from: number
  readonly to: number
  readonly counts: readonly number[]
  /** Where automatic limits lie. */
  readonly low: number
  readonly high: number
  /** The only value that there is. */
  readonly only?: number | undefined
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
    if (kind.bands && c < 3) return primaries[c] as string
    if (channels === 1) return '#ffffff'
    return (channels === 3 ? primaries : colors)[c % colors.length] as string
  }
  const shown = Math.min(channels, kind.bands ? 3 : shownAtFirst)
  const chosen = Array.from({ length: shown }, (_, channel) => {
    const limits = histograms.find((each) => each.channel === channel)
    const max = kind.bits === 8 ? 255 : (limits?.high ?? 65_535)
    return { channel, color: color(channel), min: kind.bits === 8 ? 0 : (limits?.low ?? 0), max }
  })
  if (shown !== 3 || kind.bits === 8) return { channels: chosen }
  const { min, max } = commonLimits(chosen, histograms)
  return { channels: chosen.map((c) => ({ ...c, min, max })) }
}

/** Three channels of one picture are colours: their limits must not differ, or white turns pink. */
function commonLimits(
  chosen: readonly ChannelSetting[],
  histograms: readonly Histogram[],
): { min: number; max: number } {
  const limits = chosen.map(({ channel, min, max }) => {
    const only = histograms.find((each) => each.channel === channel)?.only
    return only === undefined ? [min, max] : [only, only]
  })
  const [min, max] = [Math.min(...limits.map(([low]) => low!)), Math.max(...limits.map(([, high]) => high!))]
  return max > min ? { min, max } : (chosen[0] as ChannelSetting)
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
  if (data instanceof Float32Array) return renderReals(data, channels, setting, out)
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

/** What has no value is black. */
function renderReals(
  data: Float32Array,
  channels: number,
  setting: DisplaySetting,
  out: Uint8Array,
): Uint8Array {
  const shades = setting.channels.map(({ color, min, max }) => {
    const value = parseInt(color.slice(1), 16)
    const range = max > min ? max - min : 1
    return { min, range, color: [(value >> 16) & 255, (value >> 8) & 255, value & 255] as const }
  })
  const sum = new Float64Array(3)
  for (let i = 0, to = 0; i < data.length; i += channels, to += 3) {
    sum.fill(0)
    for (let c = 0; c < channels; c++) {
      const { min, range, color } = shades[c]!
      const share = Math.min(1, Math.max(0, (data[i + c]! - min) / range))
      if (Number.isNaN(share)) continue
      for (let k = 0; k < 3; k++) sum[k] = sum[k]! + Math.round(share * color[k]!)
    }
    for (let k = 0; k < 3; k++) out[to + k] = Math.min(255, sum[k]!)
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
  return Array.from({ length: channels }, (_, channel) => {
    const name = names[channel] ?? says.image.channelI(channel + 1)
    const found =
      data instanceof Float32Array
        ? histogramOfReals(data, channel, channels)
        : histogramOf(data, channel, channels)
    return { channel, name, ...found }
  })
}

type Counted = Omit<Histogram, 'channel' | 'name'>

function histogramOf(data: Uint8Array | Uint16Array, channel: number, channels: number): Counted {
  const bits = data instanceof Uint8Array ? 8 : 16
  const to = 2 ** bits - 1
  const fine = new Float64Array(2 ** bits)
  for (let i = channel; i < data.length; i += channels) fine[data[i]!]!++
  const counts = new Array<number>(histogramBins).fill(0)
  fine.forEach((count, value) => (counts[value >> (bits - 8)]! += count))
  const total = data.length / channels
  const low = quantile(fine, total * lowShare)
  const high = quantile(fine, total * highShare)
  // A picture of one value has no limits to find.
  return { from: 0, to, counts, ...(high <= low ? { low: 0, high: to, only: low } : { low, high }) }
}

/** Values that a histogram of floating point is made of. */
const maxReals = 1024 * 1024

function histogramOfReals(data: Float32Array, channel: number, channels: number): Counted {
  const step = Math.max(1, Math.ceil(data.length / channels / maxReals)) * channels
  const found = new Float32Array(Math.ceil(data.length / step))
  let count = 0
  for (let i = channel; i < data.length; i += step) if (Number.isFinite(data[i])) found[count++] = data[i]!
  const values = withoutFill(found.subarray(0, count).sort())
  const counts = new Array<number>(histogramBins).fill(0)
  if (values.length === 0) return { from: 0, to: 1, counts, low: 0, high: 1 }
  const at = (share: number) => values[Math.min(values.length - 1, Math.floor(values.length * share))]!
  const [from, last] = [values[0]!, values[values.length - 1]!]
  const to = last > from ? last : from + 1
  for (const value of values)
    counts[Math.min(histogramBins - 1, Math.floor(((value - from) / (to - from)) * histogramBins))]!++
  const [low, high] = [at(lowShare), at(highShare)]
  return { from, to, counts, ...(high <= low ? { low: from, high: to, only: low } : { low, high }) }
}

/**
 * Sorted values without one that stands for none although the file does not say so, as -9999 or -3.4e38: the smallest or largest
 * one, more than once there, and further from all others than these are from each other.
 */
function withoutFill(values: Float32Array): Float32Array {
  const first = values[0]!
  const last = values[values.length - 1]!
  let start = 0
  while (start < values.length && values[start] === first) start++
  let end = values.length
  while (end > 0 && values[end - 1] === last) end--
  const isFar = (gap: number, range: number, count: number) => count > 1 && range > 0 && gap > range
  const rest = values.length - start
  if (rest > 1 && isFar(values[start]! - first, last - values[start]!, start)) return values.subarray(start)
  if (end > 1 && isFar(last - values[end - 1]!, values[end - 1]! - first, values.length - end))
    return values.subarray(0, end)
  return values
}

function quantile(counts: Float64Array, wanted: number): number {
  let seen = 0
  for (let value = 0; value < counts.length; value++) {
    seen += counts[value]!
    if (seen > wanted) return value
  }
  return counts.length - 1
}
