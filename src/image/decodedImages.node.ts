import { stat } from 'node:fs/promises'
import { imageError } from './reading/imageError.node'
import type { Pixels } from './pixels/pixels'
import { cmykToRgb } from './pixels/cmyk'
import { openTiff, type PictureAbout } from './reading/describe.node'
import { LevelSet } from './showing/levelSet.node'
import type { PicturePart } from '../records/image'
import { openImage, type StoredForm } from './reading/sharp.node'

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

/**
 * `access`: how its pixels are had. Throws AppError when the file cannot be read. Only for pictures that fit memory: width ×
 * height × 3 bytes.
 */
export async function holdDecoded(
  path: string,
  { access, part }: Pick<PictureAbout, 'access' | 'part'>,
): Promise<DecodedImage> {
  const key = `${await fingerprint(path)}|${JSON.stringify(part)}`
  const decode = () => (access.how === 'decode' ? decodeWhole(path, access.form) : decodeStrips(path, part))
  const entry = entries.get(key) ?? { raster: decode(), users: 0, bytes: 0 }
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

async function decodeWhole(path: string, form: StoredForm): Promise<Pixels<Uint8Array>> {
  try {
    const { data, info } = await openImage(path, { sequential: form.orientation === 1, form })
      .raw()
      .toBuffer({ resolveWithObject: true })
    const size = { width: info.width, height: info.height, channels: 3 }
    if (!form.cmyk) return { data, ...size }
    const colors = new Uint8Array(info.width * info.height * 3)
    cmykToRgb(data, colors)
    return { data: colors, ...size }
  } catch (error) {
    throw imageError(path, error)
  }
}

async function decodeStrips(path: string, part: PicturePart): Promise<Pixels<Uint8Array>> {
  const picture = await openTiff(path, part)
  const { width, height } = picture
  const set = new LevelSet({ path, width, height, levels: 1, tileSize: 256 }, [picture])
  try {
    return (await set.samples({ x: 0, y: 0, w: width, h: height }, 0, [0, 1, 2])) as Pixels<Uint8Array>
  } finally {
    await set.close()
  }
}
