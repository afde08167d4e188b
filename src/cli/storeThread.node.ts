import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { AppError } from '../base/errors'
import { type CallContext, type JobRunner, RemoteRunner } from '../base/wire'
import type { Language } from '../messages/language'
import { says } from '../messages/says/says'
import { spokenHere } from '../messages/says/speak'
import { type StoreJobs, storeJobs } from '../project/store/storeJobs.node'
import { lookAfter, watchedBytes } from '../project/store/watchdog.node'
import { LocalRunner } from '../services/localRunner'

/** What the thread is given: where it tells its watchdog how long it works, and the language of its sentences. */
export interface StoreThreadInput {
  readonly told: SharedArrayBuffer
  readonly language: Language
}

/** The store for the command line: in a thread of its own, where the compiled one lies beside this module. */
export function storeRunner(): JobRunner<StoreJobs> {
  const script = new URL('./storeWorker.js', import.meta.url)
  return existsSync(fileURLToPath(script)) ? new StoreThread(script) : new LocalRunner(storeJobs())
}

/**
 * The store in a thread: a query that has no end is ended with it, and whoever asked gets an error like any other. The next
 * call starts it anew.
 */
export class StoreThread implements JobRunner<StoreJobs> {
  private runner: RemoteRunner<StoreJobs> | undefined

  constructor(private readonly script: URL) {}

  run<N extends keyof StoreJobs>(
    name: N,
    input: StoreJobs[N]['in'],
    context: CallContext,
  ): Promise<StoreJobs[N]['out']> {
    this.runner ??= this.start()
    return this.runner.run(name, input, context)
  }

  private start(): RemoteRunner<StoreJobs> {
    const told = new SharedArrayBuffer(watchedBytes)
    const workerData: StoreThreadInput = { told, language: spokenHere() }
    const thread = new Worker(this.script, { workerData })
    const runner = new RemoteRunner<StoreJobs>({
      send: (message) => thread.postMessage(message),
      onMessage: (listener) => thread.on('message', listener),
    })
    const end = lookAfter(told, () => void thread.terminate())
    let reason = ''
    thread.once('error', (error) => (reason = String(error)))
    thread.once('exit', () => {
      end()
      this.runner = undefined
      runner.fail(new AppError('worker-died', says.commandLine.threadEnded(reason)))
    })
    return runner
  }
}
