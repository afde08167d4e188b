// Opens the app from a checkout: sets up and compiles what is missing, then runs Electron.
import { spawn } from 'node:child_process'
import { compile } from './compile.mjs'
import { runToEnd } from './runToEnd.mjs'
import { root } from './setup/cache.mjs'
import { electronPath } from './setup/electronPath.mjs'
import { fail, setUp } from './setup/index.mjs'

try {
  await setUp({ quiet: true })
  await compile()
  const { platform, env } = process
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) {
    throw new Error(
      'There is no display to open a window on: start this in a desktop session, or with "xvfb-run -a".',
    )
  }
  // Chromium refuses to run its sandbox as root.
  const flags = platform === 'linux' && process.getuid() === 0 ? ['--no-sandbox'] : []
  const { ELECTRON_RUN_AS_NODE: _, ...clean } = env
  const child = spawn(electronPath(), [...flags, root, ...process.argv.slice(2)], {
    env: clean,
    stdio: 'inherit',
  })
  process.exitCode = await runToEnd(child)
} catch (error) {
  fail(error)
}
