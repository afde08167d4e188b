import type { Shape } from '../../src/records/records'
import { clampToImage, intoFrame, wholeTurn } from '../../src/document/shapes'
import { isDrag } from './tool'
import type { PointerInput, Tool, ToolContext } from './tool'

/** Image pixels that each side must have: less was a slip of the hand. */
const least = 1

interface Side {
  readonly ax: number
  readonly ay: number
  readonly bx: number
  readonly by: number
}

/**
 * A turned box by one of its sides, dragged or by two clicks, and a click for how far it reaches to the other side.
 * Shift turns the side by steps of 15 degrees.
 */
export function rotatedBoxTool(context: ToolContext): Tool {
  let from: PointerInput | null = null
  let anchored = false
  let side: Side | null = null

  const cancel = () => {
    const had = from !== null || side !== null
    from = null
    anchored = false
    side = null
    context.draft(null)
    return had
  }
  const sideTo = (start: PointerInput, at: PointerInput): Side => {
    const a = clampToImage(start.x, start.y, context.image)
    const to = at.shift ? stepped(a, at) : at
    const b = clampToImage(to.x, to.y, context.image)
    return { ax: a.x, ay: a.y, bx: b.x, by: b.y }
  }
  const lengthOf = ({ ax, ay, bx, by }: Side) => Math.hypot(bx - ax, by - ay)
  const endSide = (start: PointerInput, at: PointerInput) => {
    const drawn = sideTo(start, at)
    if (lengthOf(drawn) < least) return void cancel()
    from = null
    anchored = false
    side = drawn
  }

  return {
    down(at) {
      if (side) {
        const shape = boxOn(side, at)
        cancel()
        if (shape.h >= least) context.add(shape)
      } else if (!anchored) from = at
    },
    move(at) {
      if (side) return context.draft({ kind: 'shape', shape: boxOn(side, at) })
      if (!from || !(anchored || isDrag(from, at, context.scale))) return
      const { ax, ay, bx, by } = sideTo(from, at)
      context.draft({ kind: 'path', points: [ax, ay, bx, by], closes: false })
    },
    up(at) {
      if (!from) return
      if (anchored || isDrag(from, at, context.scale)) endSide(from, at)
      else anchored = true
    },
    cancel,
  }
}

/** The box on a side that reaches as far as a point. */
function boxOn(
  { ax, ay, bx, by }: Side,
  at: { x: number; y: number },
): Extract<Shape, { kind: 'rotatedBox' }> {
  const angle = Math.atan2(by - ay, bx - ax)
  const w = Math.hypot(bx - ax, by - ay)
  const frame = { cx: ax, cy: ay, w, h: 0, angle }
  const [, reach] = intoFrame(frame, at.x, at.y)
  const [nx, ny] = [-Math.sin(angle) * (reach / 2), Math.cos(angle) * (reach / 2)]
  return {
    kind: 'rotatedBox',
    cx: (ax + bx) / 2 + nx,
    cy: (ay + by) / 2 + ny,
    w,
    h: Math.abs(reach),
    angle: wholeTurn(angle),
  }
}

/** The point as far away, in a direction that is a multiple of 15 degrees. */
function stepped(from: { x: number; y: number }, to: { x: number; y: number }): { x: number; y: number } {
  const step = Math.PI / 12
  const angle = Math.round(Math.atan2(to.y - from.y, to.x - from.x) / step) * step
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  return { x: from.x + length * Math.cos(angle), y: from.y + length * Math.sin(angle) }
}
