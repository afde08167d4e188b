/**
 * Colours of four inks without a profile, 0 no ink: what lets the light of black through and not the ink's own, as Pillow's
 * `convert('RGB')` has it. `from` u8 [n, 4] cyan, magenta, yellow, black; `into` u8 [n, 3].
 */
export function cmykToRgb(from: Uint8Array, into: Uint8Array): void {
  for (let at = 0, to = 0; to < into.length; at += 4) {
    const light = 255 - from[at + 3]!
    for (let c = 0; c < 3; c++) {
      // Division by 255, rounded, in whole numbers.
      const ink = from[at + c]! * light + 128
      into[to++] = light - (((ink >> 8) + ink) >> 8)
    }
  }
}
