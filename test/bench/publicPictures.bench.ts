// Opens every picture of a list as an import does, and writes what is seen of it, level by level: OUT FIRST-NUMBER FILE…
// One line of JSON a picture: its size, how its samples lie in OUT/NUMBER-LEVEL.raw, what was said; or why it was refused.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../src/base/errors'
import { importImage } from '../../src/image/importImage.node'
import { openLevels } from '../../src/image/openLevels.node'
import { levelSize } from '../../src/image/pixels/pixelSource'
import { openPixelSource } from '../../src/image/pixelSource.node'

/** Pixels above which a picture is left out, and milliseconds that one may take. */
const [maxPixels, patience] = [24e6, 60_000]

async function look(file: string, out: string, number: number): Promise<object> {
  const warnings: string[] = []
  const warn = (text: string) => void warnings.push(text)
  const context = { signal: AbortSignal.timeout(patience), progress: () => {}, warn }
  const pyramid = join(out, `${number}.pyramid`)
  const info = await importImage({ file, pyramid }, context)
  const { width, height, levels, channels } = info
  if (width * height > maxPixels) return { large: true, width, height }
  const image = { ...info, path: file, pyramid }
  const opened = channels ? await openLevels({ ...image, display: undefined }) : undefined
  const kind = opened?.kind ?? { bits: 8, channels: 3 }
  const source = opened ? undefined : await openPixelSource(image)
  const all = Array.from({ length: kind.channels }, (_, c) => c)
  for (let level = 0; level < levels; level++) {
    const { width: w, height: h } = levelSize(width, height, level)
    const region = { x: 0, y: 0, w, h }
    const data = opened
      ? (await opened.samples(region, level, all)).data
      : ((await source?.read(region, level)) as Uint8Array)
    writeFileSync(
      join(out, `${number}-${level}.raw`),
      new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    )
  }
  await opened?.close()
  await source?.close()
  return {
    width,
    height,
    levels,
    bits: kind.bits,
    channels: kind.channels,
    seen: !opened,
    warnings,
    part: info.part,
  }
}

const [out = '', first = '0', ...files] = process.argv.slice(2)
for (const [index, file] of files.entries()) {
  const number = Number(first) + index
  process.stdout.write(`${JSON.stringify({ begins: file })}\n`)
  const found = await look(file, out, number).catch((error: unknown) =>
    error instanceof AppError
      ? { refused: error.message, code: error.code }
      : { raw: error instanceof Error ? error.stack : String(error) },
  )
  process.stdout.write(`${JSON.stringify({ number, file, ...found })}\n`)
}
process.exit(0)
