import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { Watchdog } from '../../../src/ipc/watchdog'
import { RemoteRunner } from '../../../src/base/wire'
import { compileChild, scratch } from '../shared/project.fixture'

const at = scratch()
let script = ''
beforeAll(async () => {
  script = await compileChild('watchdog.child.ts', at('watchdog.mjs'))
})

const ends: (() => void)[] = []
afterEach(() => ends.splice(0).forEach((end) => end()))

/** A worker and its watchdog, which looks every 200 ms. */
function watched() {
  const child: ChildProcess = spawn(process.execPath, [script], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  const said: string[] = []
  const runner: RemoteRunner<{ block: { in: number; out: null } }> = new RemoteRunner(
    {
      send: (message) => child.connected && child.send(message as object),
      onMessage: (listener) => child.on('message', listener),
    },
    () => watchdog.heard(),
  )
  const watchdog = new Watchdog({
    ping: () => runner.ping(),
    cpuSeconds: () => secondsOf(child.pid),
    onstuck: () => said.push('stuck'),
    onalive: () => said.push('alive'),
  })
  const looks = setInterval(() => watchdog.look(), 200)
  ends.push(() => {
    clearInterval(looks)
    child.kill('SIGKILL')
  })
  return { child, runner, said }
}

function secondsOf(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

const quiet = { signal: new AbortController().signal, progress: () => {}, warn: () => {} }
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe.runIf(process.platform === 'linux')('the watchdog of a process', () => {
  it('says nothing of one that works for long without a word, nor of one that has nothing to do', async () => {
    const { runner, said } = watched()
    await runner.run('block', 1, quiet)
    expect(await runner.run('block', 3000, quiet)).toBeNull()
    await pause(2000)
    expect(said).toEqual([])
  }, 30_000)

  it('says that one that was stopped does not answer, with and without a call, and that it does again', async () => {
    const { child, runner, said } = watched()
    await runner.run('block', 1, quiet)
    child.kill('SIGSTOP')
    const waiting = runner.run('block', 1, quiet)
    await vi.waitFor(() => expect(said).toEqual(['stuck']), { timeout: 10_000 })
    child.kill('SIGCONT')
    expect(await waiting).toBeNull()
    await vi.waitFor(() => expect(said).toEqual(['stuck', 'alive']), { timeout: 10_000 })
  }, 30_000)
})
