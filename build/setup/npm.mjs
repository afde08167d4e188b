// The packages of package-lock.json, without any install script.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readJson, root, writeJson } from './cache.mjs'
import { npm } from './packages.mjs'

const folder = join(root, 'node_modules')
const stampFile = join(folder, '.windhover.json')

const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
const isReady = () => readJson(stampFile)?.lock === lockHash()

/** Runs `npm ci` where node_modules is missing or package-lock.json has changed. */
export async function npmPackages({ report, exclusive }) {
  if (isReady()) return report.ready('Packages: ready.')
  await exclusive(async () => {
    if (isReady()) return
    report.say(
      `Packages: installing what package-lock.json names (npm ci)${existsSync(folder) ? '' : ', about a minute'} …`,
    )
    const { ok, reason } = await npm(
      ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
      {
        cwd: root,
        seconds: 1200,
      },
    )
    if (!ok) throw new Error(`npm ci failed: ${reason}. Mend that and start again.`)
    writeJson(stampFile, { lock: lockHash() })
    report.say('Packages: installed.')
  })
}
