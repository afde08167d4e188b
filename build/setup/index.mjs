// One idempotent set-up step: packages, system libraries, Electron, TensorFlow. Says which way each part took.
import { fileURLToPath } from 'node:url'
import { forgetFailures } from './cache.mjs'
import { electron } from './electron.mjs'
import { withLock } from './lock.mjs'
import { npmPackages } from './npm.mjs'
import { createReport } from './report.mjs'
import { systemLibraries } from './systemLibraries.mjs'
import { tensorflow } from './tensorflow.mjs'

const steps = { electron, tensorflow }

/**
 * @param {{quiet?: boolean, retry?: boolean, parts?: ('electron' | 'tensorflow' | 'tests')[]}} [options] `quiet` says
 *   nothing about parts that are ready; `retry` forgets what failed lately; `tests`: the programs that only they need
 */
export async function setUp({ quiet = false, retry = false, parts = ['electron', 'tensorflow'] } = {}) {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`Node ${process.versions.node} is too old: install Node 20.19 or later.`)
  }
  const report = createReport(quiet)
  if (retry) forgetFailures()
  const context = { report, retry, parts, exclusive: (work) => withLock(report, work) }
  await npmPackages(context)
  await systemLibraries(context)
  for (const part of parts) await steps[part]?.(context)
}

/** What a script does with an error: one sentence, exit code 1. */
export function fail(error) {
  process.stderr.write(`${process.env.WINDHOVER_VERBOSE ? error.stack : error.message}\n`)
  process.exit(1)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const flags = process.argv.slice(2)
  const unknown = flags.find((flag) => !['--quiet', '--retry'].includes(flag))
  if (unknown) fail(new Error(`"${unknown}" is not an option of the set-up: there are --quiet and --retry.`))
  await setUp({ quiet: flags.includes('--quiet'), retry: flags.includes('--retry') }).catch(fail)
}
