/** Softmax (one class), or sigmoid (several), of logits f32 [n, classes]. */
export function probabilities(logits: Float32Array, classes: number, several: boolean): Float32Array {
  if (several) return logits.map((value) => 1 / (1 + Math.exp(-value)))
  const result = new Float32Array(logits.length)
  for (let at = 0; at < logits.length; at += classes) {
    const row = logits.subarray(at, at + classes)
    const most = Math.max(...row)
    let sum = 0
    for (let c = 0; c < classes; c++) sum += result[at + c] = Math.exp((row[c] as number) - most)
    for (let c = 0; c < classes; c++) result[at + c] = (result[at + c] as number) / sum
  }
  return result
}
