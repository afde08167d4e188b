/** What a segmentation says of each pixel. */
export interface PixelLabels {
  /** u8 a pixel: 0 background, number + 1 of a class */
  readonly labels: Uint8Array
  /** u8 a pixel: probability (255 = 1) of the likeliest class, background aside */
  readonly scores: Uint8Array
}

/**
 * Softmax over `channels` logits a pixel, background first. A pixel is background where that is likelier than all
 * classes together; elsewhere it is the likeliest class.
 */
export function labelPixels(logits: Float32Array, channels: number): PixelLabels {
  const count = logits.length / channels
  const labels = new Uint8Array(count)
  const scores = new Uint8Array(count)
  for (let i = 0, at = 0; i < count; i++, at += channels) {
    const ground = logits[at] as number
    let best = 1
    for (let c = 2; c < channels; c++)
      if ((logits[at + c] as number) > (logits[at + best] as number)) best = c
    const highest = logits[at + best] as number
    // Far from any object: exp() of it would not show in 8 bits.
    if (highest < ground - 12) continue
    let odds = 0
    for (let c = 1; c < channels; c++) odds += Math.exp((logits[at + c] as number) - ground)
    const share = odds === Infinity ? 1 : odds / (1 + odds)
    const own = channels === 2 || odds === Infinity ? 1 : Math.exp(highest - ground) / odds
    scores[i] = Math.round(255 * share * own)
    if (share >= 0.5) labels[i] = best
  }
  return { labels, scores }
}
