import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')

/** Runs test/fixtures/kerasNets.py with real Keras. */
export function keras(mode: 'write' | 'read', folder: string): void {
  withKeras('kerasNets.py', mode, folder)
}

/** Runs a script of test/fixtures with real Keras, which is installed the first time. */
export function withKeras(script: string, ...args: string[]): void {
  const setUp = execFileSync(process.execPath, [join(root, 'build/setup/testKeras.mjs')], {
    encoding: 'utf8',
  })
  const env = JSON.parse(setUp.trim().split('\n').at(-1) as string) as Record<string, string>
  execFileSync(env['WINDHOVER_PYTHON'] as string, [join(root, 'test/fixtures', script), ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}

export function floatsOf(file: string): Float32Array {
  return new Float32Array(new Uint8Array(readFileSync(file)).buffer)
}

/** The greatest difference of two arrays of one length. */
export function furthest(a: Float32Array, b: Float32Array): number {
  return a.reduce(
    (most, v, i) => Math.max(most, Math.abs(v - (b[i] as number))),
    a.length === b.length ? 0 : Infinity,
  )
}
