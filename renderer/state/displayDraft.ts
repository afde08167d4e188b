import type { Histogram } from '../../src/image/showing/display'
import type { ChannelSetting, DisplaySetting, StainName } from '../../src/records/image'

/** A channel with what is set for it, seen or not. */
export interface ChannelDraft extends ChannelSetting {
  readonly shown: boolean
}

const colors = ['#ff0000', '#00ff00', '#0000ff', '#ffff00', '#ff00ff', '#00ffff', '#ffffff']

/** All channels: those of the setting as it says, the others as they could be added. */
export function draftOf(
  display: DisplaySetting | undefined,
  histograms: readonly Histogram[],
): ChannelDraft[] {
  return histograms.map(({ channel, low, high }) => {
    const set = display?.channels.find((each) => each.channel === channel)
    if (set) return { ...set, shown: true }
    const color = colors[channel % colors.length] as string
    // Without a setting three channels are seen as they are.
    if (!display) return { channel, color, min: 0, max: 255, shown: true }
    return { channel, color, min: low, max: high, shown: false }
  })
}

/** What is recorded of a choice. */
export function chosenDisplay(draft: readonly ChannelDraft[]): DisplaySetting {
  return { channels: draft.filter(({ shown }) => shown).map(({ shown: _, ...setting }) => setting) }
}

/** One channel is changed; `together`: its limits are those of all, so that no colour gains on another. */
export function changedDraft(
  draft: readonly ChannelDraft[],
  channel: number,
  next: Partial<ChannelDraft>,
  together: boolean,
): ChannelDraft[] {
  const { min, max } = next
  const limits = { ...(min !== undefined && { min }), ...(max !== undefined && { max }) }
  return draft.map((each) =>
    each.channel === channel ? { ...each, ...next } : together ? { ...each, ...limits } : each,
  )
}

/** The chosen channels between the limits that leave out a thousandth at both ends, of each or of all `together`. */
export function autoDisplay(
  draft: readonly ChannelDraft[],
  histograms: readonly Histogram[],
  together: boolean,
): DisplaySetting {
  const found = histograms.filter(({ channel }) =>
    draft.some((each) => each.channel === channel && each.shown),
  )
  const all = {
    low: Math.min(...found.map(({ low }) => low)),
    high: Math.max(...found.map(({ high }) => high)),
  }
  const limits = (channel: number) =>
    together && found.length > 0 ? all : histograms.find((each) => each.channel === channel)
  return chosenDisplay(
    draft.map((each) => {
      const of = limits(each.channel)
      return of ? { ...each, min: of.low, max: of.high } : each
    }),
  )
}

const plain: DisplaySetting = {
  channels: ['#ff0000', '#00ff00', '#0000ff'].map((color, channel) => ({ channel, color, min: 0, max: 255 })),
}

/** A picture of colours by one stain alone, or by all again (null): the limits of its channels stay as they are. */
export function stainedDisplay(
  display: DisplaySetting | undefined,
  stain: StainName | null,
): DisplaySetting | null {
  const { channels } = display ?? plain
  if (stain) return { channels, stain }
  return JSON.stringify(channels) === JSON.stringify(plain.channels) ? null : { channels }
}
