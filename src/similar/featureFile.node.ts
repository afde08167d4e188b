import { closeSync, readdirSync, readSync, writeSync, openSync, rmSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { writeError } from '../files/diskErrors'
import { isThere, openRegular } from '../files/readFile.node'
import { claimPartial, commitPartial } from '../files/replaceFile.node'
import { checkSpace } from '../files/space.node'
import { says } from '../messages/says/says'
import { channels, type FeatureMap } from './featureMap'

// windhover-features/1: a line of JSON, which says what the features are of, then i8 [height, width, channels]. A file that
// is not exactly what is asked for is no answer, and made again.

export interface FeatureFile {
  readonly path: string
  /** Everything that the features depend on, as one line. */
  readonly key: string
  readonly width: number
  readonly height: number
  readonly scale: number
}

const headOf = ({ key, width, height }: FeatureFile) =>
  Buffer.from(`windhover-features/1 ${JSON.stringify({ key, width, height, channels })}\n`)

/** The features that are stored; undefined where there are none, or others than are asked for. */
export function readFeatureMap(file: FeatureFile): FeatureMap | undefined {
  if (!isThere(file.path)) return undefined
  const { width, height, scale } = file
  const head = headOf(file)
  const opened = openRegular(file.path)
  try {
    const length = width * height * channels
    if (opened.size !== head.length + length) return undefined
    const found = Buffer.alloc(head.length)
    readSync(opened.file, found, 0, head.length, 0)
    if (!found.equals(head)) return undefined
    const data = new Int8Array(length)
    for (let at = 0; at < length;) {
      const count = readSync(opened.file, data, at, Math.min(length - at, 1 << 26), head.length + at)
      if (count === 0) return undefined
      at += count
    }
    return { width, height, scale, data }
  } finally {
    closeSync(opened.file)
  }
}

/** Writes what `fill` gives, band by band; the file has its name when it is whole. */
export async function writeFeatures(
  file: FeatureFile,
  fill: (write: (band: Int8Array) => Promise<void>) => Promise<void>,
): Promise<void> {
  const { path, width, height } = file
  await checkSpace(path, width * height * channels, says.dataset.whatIsKeptOfThe)
  let partial: string | undefined
  try {
    partial = await claimPartial(path)
    const opened = openSync(partial, 'w')
    try {
      const put = (bytes: Uint8Array) => {
        for (let at = 0; at < bytes.length;) at += writeSync(opened, bytes, at)
      }
      put(headOf(file))
      await fill(async (band) => put(new Uint8Array(band.buffer, band.byteOffset, band.byteLength)))
    } finally {
      closeSync(opened)
    }
    await commitPartial(partial, path)
  } catch (error) {
    if (partial !== undefined) await rm(partial, { force: true })
    throw writeError(path, error)
  }
}

/** Files that are kept of one picture, each of another scale; the ones that were made first go. */
const maxFiles = 2

/** Removes files of the picture beyond `maxFiles`. `mine` tells the picture's own by their names. */
export function removeOldest(path: string, mine: (name: string) => boolean): void {
  const folder = dirname(path)
  const own = readdirSync(folder)
    .filter(mine)
    .map((name) => join(folder, name))
    .map((each) => ({ each, time: each === path ? Infinity : statSync(each).mtimeMs }))
    .sort((a, b) => b.time - a.time)
  for (const { each } of own.slice(maxFiles)) rmSync(each, { force: true })
}
