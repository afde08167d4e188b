import { secondsLeft, type Progress } from '../base/job'
import { onOneLine, toWireError, type WireError } from '../base/errors'
import type { CallContext } from '../base/wire'
import { saidOf } from '../messages/says/said'
import { says } from '../messages/says/says'

/** Says what happens: one JSON object a line, or sentences and a progress line for people. */
export interface Reporter extends CallContext {
  say(line: string): void
  tell(event: object): void
  result(value: object): void
  error(error: unknown, verbose: boolean): void
}

/** Where a reporter writes: the process's own streams, or another's. */
export interface Streams {
  readonly stdout: Output
  /** Read by few commands. */
  readonly stdin?: AsyncIterable<Uint8Array | string> | undefined
  readonly stderr: Output & { readonly isTTY?: boolean | undefined }
}
interface Output {
  write(text: string): unknown
}

/** At most this often on a terminal; a log that nobody redraws gets a line every five seconds. */
const terminalInterval = 100
const logInterval = 5000

export function jsonReporter(signal: AbortSignal, write: (line: string) => void): Reporter {
  const print = (event: string, data: object) => write(JSON.stringify({ event, ...data }))
  let last = -Infinity
  return {
    signal,
    progress: (progress) => {
      const now = performance.now()
      if (now - last < 200 && progress.done < progress.total) return
      last = now
      print('progress', progress)
    },
    warn: (message) => print('warning', withSaid({ message })),
    report: (data) => print('train', data as object),
    say: () => {},
    tell: (event) => write(JSON.stringify(withSaid(event))),
    result: (value) => print('result', value),
    error: (error, verbose) => {
      const { code, message, detail } = toWireError(error)
      print('error', withSaid({ code, message, ...(verbose ? { detail } : {}) }))
    },
  }
}

/** With what its message was made of, where this process remembers. */
function withSaid(event: object): object {
  const { message } = event as { readonly message?: unknown }
  const says = typeof message === 'string' ? saidOf(message) : undefined
  return says ? { ...event, says } : event
}

export function humanReporter(signal: AbortSignal, { stderr, stdout }: Streams): Reporter {
  const started = performance.now()
  let shown = false
  // In a log, work that is over before the first interval needs no line.
  let last = stderr.isTTY ? -Infinity : started
  const clear = () => {
    if (shown) stderr.write('\r\x1b[2K')
    shown = false
  }
  return {
    signal,
    progress: (progress) => {
      const now = performance.now()
      if (now - last < (stderr.isTTY ? terminalInterval : logInterval)) return
      last = now
      const line = onOneLine(progressLine(progress, secondsLeft(started, now, progress.done, progress.total)))
      stderr.write(stderr.isTTY ? `\r\x1b[2K${line}` : `${line}\n`)
      shown = stderr.isTTY === true
    },
    warn: (message) => {
      clear()
      stderr.write(`${onOneLine(says.commandLine.note(message))}\n`)
    },
    report: () => {},
    say: (line) => {
      clear()
      stdout.write(`${onOneLine(line)}\n`)
    },
    tell: () => {},
    result: clear,
    error: (error, verbose) => {
      clear()
      const wire: WireError = toWireError(error)
      stderr.write(`${wire.message}\n`)
      if (verbose && wire.detail) stderr.write(`${wire.detail}\n`)
    },
  }
}

export function progressLine(progress: Progress, guess: number | undefined): string {
  const { done, total, note } = progress
  const share = total > 0 ? Math.min(1, done / total) : 0
  const bar = '█'.repeat(Math.round(share * 20)).padEnd(20, '░')
  const left = progress.secondsLeft ?? guess
  const { preparing, noted, left: withTime } = says.commandLine
  // Nothing is counted yet, nor is it known of how many.
  const count = total > 0 || done > 0 ? countOf(progress) : preparing
  const line = note ? noted(note, count) : count
  return `${bar} ${left === undefined ? line : withTime(line, roundedDuration(left))}`
}

function countOf({ done, total, unit: id }: Progress): string {
  const { units } = says.commandLine
  const unit = id in units ? units[id as keyof typeof units] : id
  return total > 0
    ? says.commandLine.doneOf(format(done), format(total), unit)
    : says.commandLine.done(format(done), unit)
}

function format(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1)
}

export function roundedDuration(seconds: number): string {
  if (seconds < 90) return says.commandLine.seconds(Math.ceil(seconds))
  if (seconds < 5400) return says.commandLine.minutes(Math.round(seconds / 60))
  return says.commandLine.hours((seconds / 3600).toFixed(1))
}
