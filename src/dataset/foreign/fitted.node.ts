import { imageError } from '../../image/imageError.node'
import { sharp } from '../../image/sharp.node'
import type { ResizeRule } from '../dataset'

/** A picture, upright, in colours, made to fit: u8 [side, side, 3]; and the size that it had. */
export async function fitted(path: string, side: number, rule: ResizeRule) {
  try {
    const picture = sharp(path, { limitInputPixels: false, failOn: 'error' })
    const { autoOrient } = await picture.metadata()
    const fit = ({ stretch: 'fill', crop: 'cover', pad: 'contain' } as const)[rule]
    const pixels = await picture
      .autoOrient()
      .resize({ width: side, height: side, fit, background: '#000' })
      .flatten({ background: '#000' })
      .toColourspace('srgb')
      .raw()
      .toBuffer()
    return { pixels: new Uint8Array(pixels), width: autoOrient.width, height: autoOrient.height }
  } catch (error) {
    throw imageError(path, error)
  }
}
