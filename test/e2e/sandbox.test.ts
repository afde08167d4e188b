import { readFileSync } from 'node:fs'
import { expect, test } from './windhover'

// Of an installed app, which an ordinary person starts: `npm test -- --only installed`.

const field = (pid: number, name: string) =>
  new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]?.split(/\s+/)

test('the window is in a sandbox, and belongs to a person', async ({ app }) => {
  const processes = await app.electron.evaluate(({ app }) => app.getAppMetrics())
  const pidOf = (type: string) => processes.find((each) => each.type === type)?.pid ?? 0
  expect(field(pidOf('Browser'), 'Uid')?.[0]).toBe('1000')
  const window = pidOf('Tab')
  expect(field(window, 'Uid')?.[0]).toBe('1000')
  // 2: its system calls are filtered. Of another process namespace: it sees no process but its own.
  expect(field(window, 'Seccomp')).toEqual(['2'])
  expect(field(window, 'NSpid')?.length).toBeGreaterThan(field(pidOf('Browser'), 'NSpid')?.length ?? 0)
  expect(field(window, 'CapEff')).toEqual(['0000000000000000'])
})
