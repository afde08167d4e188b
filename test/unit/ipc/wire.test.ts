import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src/base/errors'
import { RemoteRunner, serve, type Transport } from '../../../src/base/wire'

type Jobs = {
  double: { in: { n: number }; out: number }
  wait: { in: null; out: string }
  fail: { in: string; out: null }
}

/** Two ends of a line in memory; messages are copied, as between processes. */
function line(): [Transport, Transport] {
  const listeners: ((message: unknown) => void)[][] = [[], []]
  const end = (mine: number, other: number): Transport => ({
    send: (message) => {
      const copy: unknown = structuredClone(message)
      queueMicrotask(() => listeners[other]?.forEach((listen) => listen(copy)))
    },
    onMessage: (listener) => void listeners[mine]?.push(listener),
  })
  return [end(0, 1), end(1, 0)]
}

function pair() {
  const [here, there] = line()
  serve<Jobs>(there, {
    double: async ({ n }, { progress, warn, report }) => {
      progress({ done: 1, total: 2, unit: 'halves' })
      warn('Only a test.')
      report({ seen: n })
      return 2 * n
    },
    wait: (_, { signal }) =>
      new Promise((_, reject) => {
        if (signal.aborted) reject(new AppError('cancelled', 'Cancelled.'))
        signal.addEventListener('abort', () => reject(new AppError('cancelled', 'Cancelled.')))
      }),
    fail: async (file) => {
      throw new AppError('file-missing', `${file} does not exist; check the path.`)
    },
  })
  return { runner: new RemoteRunner<Jobs>(here), here }
}

const quiet = { signal: new AbortController().signal, progress: () => {}, warn: () => {} }

describe('calls between processes', () => {
  it('carries progress, warnings, reports and the result', async () => {
    const heard: unknown[] = []
    const { runner } = pair()
    const context = {
      signal: new AbortController().signal,
      progress: (p: unknown) => heard.push(p),
      warn: (w: string) => heard.push(w),
      report: (r: unknown) => heard.push(r),
    }
    expect(await runner.run('double', { n: 21 }, context)).toBe(42)
    expect(heard).toEqual([{ done: 1, total: 2, unit: 'halves' }, 'Only a test.', { seen: 21 }])
  })

  it('keeps the code and the sentence of an error', async () => {
    const failing = pair().runner.run('fail', 'x.tif', quiet)
    await expect(failing).rejects.toMatchObject({
      code: 'file-missing',
      message: 'x.tif does not exist; check the path.',
    })
  })

  it('cancels a running call', async () => {
    const { runner } = pair()
    const controller = new AbortController()
    const waiting = runner.run('wait', null, { ...quiet, signal: controller.signal })
    controller.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
    expect(runner.busy).toBe(false)
  })

  it('ends every open call when the worker dies', async () => {
    const { runner } = pair()
    const waiting = runner.run('wait', null, quiet)
    runner.fail(new AppError('worker-died', 'The data process ended unexpectedly.'))
    await expect(waiting).rejects.toMatchObject({ code: 'worker-died' })
  })

  it('lives through messages that are none', async () => {
    const { runner, here } = pair()
    here.send('nonsense')
    here.send({ t: 'call', id: 'x' })
    expect(await runner.run('double', { n: 1 }, quiet)).toBe(2)
  })
})
