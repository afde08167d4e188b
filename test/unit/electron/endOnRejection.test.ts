import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')

/** How a process ends that `warn`s of an unexpected error, as utility processes of Electron 37 and later do. */
async function exitCode(lines: string): Promise<number> {
  const made = await build({
    stdin: { contents: lines, resolveDir: join(root, 'electron'), loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    packages: 'external',
  })
  const code = made.outputFiles[0]?.text ?? ''
  const args = ['--unhandled-rejections=warn', '--input-type=module', '-e', code]
  return new Promise((done) =>
    execFile(process.execPath, args, (error) => done(error ? Number(error.code) : 0)),
  )
}

test('a worker ends at an error that nobody expected, in every Electron', async () => {
  const failing = `void Promise.reject(new Error('made'))\nsetTimeout(() => {}, 200)`
  expect(await exitCode(failing)).toBe(0)
  expect(
    await exitCode(`import { endOnRejection } from './endOnRejection'\nendOnRejection()\n${failing}`),
  ).toBe(1)
})
