import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { build } from 'esbuild'
import { importImage, preparePicture } from '../../../src/image/importImage.node'
import type { ImportedPicture } from '../../../src/image/imported'
import type { SourceImage } from '../../../src/image/pixelSource.node'
import { sharp } from '../../../src/image/reading/sharp.node'

/** A context for jobs in tests: never cancelled, and remembers the warnings. */
export function context(signal: AbortSignal = new AbortController().signal) {
  const warnings: string[] = []
  const progress: { done: number; total: number }[] = []
  return {
    signal,
    warnings,
    reports: progress,
    progress: (p: { done: number; total: number }) => void progress.push(p),
    warn: (sentence: string) => void warnings.push(sentence),
  }
}

/**
 * A smooth picture that tells where a pixel is: red grows to the right, green downwards, blue along both. JPEG keeps it within
 * a few steps, and its levels are the same picture.
 */
export function gradient(width: number, height: number): Uint8Array {
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) data.set(gradientAt(x, y, width, height), (y * width + x) * 3)
  return data
}

export function gradientAt(x: number, y: number, width: number, height: number): [number, number, number] {
  const [u, v] = [(x + 0.5) / width, (y + 0.5) / height]
  return [Math.round(40 + 180 * u), Math.round(40 + 180 * v), Math.round(40 + 90 * (u + v))]
}

export async function writePicture(
  path: string,
  data: Uint8Array,
  width: number,
  height: number,
): Promise<void> {
  await sharp(data, { raw: { width, height, channels: 3 } }).toFile(path)
}

/** Imports a picture as the services do. */
export async function imported(file: string, pyramid: string): Promise<SourceImage & ImportedPicture> {
  const image = { path: file, pyramid, ...(await importImage({ file, pyramid }, context())) }
  return image.unprepared ? { ...image, ...(await preparePicture(image, context())) } : image
}

/** Compiles the child that runs one data job; returns a function that runs it, under a limit if given, and its lines. */
export async function dataJobChild(
  out: string,
): Promise<(args: string[], limit?: string[]) => Promise<string[]>> {
  const require = createRequire(import.meta.url)
  await build({
    entryPoints: [resolve(import.meta.dirname, 'dataJobs.child.ts')],
    outfile: out,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    plugins: [
      {
        name: 'packages-of-this-checkout',
        setup: (b) =>
          b.onResolve({ filter: /^(sharp|h5wasm\/node)$/ }, ({ path }) => ({
            path: requireOrImport(path),
            external: true,
          })),
      },
    ],
  })
  function requireOrImport(name: string): string {
    return name === 'sharp' ? require.resolve(name) : new URL(import.meta.resolve(name)).pathname
  }
  return (args, limit = []) =>
    new Promise((done) => {
      const [command, ...rest] = [...limit, process.execPath, out, ...args]
      const child = spawn(command as string, rest, { stdio: ['ignore', 'pipe', 'pipe'] })
      let text = ''
      child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
      child.on('close', () => done(text.trim().split('\n')))
    })
}

/** Lets no file grow beyond so many KiB: fails a write just as a full disk does. */
export function fileLimit(kibibytes: number): string[] {
  return ['bash', '-c', `trap '' XFSZ; ulimit -f ${kibibytes}; exec "$@"`, 'limited']
}
