/** Pixels whose squares add up to less than 2^31. */
const block = 3 * 8192

/** Mean and standard deviation of each channel of RGB pixels: sums of whole numbers, exact up to 10^11 pixels. */
export class ChannelStatistics {
  private pixels = 0
  private readonly sums = [0, 0, 0]
  private readonly squares = [0, 0, 0]

  /** `pixels`: u8, interleaved RGB. */
  add(pixels: Uint8Array): void {
    const whole = pixels.length - (pixels.length % 3)
    this.pixels += whole / 3
    for (let from = 0; from < whole; from += block) this.addBlock(pixels, from, Math.min(whole, from + block))
  }

  private addBlock(pixels: Uint8Array, from: number, to: number): void {
    let [s0, s1, s2, q0, q1, q2] = [0, 0, 0, 0, 0, 0]
    for (let i = from; i < to; i += 3) {
      const [a, b, c] = [pixels[i]!, pixels[i + 1]!, pixels[i + 2]!]
      s0 = (s0 + a) | 0
      s1 = (s1 + b) | 0
      s2 = (s2 + c) | 0
      q0 = (q0 + Math.imul(a, a)) | 0
      q1 = (q1 + Math.imul(b, b)) | 0
      q2 = (q2 + Math.imul(c, c)) | 0
    }
    for (const [c, sum] of [s0, s1, s2].entries()) this.sums[c]! += sum
    for (const [c, sum] of [q0, q1, q2].entries()) this.squares[c]! += sum
  }

  /** Without any pixel: 0 and 1, so that normalising by them changes nothing. */
  get mean(): number[] {
    return this.sums.map((sum) => (this.pixels ? sum / this.pixels : 0))
  }

  get std(): number[] {
    const { mean, pixels } = this
    if (!pixels) return [1, 1, 1]
    return this.squares.map((sum, c) => Math.sqrt(Math.max(0, sum / pixels - mean[c]! ** 2)))
  }
}
