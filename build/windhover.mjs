// The command line in a checkout: sets up and compiles what is missing, then runs it with the same arguments.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { compile } from './compile.mjs'
import { runToEnd } from './runToEnd.mjs'
import { root } from './setup/cache.mjs'
import { findElectron } from './setup/electronPath.mjs'
import { fail, setUp } from './setup/index.mjs'

try {
  const [name] = process.argv.slice(2)
  // The command line needs no Electron; `doctor` tells whether there is one that works.
  await setUp({ quiet: true, parts: name === 'doctor' ? ['electron', 'tensorflow'] : ['tensorflow'] })
  await compile(['code'])
  // These are read when a process starts, so they cannot be set inside.
  const forElectron = { WINDHOVER_ELECTRON: findElectron()?.executable ?? '' }
  const env = {
    ...forElectron,
    TF_CPP_MIN_LOG_LEVEL: '2',
    UV_THREADPOOL_SIZE: '8',
    MALLOC_ARENA_MAX: '2',
    ...process.env,
  }
  const preload = new URL('endWithStarter.mjs', import.meta.url).href
  const args = [
    '--enable-source-maps',
    '--import',
    preload,
    join(root, 'out/cli.js'),
    ...process.argv.slice(2),
  ]
  process.exitCode = await runToEnd(spawn(process.execPath, args, { env, stdio: 'inherit' }))
} catch (error) {
  fail(error)
}
