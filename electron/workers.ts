import { type MessagePortMain, utilityProcess, type UtilityProcess } from 'electron'
import { fileURLToPath } from 'node:url'
import { AppError } from '../src/base/errors'
import { type CallContext, type JobMap, type JobRunner, RemoteRunner } from '../src/ipc/wire'

/**
 * A utility process that is started when first needed and again after it died. Open calls of a dead process are
 * rejected with one sentence; nothing else of the app notices.
 */
export class Worker<J extends JobMap> implements JobRunner<J> {
  private child: UtilityProcess | undefined
  private runner: RemoteRunner<J> | undefined
  private closing = false

  constructor(
    private readonly name: string,
    private readonly script: string,
    private readonly hooks: { readonly died?: (sentence: string) => void } = {},
  ) {}

  get pid(): number | undefined {
    return this.child?.pid
  }

  run<N extends keyof J & string>(name: N, input: J[N]['in'], context: CallContext): Promise<J[N]['out']> {
    return this.start().run(name, input, context)
  }

  /** Starts the process before anybody waits for it. */
  prepare(): void {
    if (!this.closing) this.start()
  }

  /** Hands over a message port; starts the process if it does not run. */
  sendPort(type: string, port: MessagePortMain): void {
    this.start()
    this.child?.postMessage({ type }, [port])
  }

  /** Ends the process for good. */
  close(): void {
    this.closing = true
    this.child?.kill()
  }

  private start(): RemoteRunner<J> {
    if (this.runner) return this.runner
    const child = utilityProcess.fork(fileURLToPath(new URL(this.script, import.meta.url)), [], {
      serviceName: `windhover-${this.name}`,
      env: workerEnvironment(),
      // sharp warns of the clash that ownGlib mends.
      execArgv: ['--disable-warning=SharpElectronLinux', '--disable-warning=ExperimentalWarning'],
    })
    const runner = new RemoteRunner<J>({
      send: (message) => child.postMessage(message),
      onMessage: (listener) => child.on('message', listener),
    })
    child.once('exit', (code) => this.ended(runner, code))
    this.child = child
    this.runner = runner
    return runner
  }

  private ended(runner: RemoteRunner<J>, code: number): void {
    this.child = undefined
    this.runner = undefined
    if (this.closing) return
    const sentence = `The ${this.name} process ended unexpectedly (code ${code}); what it was doing has stopped, and it starts again when it is needed.`
    runner.fail(new AppError('worker-died', sentence))
    this.hooks.died?.(sentence)
  }
}

/** TensorFlow asks for blocks that Chromium's allocator answers by crashing; the cap turns that into an error (DESIGN 8). */
function workerEnvironment(): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return {
    ...Object.fromEntries(inherited),
    TF_MKL_ALLOC_MAX_BYTES: '2000000000',
    TF_CPP_MIN_LOG_LEVEL: '2',
    UV_THREADPOOL_SIZE: '8',
    MALLOC_ARENA_MAX: '2',
  }
}
