import { stat } from 'node:fs/promises'
import { imageError } from './imageError.node'
import type { Pixels } from './pixels'
import { openImage } from './sharp.node'

/** Unused decoded pictures are kept for the next reader as long as all of them stay below this. */
const keptBytes = 256 * 1024 * 1024

interface Entry {
  readonly raster: Promise<Pixels<Uint8Array>>
  users: number
  bytes: number
}

/** By path, date and size; the map's order is the order of last use. */
const entries = new Map<string, Entry>()

/** A picture decoded whole into memory, shared by all who hold it. Each `holdDecoded` needs one `release`. */
export interface DecodedImage extends Pixels<Uint8Array> {
  release(): void
}

/** Throws AppError when the file cannot be read. Only for pictures that fit memory: width × height × 3 bytes. */
export async function holdDecoded(path: string): Promise<DecodedImage> {
  const key = await fingerprint(path)
  const entry = entries.get(key) ?? { raster: decode(path), users: 0, bytes: 0 }
  entries.delete(key)
  entries.set(key, entry)
  entry.users++
  let held = true
  const release = () => {
    if (!held) return
    held = false
    entry.users--
    evict()
  }
  try {
    const raster = await entry.raster
    entry.bytes = raster.data.length
    evict()
    return { ...raster, release }
  } catch (error) {
    release()
    if (entries.get(key) === entry) entries.delete(key)
    throw error
  }
}

function evict(): void {
  let total = 0
  for (const entry of entries.values()) total += entry.bytes
  for (const [key, entry] of entries) {
    if (total <= keptBytes) return
    if (entry.users > 0 || entry.bytes === 0) continue
    entries.delete(key)
    total -= entry.bytes
  }
}

async function fingerprint(path: string): Promise<string> {
  try {
    const file = await stat(path)
    return `${path}|${file.mtimeMs}|${file.size}`
  } catch (error) {
    throw imageError(path, error)
  }
}

async function decode(path: string): Promise<Pixels<Uint8Array>> {
  try {
    const { data, info } = await openImage(path, { sequential: true })
      .raw()
      .toBuffer({ resolveWithObject: true })
    return { data, width: info.width, height: info.height, channels: 3 }
  } catch (error) {
    throw imageError(path, error)
  }
}
