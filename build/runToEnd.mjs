// A child that takes our place: it gets our signals, and its exit code becomes ours.
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'

/** Resolves with the exit code (128 + number for a signal) of a child process. */
export function runToEnd(child) {
  return new Promise((resolve, reject) => {
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    const pass = (signal) => {
      // A terminal sends Ctrl-C to the child by itself; twice would mean "at once".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    for (const signal of signals) process.on(signal, pass)
    const watch = watchStarter(() => child.kill('SIGTERM'))
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      for (const each of signals) process.removeListener(each, pass)
      clearInterval(watch)
      resolve(code ?? 128 + constants.signals[signal])
    })
  })
}

/** npm waits for what it runs; when it is gone, it was killed, and nobody is left to stop the work. */
function watchStarter(gone) {
  if (!process.env.npm_lifecycle_event) return undefined
  const starter = starterOf()
  const watch = setInterval(() => {
    if (starterOf() === starter) return
    // Once: a second signal would mean "at once", and the work may still be saving.
    clearInterval(watch)
    gone()
  }, 500)
  return watch.unref()
}

/** npm's process id, or its id and that of the shell between npm and us. */
function starterOf() {
  try {
    const [program] = readFileSync(`/proc/${process.ppid}/cmdline`, 'utf8').split('\0')
    if (!/(^|\/)(ba|da)?sh$/.test(program)) return `${process.ppid}`
    const [, parent] = readFileSync(`/proc/${process.ppid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return `${parent} ${process.ppid}`
  } catch {
    return `${process.ppid}`
  }
}
