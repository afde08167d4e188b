/** Who computes. Listed in the order in which `auto` prefers them. */
export const engineIds = ['tensorflow', 'webgpu', 'wasm'] as const
export type EngineId = (typeof engineIds)[number]

/** What `doctor` says of one engine. */
export interface EngineReport {
  readonly id: EngineId
  readonly available: boolean
  /** "CPU, TensorFlow 2.15.1" or "NVIDIA H100, TensorFlow 2.15.1 with CUDA 12" */
  readonly device?: string | undefined
  /** Why it is not available and what mends it, in one sentence. */
  readonly reason?: string | undefined
}

/** A running engine. It is tfjs-core's global backend: one at a time in a process. */
export interface Engine {
  readonly id: EngineId
  readonly device: string
  /** Bytes that its tensors may take together, where that is known beforehand. */
  readonly memory?: number | undefined
}
