import { cmykToRgb } from './pixels/cmyk'
import { openLevels, type LevelFiles } from './openLevels.node'
import { describePicture, type PictureAbout } from './reading/describe.node'
import { openImage } from './reading/sharp.node'

// Pictures with inks or a colour profile were once converted in another way. A pyramid of then goes on showing those colours,
// while whatever reads the file itself has today's.

/** Rows and columns in the middle of a picture that are held against its pyramid. */
const [rows, columns] = [64, 4096]
/** Of 255, in the mean of a block: JPEG alone changes less. */
const minDifference = 1.5
const block = 16

/** Whether the colours of a picture depend on the rules by which they are read: inks, and profiles that few have. */
export const needsColorRules = ({ access, kind }: Pick<PictureAbout, 'access' | 'kind'>): boolean =>
  access.how === 'decode' && kind.rgb && (access.form.cmyk || access.form.profiled === true)

/** Whether a pyramid shows other colours than its picture has: undefined where there are no two ways to see them. */
export async function hasOldColors(image: LevelFiles): Promise<boolean | undefined> {
  const about = await describePicture(image.path, image.part)
  if (!needsColorRules(about) || about.access.how !== 'decode') return undefined
  const { width, height } = about
  const [w, h] = [Math.min(width, columns), Math.min(height, rows)]
  const region = { x: (width - w) >> 1, y: (height - h) >> 1, w, h }
  const { form } = about.access
  const now = await openImage(image.path, { sequential: form.orientation === 1, form })
    .extract({ left: region.x, top: region.y, width: w, height: h })
    .raw()
    .toBuffer()
  const seen = form.cmyk ? new Uint8Array(w * h * 3) : now
  if (form.cmyk) cmykToRgb(now, seen)
  const levels = await openLevels({ ...image, display: undefined })
  try {
    const { data } = await levels.samples(region, 0, [0, 1, 2])
    return difference(seen, data, w) >= minDifference
  } finally {
    await levels.close()
  }
}

/** How far the means of blocks lie apart, in the mean: of blocks, for JPEG changes single pixels. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>, width: number): number {
  const across = Math.ceil(width / block)
  const blocks = new Map<number, { sum: number; count: number }>()
  for (let i = 0; i < a.length; i++) {
    const pixel = Math.floor(i / 3)
    const [x, y] = [pixel % width, Math.floor(pixel / width)]
    const key = (Math.floor(y / block) * across + Math.floor(x / block)) * 3 + (i % 3)
    const found = blocks.get(key) ?? { sum: 0, count: 0 }
    blocks.set(key, found)
    found.sum += (a[i] as number) - (b[i] as number)
    found.count++
  }
  let total = 0
  for (const { sum, count } of blocks.values()) total += Math.abs(sum / count)
  return total / blocks.size
}
