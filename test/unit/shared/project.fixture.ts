import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { afterAll } from 'vitest'

export * from './records.fixture'

/** A folder of this test file's own, gone when it ends. */
export function scratch(): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'windhover-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return (name) => join(folder, name)
}

/** Compiles a TypeScript file of the tests to one that plain Node runs; returns its path. */
export async function compileChild(source: string, out: string): Promise<string> {
  const sqlite = createRequire(import.meta.url).resolve('node-sqlite3-wasm')
  await build({
    entryPoints: [resolve(import.meta.dirname, source)],
    outfile: out,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    alias: { 'node-sqlite3-wasm': sqlite },
    external: [sqlite],
  })
  return out
}
