import type { Histogram } from '../../src/image/showing/display'
import type { ChannelSetting, DisplaySetting } from '../../src/records/image'

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

/** The chosen channels between the limits that leave out a thousandth at both ends. */
export function autoDisplay(
  draft: readonly ChannelDraft[],
  histograms: readonly Histogram[],
): DisplaySetting {
  const limits = (channel: number) => histograms.find((each) => each.channel === channel)
  return chosenDisplay(
    draft.map((each) => {
      const found = limits(each.channel)
      return found ? { ...each, min: found.low, max: found.high } : each
    }),
  )
}
