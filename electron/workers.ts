import { app, type MessagePortMain, utilityProcess, type UtilityProcess } from 'electron'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { AppError } from '../src/base/errors'
import { Watchdog } from '../src/ipc/watchdog'
import { type CallContext, type JobMap, type JobRunner, RemoteRunner } from '../src/base/wire'
import type { Language } from '../src/messages/language'
import { t } from '../src/messages/messages'

/** Milliseconds between two looks of the watchdog: a process that is stuck for four of them is said to be. */
const lookEvery = 2500
/** How long a process that is told to end may take. */
const endMs = 1000

interface Hooks {
  readonly died?: (sentence: string) => void
  /** It neither answers nor works: a sentence; null once it does again, or has ended. */
  readonly stuck?: (sentence: string | null) => void
}

/**
 * A utility process that is started when first needed and again after it died. Open calls of a dead process are
 * rejected with one sentence; nothing else of the app notices.
 */
export class Worker<J extends JobMap> implements JobRunner<J> {
  private child: UtilityProcess | undefined
  private runner: RemoteRunner<J> | undefined
  private closing = false
  private language: Language = 'en'

  constructor(
    readonly name: string,
    private readonly script: string,
    private readonly hooks: Hooks = {},
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

  /** What it says is in this language, whether it runs already or not. */
  speak(language: Language): void {
    // It knows from its start what it was told then: nothing is sent into a process that is only being made.
    if (language === this.language) return
    this.language = language
    this.child?.postMessage({ type: 'language', language })
  }

  /** Hands over a message port; starts the process if it does not run. */
  sendPort(type: string, port: MessagePortMain): void {
    this.start()
    this.child?.postMessage({ type }, [port])
  }

  /** Ends a process that is stuck, whatever it does; what it was asked for fails, and the next call starts it anew. */
  restart(): void {
    this.kill()
  }

  /** Ends the process for good; one that does not go when it is told to is killed. */
  async close(): Promise<void> {
    this.closing = true
    const { child } = this
    if (!child) return
    const ended = new Promise<void>((done) => child.once('exit', () => done()))
    child.kill()
    await Promise.race([ended, new Promise((done) => setTimeout(done, endMs))])
    this.kill()
  }

  private start(): RemoteRunner<J> {
    if (this.runner) return this.runner
    const child = utilityProcess.fork(fileURLToPath(new URL(this.script, import.meta.url)), [], {
      serviceName: `windhover-${this.name}`,
      env: { ...workerEnvironment(), WINDHOVER_LANGUAGE: this.language },
      // sharp warns of the clash that ownGlib mends.
      execArgv: ['--disable-warning=SharpElectronLinux', '--disable-warning=ExperimentalWarning'],
    })
    const runner = new RemoteRunner<J>(
      {
        send: (message) => child.postMessage(message),
        onMessage: (listener) => child.on('message', listener),
      },
      () => watchdog.heard(),
    )
    const watchdog = this.watch(runner, child)
    const looks = setInterval(() => watchdog.look(), lookEvery)
    child.once('exit', (code) => {
      clearInterval(looks)
      watchdog.heard()
      this.ended(runner, code)
    })
    this.child = child
    this.runner = runner
    return runner
  }

  private watch(runner: RemoteRunner<J>, child: UtilityProcess): Watchdog {
    return new Watchdog({
      ping: () => runner.ping(),
      cpuSeconds: () => processorSeconds(child.pid),
      onstuck: () => {
        if (this.closing) return
        this.hooks.stuck?.(t.host.theNameProcessDoesNot(this.name))
      },
      onalive: () => this.hooks.stuck?.(null),
    })
  }

  /** Not by `kill` of Electron's, which asks: a stopped process does not hear it. */
  private kill(): void {
    try {
      if (this.child?.pid) process.kill(this.child.pid, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }

  private ended(runner: RemoteRunner<J>, code: number): void {
    this.child = undefined
    this.runner = undefined
    const sentence = t.host.theNameProcessEndedUnexpectedly(this.name, code)
    runner.fail(new AppError('worker-died', sentence))
    if (!this.closing) this.hooks.died?.(sentence)
  }
}

/** Of a process and its threads, since it started; undefined where the system does not tell. */
function processorSeconds(pid: number | undefined): number | undefined {
  const metric = app.getAppMetrics().find((each) => each.pid === pid)
  if (metric?.cpu.cumulativeCPUUsage !== undefined) return metric.cpu.cumulativeCPUUsage
  if (process.platform !== 'linux' || pid === undefined) return undefined
  try {
    // The name in the second field may hold spaces; ticks of a hundredth second in user and system mode are 14 and 15.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return undefined
  }
}

/** Chromium's allocator ends the process that asks for a block of 2 GiB, as TensorFlow does; the cap makes an error of it. */
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
