import type { RawOutput } from '../output'

/** Splits the detector's output (f32 [cells, classes + 4], see models/heatmap) into scores, sizes in pixels and offsets. */
export function readOutput(output: Float32Array, classes: number, stride: number): RawOutput {
  const channels = classes + 4
  const cells = output.length / channels
  const heat = new Float32Array(cells * classes)
  const size = new Float32Array(cells * 2)
  const offset = new Float32Array(cells * 2)
  for (let cell = 0; cell < cells; cell++) {
    const at = cell * channels
    for (let c = 0; c < classes; c++)
      heat[cell * classes + c] = 1 / (1 + Math.exp(-(output[at + c] as number)))
    for (let k = 0; k < 2; k++) {
      size[cell * 2 + k] = stride * Math.exp(Math.min(10, output[at + classes + k] as number))
      offset[cell * 2 + k] = Math.min(1, Math.max(0, output[at + classes + 2 + k] as number))
    }
  }
  return { kind: 'peaks', heat, size, offset }
}
