import { build } from 'esbuild'
import { copyFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** Bundles NAME.bench.ts, so that Node can run it. Returns where; packages are found from there. Remove it when done. */
export async function bundle(name) {
  const outfile = join(root, `node_modules/.cache/windhover-test/${name}-${process.pid}.bench.mjs`)
  const entryPoints = [join(import.meta.dirname, `${name}.bench.ts`)]
  const common = { bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' }
  await build({ ...common, entryPoints, outfile })
  return outfile
}

/** The same for code that reads a file of weights from beside itself: that is copied there, too. */
export async function bundleBeside(name, ...files) {
  const outfile = await bundle(name)
  for (const file of files) copyFileSync(join(root, file), join(dirname(outfile), basename(file)))
  return outfile
}
