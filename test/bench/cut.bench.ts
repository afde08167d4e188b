// Run by cut.bench.mjs: cuts tiles of 256² at unaligned places from one imported picture, in turns with sharp's own extract.
import { readFileSync } from 'node:fs'
import { Random } from '../../src/base/random'
import { importImage, preparePicture } from '../../src/image/importImage.node'
import { openPixelSource } from '../../src/image/pixelSource.node'
import { sharp } from '../../src/image/reading/sharp.node'

const [file = '', pyramid = '', count = '3000', turns = '3'] = process.argv.slice(2)
const context = { signal: new AbortController().signal, progress() {}, warn() {} }
const tile = 256
const side = 256
const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024

const about = await importImage({ file, pyramid }, context)
const looked = { path: file, pyramid, ...about }
const image = about.unprepared ? { ...looked, ...(await preparePicture(looked, context)) } : looked
sharp.concurrency(1)

interface Place {
  readonly x: number
  readonly y: number
}
/** As the sampler orders what it has chosen: in strips, in each in rows of 256 pixels, from left to right. */
function places(level: number, seed: number): Place[] {
  const random = new Random(seed)
  const [width, height] = [about.width >> level, about.height >> level]
  const band = ({ y }: Place) => Math.floor(y / side)
  const strip = ({ x }: Place) => Math.floor(x / 4096)
  return Array.from({ length: Number(count) }, () => ({
    x: random.below(width - tile),
    y: random.below(height - tile),
  })).sort((a, b) => strip(a) - strip(b) || band(a) - band(b) || a.x - b.x)
}

interface Rate {
  /** Tiles a second by the clock, and by the CPU time of all threads. */
  readonly clock: number
  readonly cpu: number
}
async function inBatches(list: readonly Place[], read: (at: Place) => Promise<unknown>): Promise<Rate> {
  const [started, before] = [performance.now(), process.cpuUsage()]
  for (let at = 0; at < list.length; at += 16) await Promise.all(list.slice(at, at + 16).map(read))
  const { user, system } = process.cpuUsage(before)
  const seconds = (performance.now() - started) / 1000
  return { clock: list.length / seconds, cpu: (1e6 * list.length) / (user + system) }
}

const rates: Record<string, Rate[]> = {}
const note = (name: string, rate: Rate) => (rates[name] ??= []).push(rate)
let most = 0
for (let turn = 0; turn < Number(turns); turn++) {
  for (const level of [0, 1]) {
    const source = await openPixelSource(image)
    const list = places(level, 10 * turn + level)
    const rate = await inBatches(list, (at) => source.read({ ...at, w: tile, h: tile }, level))
    note(`ours, level ${level}`, rate)
    most = Math.max(most, memory())
    await source.close()
  }
  const extract = ({ x, y }: Place) =>
    sharp(pyramid, { page: 0, limitInputPixels: false })
      .extract({ left: x, top: y, width: tile, height: tile })
      .raw()
      .toBuffer()
  note('sharp extract, level 0', await inBatches(places(0, 10 * turn), extract))
}
console.log(`${about.width} × ${about.height} pixels, ${count} tiles of ${tile}² a turn, at unaligned places`)
for (const [name, list] of Object.entries(rates))
  console.log(
    `${name}: ${list.map(({ clock }) => clock.toFixed(0)).join(', ')} tiles/s by the clock, ${list.map(({ cpu }) => cpu.toFixed(0)).join(', ')} a second of one core`,
  )
console.log(`resident memory at most ${most.toFixed(0)} MB`)
