/** Milliseconds of processor time: what else the machine is doing does not count, unlike on a clock. */
export function cpuMs(work: () => void): number {
  const start = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}
