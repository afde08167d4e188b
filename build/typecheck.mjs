// Type checks every part of the code, two at a time; exit code 1 on any error or warning.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { command } from './setup/command.mjs'
import { root } from './setup/cache.mjs'

const bin = (path) => join(root, 'node_modules', path)
const tsc = (project) => [bin('typescript/bin/tsc'), '-p', project, '--pretty', 'false']

const checks = [
  [
    'renderer/tsconfig.json',
    [
      bin('svelte-check/bin/svelte-check'),
      '--workspace',
      'renderer',
      '--tsconfig',
      './tsconfig.json',
      '--fail-on-warnings',
      '--output',
      'machine',
    ],
  ],
  ...['src/tsconfig.json', 'src/tsconfig.node.json', 'electron/tsconfig.json', 'test/tsconfig.json'].map(
    (project) => [project, tsc(project)],
  ),
].filter(([project]) => existsSync(join(root, project)))

async function worker() {
  for (let check = checks.shift(); check; check = checks.shift()) {
    const [project, args] = check
    const { ok, out, reason } = await command(process.execPath, args, { cwd: root, seconds: 300 })
    console.log(ok ? `${project}: good` : `${project}: failed\n${out.trim() || reason}`)
    if (!ok) process.exitCode = 1
  }
}

await Promise.all([worker(), worker()])
