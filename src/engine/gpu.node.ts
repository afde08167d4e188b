import { execFileSync } from 'node:child_process'

export interface Gpu {
  readonly name: string
  /** Bytes that TensorFlow may take of it, where the driver says how many are free. */
  readonly memory?: number | undefined
}

/**
 * The NVIDIA card that TensorFlow would use, by what its driver says; of several the one with the least room, since the order
 * in which the library numbers them is not known. Ask before TensorFlow runs: it then takes whatever is free. Undefined
 * where there is no driver.
 */
export function askGpu(): Gpu | undefined {
  const visible = process.env['CUDA_VISIBLE_DEVICES']
  try {
    const query = ['--query-gpu=index,uuid,name,memory.free', '--format=csv,noheader,nounits']
    const rows = execFileSync('nvidia-smi', query, { timeout: 5000, stdio: ['ignore', 'pipe', 'ignore'] })
    const cards = rows
      .toString()
      .split('\n')
      .map((line) => line.split(',').map((cell) => cell.trim()))
      .filter((cells) => cells.length === 4)
    const [first] = (visible ?? '').split(',')
    const chosen = cards.filter(([index, uuid]) => first && (index === first || uuid?.startsWith(first)))
    const [least] = (chosen.length > 0 ? chosen : cards).sort((a, b) => Number(a[3]) - Number(b[3]))
    if (!least) return undefined
    const free = Number(least[3]) * 2 ** 20
    return { name: least[2] || 'NVIDIA GPU', memory: Number.isFinite(free) ? poolOf(free) : undefined }
  } catch {
    return undefined
  }
}

/**
 * What TensorFlow leaves to the system (MinSystemMemory in its gpu_device.cc): 225 MiB of a small card's memory, up to
 * 1800 MiB, by the card's generation, of a larger one's.
 */
function poolOf(free: number): number {
  const left = free < 2 ** 31 ? 225 : 1800
  return Math.max(free / 2, free - left * 2 ** 20)
}
