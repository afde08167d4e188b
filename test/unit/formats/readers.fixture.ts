import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')
let environment: NodeJS.ProcessEnv | undefined

/** What test/fixtures/labelReaders.py tells; its packages are installed the first time. */
export function readers<T>(kind: string, ...args: string[]): T {
  if (!environment) {
    const setUp = join(root, 'build/setup/testReaders.mjs')
    const said = execFileSync(process.execPath, [setUp], { encoding: 'utf8' })
    const env = JSON.parse(said.trim().split('\n').at(-1) as string) as NodeJS.ProcessEnv
    environment = { ...process.env, ...env }
  }
  const script = join(root, 'test/fixtures/labelReaders.py')
  const options = { encoding: 'utf8', env: environment, maxBuffer: 1 << 28 } as const
  const said = execFileSync(environment['WINDHOVER_PYTHON'] ?? 'python3', [script, kind, ...args], options)
  return JSON.parse(said.trim().split('\n').at(-1) as string) as T
}
