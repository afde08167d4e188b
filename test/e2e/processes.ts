import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A process of the app as Linux's kernel tells of it (/proc). */
export interface Confined {
  /** What it is for: `main`, Chromium's --type, or of a utility process its service. */
  readonly role: string
  readonly pid: number
  /** It may ask the kernel for what its filter lets through, and for nothing else. */
  readonly filtered: boolean
  /** Nothing that it starts can get more rights than it has. */
  readonly noNewRights: boolean
  /** Namespaces of its own: it sees no other process, and no network at all. */
  readonly ownProcesses: boolean
  readonly ownNetwork: boolean
}

interface Status {
  readonly [name: string]: string
}

function statusOf(pid: number): Status {
  const lines = readFileSync(`/proc/${pid}/status`, 'utf8').split('\n')
  return Object.fromEntries(lines.map((line) => line.split(/:\s*/, 2) as [string, string]))
}

/** A process and all that descend from it; one that ends meanwhile is left out. */
export function confinedProcesses(main: number): Confined[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each)))
    quietly(() => parents.set(Number(name), Number(statusOf(Number(name))['PPid'])))
  const own = [main]
  for (const pid of own)
    own.push(...[...parents].filter(([, parent]) => parent === pid).map(([child]) => child))
  const network = readlinkSync(`/proc/${main}/ns/net`)
  return own.flatMap((pid) => quietly(() => [confined(pid, network)]) ?? [])
}

function confined(pid: number, networkOfMain: string): Confined {
  const status = statusOf(pid)
  const ownProcesses = (status['NSpid'] ?? '').trim().split(/\s+/).length > 1
  // Only root may look into a process that hides; Chromium makes both namespaces at once.
  const network = quietly(() => readlinkSync(`/proc/${pid}/ns/net`))
  return {
    role: roleOf(readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')),
    pid,
    filtered: status['Seccomp'] === '2',
    noNewRights: status['NoNewPrivs'] === '1',
    ownProcesses,
    ownNetwork: network === undefined ? ownProcesses : network !== networkOfMain,
  }
}

function roleOf(command: string): string {
  const type = / --type=(\S+)/.exec(command)?.[1] ?? 'main'
  const service = / --utility-sub-type=(\S+)/.exec(command)?.[1]
  return (
    service ?? (type === 'zygote' && command.includes('--no-zygote-sandbox') ? 'zygote of the open' : type)
  )
}

function quietly<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
