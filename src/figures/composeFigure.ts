import type { Rect } from '../geometry/rect'
import type { FigureSize } from './figureSize'
import { drawLegend, type LegendEntry } from './legend'
import { drawOutlines, type FigureOutline } from './outlines'
import { drawScaleBar, type ScaleBar } from './scaleBar'
import { coordinate } from './markup'

/** What lies over a picture, and below it. */
export interface FigureParts {
  readonly region: Rect
  readonly size: FigureSize
  readonly outlines: readonly FigureOutline[]
  readonly legend: readonly LegendEntry[]
  readonly scaleBar?: ScaleBar | undefined
}

export interface Composed {
  /** Of the whole figure, legend included. */
  readonly height: number
  /** SVG; `picture`: a data URL for it to lie on, `millimetres`: its width in print. */
  svg(picture?: string, millimetres?: number): string
}

const family = 'font-family="DejaVu Sans, Helvetica, Arial, Noto Sans CJK SC, sans-serif"'

export function composeFigure({ region, size, outlines, legend, scaleBar }: FigureParts): Composed {
  const { width, height: top, scale, line, font } = size
  const below = drawLegend(legend, { width, top, font, line })
  const height = top + below.height
  const over = drawOutlines(outlines, { region, scale, line })
  const bar = scaleBar ? drawScaleBar(scaleBar, { width, height: top }, { scale, font }) : ''
  return {
    height,
    svg(picture, millimetres = width) {
      const unit = picture === undefined ? '' : 'mm'
      const tall = (height / width) * millimetres
      const sides = `width="${coordinate(millimetres)}${unit}" height="${coordinate(tall)}${unit}"`
      const photo =
        picture === undefined
          ? ''
          : `<rect width="${width}" height="${height}" fill="#fff"/><image width="${width}" height="${top}" href="${picture}"/>`
      // A nested svg cuts off what reaches over the picture.
      return `<svg xmlns="http://www.w3.org/2000/svg" ${sides} viewBox="0 0 ${width} ${height}" ${family}>${photo}<svg width="${width}" height="${top}" viewBox="0 0 ${width} ${top}">${over}${bar}</svg>${below.drawn}</svg>`
    },
  }
}
