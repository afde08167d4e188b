import type { StoredLevel } from './picture'
import { copyInto, emptySamples, samplesOf, type Depth, type Pixels, type Samples } from './pixels'

/**
 * How a picture is turned for viewing (TIFF 6.0, Orientation 1 to 8): the stored pixel of the seen (x, y) is (u, v) or, where
 * `swap`, (v, u) of it, counted from the other side where `fromRight` or `fromBottom`.
 */
export interface Turn {
  readonly swap: boolean
  readonly fromRight: boolean
  readonly fromBottom: boolean
}

/** Undefined for a picture that lies as it is seen. */
export function turnOf(orientation: number): Turn | undefined {
  if (!(orientation >= 2 && orientation <= 8)) return undefined
  return {
    swap: orientation >= 5,
    fromRight: [2, 3, 7, 8].includes(orientation),
    fromBottom: [3, 4, 6, 7].includes(orientation),
  }
}

export function turnedSize(size: { width: number; height: number }, turn: Turn | undefined) {
  return turn?.swap ? { width: size.height, height: size.width } : { width: size.width, height: size.height }
}

/** A level as it is seen, of one that is stored turned. */
export function turnedLevel(stored: StoredLevel, turn: Turn, depth: Depth): StoredLevel {
  const { width, height } = turnedSize(stored, turn)
  const tile = turnedSize({ width: stored.tileWidth, height: stored.tileHeight }, turn)
  const [tileWidth, tileHeight] = [Math.min(tile.width, width), Math.min(tile.height, height)]
  return {
    width,
    height,
    tileWidth,
    tileHeight,
    padded: false,
    jpeg: undefined,
    async decode(column, row, channels) {
      const [x, y] = [column * tileWidth, row * tileHeight]
      const [w, h] = [Math.min(tileWidth, width - x), Math.min(tileHeight, height - y)]
      const [u, v, uw, vh] = turn.swap ? [y, x, h, w] : [x, y, w, h]
      const left = turn.fromRight ? stored.width - u - uw : u
      const top = turn.fromBottom ? stored.height - v - vh : v
      const part = await region(stored, { x: left, y: top, w: uw, h: vh }, channels, depth)
      return turned(part, turn)
    },
  }
}

async function region(
  { tileWidth, tileHeight, decode }: StoredLevel,
  part: { x: number; y: number; w: number; h: number },
  channels: readonly number[],
  depth: Depth,
): Promise<Pixels> {
  const data = samplesOf(depth, part.w * part.h * channels.length)
  for (let row = Math.floor(part.y / tileHeight); row * tileHeight < part.y + part.h; row++)
    for (let column = Math.floor(part.x / tileWidth); column * tileWidth < part.x + part.w; column++)
      copyInto(data, part, await decode(column, row, channels), column * tileWidth, row * tileHeight)
  return { data, width: part.w, height: part.h, channels: channels.length }
}

function turned(pixels: Pixels, turn: Turn): Pixels {
  const { width: w, height: h, channels, data } = pixels
  const size = turnedSize(pixels, turn)
  const out: Samples = emptySamples(data, data.length)
  for (let y = 0, to = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++) {
      const [u, v] = turn.swap ? [y, x] : [x, y]
      const from = ((turn.fromBottom ? h - 1 - v : v) * w + (turn.fromRight ? w - 1 - u : u)) * channels
      for (let c = 0; c < channels; c++) out[to++] = data[from + c]!
    }
  return { data: out, ...size, channels }
}
