import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { freeMemory } from '../../../src/engine/freeMemory.node'
import { askGpu } from '../../../src/engine/gpu.node'

let root: string
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'windhover-memory-'))))
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(root, { recursive: true })
})
const write = (path: string, text: string | number) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), `${text}\n`)
}
const gib = 2 ** 30

describe('practice 16: the memory that is there', () => {
  it('is what the system has left, or less where a control group says so', () => {
    expect(freeMemory()).toBeGreaterThan(1e8)
    expect(freeMemory()).toBeLessThan(Math.max(8 * freemem(), 1e12))
    write('proc/meminfo', 'MemTotal: 8388608 kB\nMemAvailable:    4194304 kB')
    expect(freeMemory(root)).toBe(4 * gib)
    write('proc/self/cgroup', '0::/job/step')
    write('sys/fs/cgroup/job/memory.max', 3 * gib)
    write('sys/fs/cgroup/job/memory.current', 2.5 * gib)
    write('sys/fs/cgroup/job/memory.stat', `anon 1\ninactive_file ${gib}\nactive_file ${gib / 2}\nfile 9`)
    write('sys/fs/cgroup/job/step/memory.max', 'max')
    write('sys/fs/cgroup/job/step/memory.current', gib)
    // The page cache gives way: 1 GiB is used of 3.
    expect(freeMemory(root)).toBe(2 * gib)
    write('proc/self/cgroup', '5:cpu:/\n4:memory:/old')
    write('sys/fs/cgroup/memory/memory.limit_in_bytes', gib)
    write('sys/fs/cgroup/memory/memory.usage_in_bytes', gib / 2)
    write(
      'sys/fs/cgroup/memory/memory.stat',
      `inactive_file 7\ntotal_inactive_file ${gib / 4}\nactive_file 7\ntotal_active_file 0`,
    )
    expect(freeMemory(root)).toBe(0.75 * gib)
  })

  it('is what the driver says is free on the card that is chosen, less what TensorFlow leaves', () => {
    vi.stubEnv('PATH', root)
    expect(askGpu()).toBeUndefined()
    const cards = '0, GPU-aa, NVIDIA A, 16000\n1, GPU-bb, NVIDIA B, 1536\n'
    writeFileSync(join(root, 'nvidia-smi'), `#!/bin/sh\nprintf '%s' '${cards}'`)
    chmodSync(join(root, 'nvidia-smi'), 0o755)
    vi.stubEnv('CUDA_VISIBLE_DEVICES', '0')
    expect(askGpu()).toEqual({ name: 'NVIDIA A', memory: (16000 - 1800) * 2 ** 20 })
    vi.stubEnv('CUDA_VISIBLE_DEVICES', 'GPU-bb,GPU-aa')
    expect(askGpu()).toEqual({ name: 'NVIDIA B', memory: (1536 - 225) * 2 ** 20 })
    vi.stubEnv('CUDA_VISIBLE_DEVICES', undefined)
    expect(askGpu()?.name).toBe('NVIDIA B')
    writeFileSync(join(root, 'nvidia-smi'), `#!/bin/sh\nprintf '%s' '0, GPU-cc, NVIDIA C, [N/A]'`)
    expect(askGpu()).toEqual({ name: 'NVIDIA C', memory: undefined })
  })
})
