import { clampToImage } from '../../src/document/shapes'
import type { PointerInput, Tool, ToolContext } from './tool'

/** CSS pixels around the first corner that close a ring. */
const closing = 9

/**
 * Corner by corner; Enter or a double click ends, Backspace takes the last corner back. What polygon and polyline
 * share. `finish` hears with which keys the first corner was set.
 */
// eslint-disable-next-line max-lines-per-function -- What a key or click does next to the others, which share the corners.
export function pathTool(
  context: ToolContext,
  closed: boolean,
  finish: (points: number[], first: PointerInput) => void,
): Tool {
  const least = closed ? 6 : 4
  let points: number[] = []
  let first: PointerInput | null = null

  const show = (at: { x: number; y: number } | null) => {
    if (points.length === 0) return context.draft(null)
    const end = at ? clampToImage(at.x, at.y, context.image) : undefined
    const closes = at !== null && onFirst(at)
    context.draft({ kind: 'path', points: end ? [...points, end.x, end.y] : points, closes })
  }
  const onFirst = (at: { x: number; y: number }) =>
    closed &&
    points.length >= least &&
    Math.hypot(at.x - (points[0] ?? 0), at.y - (points[1] ?? 0)) * context.scale <= closing
  const cancel = () => {
    const had = points.length > 0
    points = []
    context.draft(null)
    return had
  }
  const close = () => {
    if (points.length < least || !first) return false
    const drawn = points
    cancel()
    finish(drawn, first)
    return true
  }
  const isRepeat = ({ x, y }: { x: number; y: number }) => {
    const [lastX, lastY] = points.slice(-2)
    return lastX !== undefined && Math.hypot(x - lastX, y - (lastY ?? 0)) * context.scale <= 2
  }

  return {
    down(at: PointerInput) {
      if (onFirst(at)) return void close()
      if (points.length === 0) first = at
      const corner = clampToImage(at.x, at.y, context.image)
      // The second press of a double click is no corner of its own.
      if (!isRepeat(corner)) points.push(corner.x, corner.y)
      show(at)
    },
    move: (at) => show(at),
    up() {},
    doubleClick: () => void close(),
    key(key) {
      if (points.length === 0) return false
      if (key === 'Enter') return close()
      points = points.slice(0, -2)
      show(null)
      return true
    },
    cancel,
    cursor: (at) => (onFirst(at) ? 'pointer' : undefined),
  }
}
