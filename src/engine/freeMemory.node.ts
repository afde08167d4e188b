import { readFileSync } from 'node:fs'
import { freemem } from 'node:os'
import { dirname, join } from 'node:path'

/**
 * Bytes of main memory that are there for the taking: what the system has left, and on Linux no more than the limits of the
 * process's control groups (a container, a batch job) leave. The page cache counts as free, since it gives way.
 * `root`: where /proc and /sys lie.
 */
export function freeMemory(root = '/'): number {
  const available = /^MemAvailable:\s+(\d+) kB$/m.exec(textOf(join(root, 'proc/meminfo')) ?? '')?.[1]
  if (available === undefined) return process.availableMemory?.() ?? freemem()
  return Math.max(0, Math.min(Number(available) * 1024, ...groupsOf(root).map((folder) => leftIn(folder))))
}

/** The folders of the process's control groups, each with those above it: of version 2, or of version 1's memory controller. */
function groupsOf(root: string): string[] {
  const lines = (textOf(join(root, 'proc/self/cgroup')) ?? '').split('\n')
  return lines.flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? []
    if (path === undefined || !['', 'memory'].includes(controllers as string)) return []
    const top = join(root, 'sys/fs/cgroup', controllers as string)
    const folders = [join(top, path)]
    while ((folders.at(-1) as string).length > top.length) folders.push(dirname(folders.at(-1) as string))
    return folders
  })
}

function leftIn(folder: string): number {
  const number = (name: string) => Number(textOf(join(folder, name)) ?? NaN)
  const [limit, used] = [
    [number('memory.max'), number('memory.limit_in_bytes')].find((n) => !Number.isNaN(n)),
    [number('memory.current'), number('memory.usage_in_bytes')].find((n) => !Number.isNaN(n)),
  ]
  if (limit === undefined || used === undefined) return Infinity
  // Version 1 says "total_" where groups below are counted, too, as they are in what is used.
  const stat = textOf(join(folder, 'memory.stat')) ?? ''
  const total = /^total_inactive_file /m.test(stat) ? 'total_' : ''
  const cached = [...stat.matchAll(new RegExp(`^${total}(?:in)?active_file (\\d+)$`, 'gm'))]
  return limit - Math.max(0, used - cached.reduce((sum, match) => sum + Number(match[1]), 0))
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
