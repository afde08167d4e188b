import type { Rect } from '../geometry/rect'
import type { Shape, Turned } from '../records/shape'
import { coordinate } from './markup'

/** Where a region of an image lies on a drawing: `scale` of its pixels for one of the image. */
export interface Placement {
  readonly region: Pick<Rect, 'x' | 'y'>
  readonly scale: number
  /** Width of a line. */
  readonly line: number
}

/** An outline in one colour; `dashed`: what was found, beside what people marked. */
export interface FigureOutline {
  readonly shape: Shape
  readonly color: string
  readonly dashed: boolean
}

/** A shape as the data of an SVG path. A point is a small circle. */
export function pathOf(shape: Shape, place: Placement): string {
  const at = (x: number, y: number) =>
    `${coordinate((x - place.region.x) * place.scale)} ${coordinate((y - place.region.y) * place.scale)}`
  const ring = (points: readonly number[], closed = true) => {
    const corners: string[] = []
    for (let i = 0; i + 1 < points.length; i += 2)
      corners.push(at(points[i] as number, points[i + 1] as number))
    return `M${corners.join('L')}${closed ? 'Z' : ''}`
  }
  switch (shape.kind) {
    case 'box': {
      const { x, y, w, h } = shape
      return ring([x, y, x + w, y, x + w, y + h, x, y + h])
    }
    case 'point': {
      const r = (3 * place.line) / place.scale
      return ellipse({ cx: shape.x, cy: shape.y, w: 2 * r, h: 2 * r, angle: 0 }, place, at)
    }
    case 'rotatedBox':
      return ring(corners(shape))
    case 'ellipse':
      return ellipse(shape, place, at)
    case 'polyline':
      return ring(shape.points, false)
    case 'polygon':
      return [shape.points, ...(shape.rings ?? [])].map((each) => ring(each)).join('')
  }
}

function corners({ cx, cy, w, h, angle }: Turned): number[] {
  const [cos, sin] = [Math.cos(angle) / 2, Math.sin(angle) / 2]
  const signs = [-1, -1, 1, -1, 1, 1, -1, 1]
  return [0, 2, 4, 6].flatMap((i) => {
    const [a, b] = [(signs[i] as number) * w, (signs[i + 1] as number) * h]
    return [cx + a * cos - b * sin, cy + a * sin + b * cos]
  })
}

function ellipse(
  { cx, cy, w, h, angle }: Turned,
  { scale }: Placement,
  at: (x: number, y: number) => string,
): string {
  const [dx, dy] = [(w / 2) * Math.cos(angle), (w / 2) * Math.sin(angle)]
  const radii = `${coordinate((w / 2) * scale)} ${coordinate((h / 2) * scale)} ${coordinate((angle * 180) / Math.PI)}`
  const [start, end] = [at(cx - dx, cy - dy), at(cx + dx, cy + dy)]
  return `M${start}A${radii} 1 0 ${end}A${radii} 1 0 ${start}Z`
}

/** Shapes of one path: an attribute must not grow without bounds. */
const shapesAPath = 500

/** Outlines as SVG elements, each colour and kind together, with a dark edge that shows on any ground. */
export function drawOutlines(outlines: readonly FigureOutline[], place: Placement): string {
  const groups = new Map<string, FigureOutline[]>()
  for (const outline of outlines) {
    const key = `${outline.color} ${outline.dashed}`
    const group = groups.get(key)
    if (group) group.push(outline)
    else groups.set(key, [outline])
  }
  return [...groups.values()].map((group) => drawGroup(group, place)).join('')
}

function drawGroup(group: readonly FigureOutline[], place: Placement): string {
  const [{ color, dashed }] = group as [FigureOutline]
  const paths: string[] = []
  for (let i = 0; i < group.length; i += shapesAPath) {
    const part = group.slice(i, i + shapesAPath).map(({ shape }) => pathOf(shape, place))
    paths.push(`<path d="${part.join('')}"/>`)
  }
  const drawn = paths.join('')
  const width = (factor: number) => coordinate(place.line * factor)
  const dashes = dashed ? ` stroke-dasharray="${width(3.5)} ${width(2.5)}"` : ''
  return `<g fill="none" stroke-linejoin="round"><g stroke="#000" stroke-opacity="0.5" stroke-width="${width(2)}"${dashes}>${drawn}</g><g stroke="${color}" stroke-width="${width(1)}"${dashes}>${drawn}</g></g>`
}
