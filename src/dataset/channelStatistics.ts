/** Mean and standard deviation of each channel of RGB pixels, exact however many there are: counted by value. */
export class ChannelStatistics {
  private readonly counts = new Float64Array(3 * 256)

  /** `pixels`: u8, interleaved RGB. */
  add(pixels: Uint8Array): void {
    const counts = this.counts
    for (let i = 0; i + 2 < pixels.length; i += 3) {
      counts[pixels[i] as number]!++
      counts[256 + (pixels[i + 1] as number)]!++
      counts[512 + (pixels[i + 2] as number)]!++
    }
  }

  get mean(): number[] {
    return [0, 1, 2].map((channel) => this.moments(channel).mean)
  }

  get std(): number[] {
    return [0, 1, 2].map((channel) => this.moments(channel).std)
  }

  /** Without any pixel: 0 and 1, so that normalising by them changes nothing. */
  private moments(channel: number): { mean: number; std: number } {
    const counts = this.counts.subarray(channel * 256, (channel + 1) * 256)
    const n = counts.reduce((a, b) => a + b, 0)
    if (n === 0) return { mean: 0, std: 1 }
    const mean = counts.reduce((sum, count, value) => sum + count * value, 0) / n
    const variance = counts.reduce((sum, count, value) => sum + count * (value - mean) ** 2, 0) / n
    return { mean, std: Math.sqrt(variance) }
  }
}
