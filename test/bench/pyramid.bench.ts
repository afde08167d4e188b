// One turn of pyramid.bench.mjs, in a process of its own: builds a pyramid of a flat picture and prints what it took.
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { importImage, preparePicture } from '../../src/image/importImage.node'
import { openImage, sharp } from '../../src/image/reading/sharp.node'

const [who, file, pyramid] = process.argv.slice(2) as ['ours' | 'libvips', string, string]
const context = { signal: new AbortController().signal, progress: () => {}, warn: () => {} }

const started = performance.now()
const before = process.cpuUsage()
if (who === 'libvips') {
  sharp.concurrency(availableParallelism())
  const { width, height } = await sharp(file, { limitInputPixels: false }).metadata()
  await openImage(file, { sequential: true })
    .tiff({
      tile: true,
      tileWidth: 256,
      tileHeight: 256,
      pyramid: true,
      compression: 'jpeg',
      quality: 88,
      bigtiff: width * height > 1e9,
    })
    .toFile(pyramid)
} else {
  const image = await importImage({ file, pyramid }, context)
  if (image.unprepared) await preparePicture({ path: file, pyramid, ...image }, context)
}
const seconds = (performance.now() - started) / 1000
const { user, system } = process.cpuUsage(before)
const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024
console.log(JSON.stringify({ seconds, cpu: (user + system) / 1e6, peak }))
