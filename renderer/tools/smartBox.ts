import { shapeOfRings } from '../../src/document/ringShape'
import { fromCorners, intersect } from '../../src/geometry/rect'
import type { Rect } from '../../src/geometry/rect'
import { ringArea } from '../../src/geometry/rings'
import { bounds, type Shape } from '../../src/records/records'
import type { RgbaRegion } from '../../src/segmentation/pixels'
import { isSliver } from '../../src/segmentation/sliver'
import { reach, smartBox, smartBoxWithin, type Outline } from '../../src/segmentation/smartBox'
import { t } from '../../src/messages/messages'
import { Answers } from './answers'
import { isInImage } from './pick'
import { isDrag } from './tool'
import type { PointerInput, Tool, ToolContext } from './tool'

/** Pixels that are looked at, per pixel of the screen and axis. */
const finer = 4
/** Milliseconds that the pointer rests before what a click would give is shown. */
const rest = 160
/** Half sides of the part that is looked at, as multiples of what was drawn around. */
const surroundings = 3

/**
 * One click on an object gives its outline, out of the picture alone; with Alt, or where the person chose so, its box.
 * With Shift it is added to the selected object, with Ctrl taken away from it. What a click would give is shown while the
 * pointer rests. A rectangle drawn around an object says how large it is.
 */
export function smartBoxTool(context: ToolContext): Tool {
  const answers = new Answers(context)
  const { hover, forget } = preview(context, answers)
  let from: PointerInput | null = null

  const take = async (question: Promise<Found | null>, keys: PointerInput) => {
    const found = await question
    const shape = found && shapeOf(context, found, keys)
    if (!shape) context.warn(t.tools.nothingHereStandsOutFrom)
    // Whoever draws around a strip means it.
    else if (!found.drawn && isSliver(found.outline)) context.warn(t.tools.onlyAThinStrip)
    else place(context, shape, keys)
  }

  return {
    down(at) {
      forget()
      from = at
    },
    move(at) {
      if (!from) hover(at)
      else if (isDrag(from, at, context.scale))
        context.draft({ kind: 'band', rect: fromCorners(from.x, from.y, at.x, at.y) })
    },
    up(at) {
      const began = from
      from = null
      context.draft(null)
      if (!began) return
      const { width, height } = context.image
      const drawn = fromCorners(began.x, began.y, at.x, at.y)
      const around = intersect(drawn, { x: 0, y: 0, w: width, h: height })
      if (isDrag(began, at, context.scale)) {
        if (around) void answers.ask((signal) => take(findWithin(context, around, signal), at))
      } else if (isInImage(at, context.image)) {
        void answers.ask((signal) => take(find(context, at, signal), at))
      }
    },
    cancel() {
      const had = from !== null || answers.busy
      from = null
      answers.drop()
      forget()
      context.draft(null)
      return had
    },
    leave: forget,
    cursor: () => (answers.busy ? 'progress' : undefined),
  }
}

/** Shows what a click would give while the pointer rests. */
function preview(context: ToolContext, answers: Answers) {
  const looks = new Answers({ warn: () => {} })
  let looked: PointerInput | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  const forget = () => {
    clearTimeout(timer)
    looks.drop()
    if (looked) context.draft(null)
    looked = null
  }
  const look = (at: PointerInput) => async (signal: AbortSignal) => {
    const found = await find(context, at, signal)
    const shape = found && !isSliver(found.outline) ? shapeOf(context, found, at) : null
    if (shape && looked === at) context.draft({ kind: 'shape', shape })
  }
  const hover = (at: PointerInput) => {
    if (looked && !isDrag(looked, at, context.scale)) return
    forget()
    if (answers.busy || !isInImage(at, context.image)) return
    looked = at
    timer = setTimeout(() => void looks.ask(look(at)), rest)
  }
  return { hover, forget }
}

interface Found {
  readonly outline: Outline
  /** Somebody drew around it. */
  readonly drawn?: boolean
}

/** Finer than it is seen, so that what is small on the screen has pixels enough; not than the picture's own. */
const scaleOf = (context: ToolContext) => Math.min(1, finer * context.scale)

async function find(context: ToolContext, at: PointerInput, signal: AbortSignal): Promise<Found | null> {
  const scale = scaleOf(context)
  const half = reach / scale
  const around = { x: at.x - half, y: at.y - half, w: 2 * half, h: 2 * half }
  const pixels = await context.pixels(around, scale, signal)
  signal.throwIfAborted()
  const [x, y] = [(at.x - pixels.x) / pixels.step, (at.y - pixels.y) / pixels.step]
  const outline = at.ctrl ? partOf(context, pixels, { x, y }) : smartBox(pixels, x, y)
  return outline && { outline }
}

/** What is to be taken away is a part of the object in hand: not the whole, which stands out best. */
function partOf(
  context: ToolContext,
  pixels: RgbaRegion,
  { x, y }: { readonly x: number; readonly y: number },
): Outline | null {
  const held = context.selectedObjects()[0]
  const found = smartBox(pixels, x, y)
  if (!held) return found
  const { w, h } = bounds(held.shape)
  const isWhole = found && ringArea(found.rings[0] ?? []) > (w * h) / 3
  return isWhole ? smartBox(pixels, x, y, Math.min(w, h) / 3 / pixels.step) : found
}

/** The object in a rectangle, looked at so that it fills as many cells as one that is clicked at. */
async function findWithin(context: ToolContext, rect: Rect, signal: AbortSignal): Promise<Found | null> {
  const half = Math.max(rect.w, rect.h) / 2
  // The rectangle may be larger than what a click looks for: then coarser.
  const scale = Math.min(scaleOf(context), reach / surroundings / half)
  const [x, y, far] = [rect.x + rect.w / 2, rect.y + rect.h / 2, surroundings * half]
  const pixels = await context.pixels({ x: x - far, y: y - far, w: 2 * far, h: 2 * far }, scale, signal)
  signal.throwIfAborted()
  const { step } = pixels
  const inPart = {
    ...{ x: (rect.x - pixels.x) / step, y: (rect.y - pixels.y) / step },
    ...{ w: rect.w / step, h: rect.h / step },
  }
  const outline = smartBoxWithin(pixels, inPart)
  return outline && { outline, drawn: true }
}

const wantsBox = (context: ToolContext, { alt }: PointerInput) => alt || context.options.smartGives === 'box'

function shapeOf(context: ToolContext, { outline }: Found, keys: PointerInput): Shape | null {
  const isPart = keys.shift || keys.ctrl
  return !isPart && wantsBox(context, keys)
    ? { kind: 'box', ...outline.box }
    : (shapeOfRings(outline.rings) ?? null)
}

function place(context: ToolContext, shape: Shape, keys: PointerInput): void {
  if (keys.ctrl) context.place(shape, { shift: false, alt: true })
  else if (keys.shift) context.place(shape, { shift: true, alt: false })
  else context.add(shape)
}
