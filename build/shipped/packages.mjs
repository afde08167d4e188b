// Which packages of node_modules the app needs when it runs, read off the code: installing wants many more.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../setup/cache.mjs'

/** Code of a build tool that lies in what it made, under a name of the tool's own. */
const helpers = [
  [/^\0vite\//, 'node_modules/vite'],
  [/^\0rolldown\//, 'node_modules/rolldown'],
  [/^<runtime>$/, 'node_modules/esbuild'],
]

/**
 * @param {string[]} files paths of modules, as a bundler names them
 * @returns {string[]} the paths of their packages below the root ("node_modules/a/node_modules/b"), each once, sorted
 */
export function packagesOf(files) {
  const packages = files.map((file) => {
    const path = file.replaceAll('\\', '/')
    const nested = /^(?:.*?\/)??(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]
    return nested ?? helpers.find(([pattern]) => pattern.test(path))?.[1]
  })
  return [...new Set(packages.filter((each) => each !== undefined))].sort()
}

/**
 * The packages that Node loads for this code, however deep: what is imported, also late, and what that imports.
 * @param {string[]} entryPoints sources, below the root
 */
export async function reachedPackages(entryPoints) {
  const { build } = await import('esbuild')
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: 'out',
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    // A package for another system is missing here, and asked for in vain.
    logLevel: 'error',
    external: ['electron'],
    loader: { '.node': 'empty', '.wasm': 'empty' },
  })
  return [
    ...new Set([...packagesOf(Object.keys(metafile.inputs)), ...nativePackages(), ...requiredPackages]),
  ].sort()
}

/** Asked for by `createRequire`, which a bundler does not follow. */
const requiredPackages = ['node_modules/@cornerstonejs/codec-openjpeg', 'node_modules/lerc']

/** No import names them: sharp asks for its addon by the name of the system, and the system's linker loads libvips for it. */
function nativePackages() {
  const scope = join(root, 'node_modules/@img')
  const names = existsSync(scope) ? readdirSync(scope) : []
  return names.filter((name) => name.startsWith('sharp-')).map((name) => `node_modules/@img/${name}`)
}
