// Runs a program with a time limit; never throws, the caller decides what a failure means.
import { spawn } from 'node:child_process'

/**
 * @param {string} program
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, seconds?: number, shell?: boolean, inherit?: boolean,
 *   stalled?: () => boolean}} [options] `stalled` is asked every second; true ends the program.
 * @returns {Promise<{ok: boolean, out: string, reason: string}>} `reason` is one line, empty when ok
 */
export function command(program, args, options = {}) {
  const { cwd, env = process.env, seconds = 60, shell = false, inherit = false, stalled } = options
  return new Promise((resolve) => {
    let out = ''
    let err = ''
    let ended = ''
    const stdio = inherit ? ['ignore', 2, 2] : ['ignore', 'pipe', 'pipe']
    // A group of its own, so that what the program itself started ends with it.
    const detached = process.platform !== 'win32'
    const child = spawn(program, args, { cwd, env, shell, stdio, detached, windowsHide: true })
    const end = (why) => {
      ended ||= why
      try {
        if (detached) process.kill(-child.pid, 'SIGKILL')
        else child.kill('SIGKILL')
      } catch {
        // It ended by itself in between.
      }
    }
    const onSignal = (signal) => {
      end(signal)
      process.exit(130)
    }
    const timer = setTimeout(() => end(`no end within ${seconds} s`), seconds * 1000)
    const watch = stalled && setInterval(() => stalled() && end('no progress'), 1000)
    process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
    child.stdout?.on('data', (data) => (out += data))
    child.stderr?.on('data', (data) => (err = (err + data).slice(-20000)))
    child.on('error', (error) =>
      finish(false, error.code === 'ENOENT' ? `${program} is not there` : error.message),
    )
    child.on('close', (code) => finish(code === 0 && !ended, ended || lastLine(err) || `exit code ${code}`))
    function finish(ok, reason) {
      clearTimeout(timer)
      clearInterval(watch)
      process.removeListener('SIGINT', onSignal).removeListener('SIGTERM', onSignal)
      resolve({ ok, out, reason: ok ? '' : reason })
    }
  })
}

/** The line of a program's complaints that says most: the first with "error" in it, else the last. */
function lastLine(text) {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !/^(npm )?(notice|warn)/i.test(line))
  const line = lines.find((each) => /error:|failed/i.test(each)) ?? lines.at(-1) ?? ''
  return line.replace(/\/\/[^/@\s]*@/g, '//').slice(0, 300)
}
