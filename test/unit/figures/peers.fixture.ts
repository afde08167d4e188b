import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')
let environment: NodeJS.ProcessEnv | undefined

/** What a script in Python prints as JSON, with GDAL and Pillow, which are installed the first time. */
export function peers<T>(script: string, ...args: string[]): T {
  if (!environment) {
    const options = { encoding: 'utf8' } as const
    const out = execFileSync(process.execPath, [join(root, 'build/setup/testPeers.mjs')], options)
    environment = {
      ...process.env,
      ...(JSON.parse(out.trim().split('\n').at(-1) as string) as NodeJS.ProcessEnv),
    }
  }
  const options = { encoding: 'utf8', env: environment, maxBuffer: 1 << 28 } as const
  return JSON.parse(
    execFileSync(environment['WINDHOVER_PYTHON'] ?? 'python3', ['-c', script, ...args], options),
  ) as T
}
