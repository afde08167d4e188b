import { boundsOf, move } from '../../src/document/commands/move'
import { reshapeArea, reshapeObject } from '../../src/document/commands/reshape'
import { bounds } from '../../src/document/records'
import type { Shape } from '../../src/document/records'
import { clampStep, clampToImage, stretch } from '../../src/document/shapes'
import { fromCorners } from '../../src/geometry/rect'
import type { Rect } from '../../src/geometry/rect'
import { nothing, select, toggle, union } from '../document/selection'
import type { Selection } from '../document/selection'
import { cursorOf, handleAt, resize } from './handles'
import type { Handle } from './handles'
import { isDrag } from './tool'
import type { PointerInput, Target, Tool, ToolContext } from './tool'

/** The one thing that is selected, if its shape can be changed by handles. */
export type Editable = Extract<Target, { kind: 'object' | 'area' }>

type Grip = { kind: 'handle'; handle: Handle; rect: Rect } | { kind: 'corner'; at: number }

type State =
  | { kind: 'idle' }
  /** The button is down; what it will be shows in the first step. */
  | { kind: 'pressed'; from: PointerInput; target: Target | null; grip: Grip | null; wasSelected: boolean }
  | { kind: 'moving'; from: PointerInput }
  | { kind: 'reshaping'; editable: Editable; grip: Grip; changed: Shape | Rect | null }
  | { kind: 'band'; from: PointerInput; before: Selection }

/** CSS pixels around a polygon's corner that take it. */
const cornerReach = 7

export function editableOf(
  context: Pick<ToolContext, 'selectedObjects' | 'selectedAreas' | 'selection'>,
): Editable | null {
  if (context.selection.objects.size + context.selection.areas.size !== 1) return null
  const object = context.selectedObjects()[0]
  if (object) return object.shape.kind === 'point' ? null : { kind: 'object', object }
  const area = context.selectedAreas()[0]
  return area ? { kind: 'area', area } : null
}

/** Click, rectangle, move and resize: everything that works on what is there already. */
export function selectTool(context: ToolContext): Tool {
  let state: State = { kind: 'idle' }

  const gripAt = (at: PointerInput): Grip | null => {
    const editable = editableOf(context)
    return editable && findGrip(editable, at, context.scale)
  }
  const isSelected = (target: Target | null) =>
    (target?.kind === 'object' && context.selection.objects.has(target.object.id)) ||
    (target?.kind === 'area' && context.selection.areas.has(target.area.id))

  const down = (at: PointerInput) => {
    const grip = at.shift ? null : gripAt(at)
    const target = grip ? null : context.targetAt(at.x, at.y)
    const wasSelected = isSelected(target)
    if (target && !wasSelected && !at.shift && target.kind !== 'detection') context.select(only(target))
    state = { kind: 'pressed', from: at, target, grip, wasSelected }
  }

  const begin = ({ from, target, grip }: Extract<State, { kind: 'pressed' }>): State => {
    const editable = editableOf(context)
    if (grip && editable) return { kind: 'reshaping', editable, grip, changed: null }
    if (target && target.kind !== 'detection' && isSelected(target)) return { kind: 'moving', from }
    return { kind: 'band', from, before: from.shift ? context.selection : nothing }
  }

  const drag = (at: PointerInput) => {
    if (state.kind === 'moving') {
      const around = boundsOf(context.selectedObjects(), context.selectedAreas())
      const step = stepOf(state.from, at)
      if (around) context.draft({ kind: 'move', ...clampStep(around, step.dx, step.dy, context.image) })
    } else if (state.kind === 'reshaping') {
      state = { ...state, changed: reshape(context, state.editable, state.grip, at) }
      showReshape(context, state.editable, state.changed)
    } else if (state.kind === 'band') {
      const rect = fromCorners(state.from.x, state.from.y, at.x, at.y)
      context.draft({ kind: 'band', rect })
      context.select(union(state.before, context.within(rect, at.alt)))
    }
  }

  const click = ({ target, wasSelected, from, grip }: Extract<State, { kind: 'pressed' }>) => {
    if (grip) return
    if (target?.kind === 'detection') return context.pick(target.index)
    if (from.shift) return target && context.select(toggle(context.selection, only(target)))
    if (!target) context.select(nothing)
    else if (wasSelected) context.select(only(target))
  }

  const finish = (at: PointerInput) => {
    if (state.kind === 'pressed') click(state)
    else if (state.kind === 'moving') {
      context.apply(
        move(context.selectedObjects(), context.selectedAreas(), stepOf(state.from, at), context.image),
      )
    } else if (state.kind === 'reshaping' && state.changed) {
      context.apply(reshapeEdit(state.editable, state.changed))
    }
  }

  return {
    down,
    move(at) {
      if (state.kind === 'pressed' && isDrag(state.from, at, context.scale)) state = begin(state)
      drag(at)
    },
    up(at) {
      finish(at)
      state = { kind: 'idle' }
      context.draft(null)
    },
    doubleClick(at) {
      if (!context.targetAt(at.x, at.y)) context.zoom(at.alt ? 0.5 : 2, at.x, at.y)
    },
    cancel() {
      const had = state.kind !== 'idle'
      if (state.kind === 'band') context.select(state.before)
      state = { kind: 'idle' }
      context.draft(null)
      return had
    },
    cursor(at) {
      if (state.kind === 'reshaping') return gripCursor(state.grip)
      if (state.kind === 'moving') return 'move'
      const grip = gripAt(at)
      if (grip) return gripCursor(grip)
      const target = context.targetAt(at.x, at.y)
      if (!target) return undefined
      return isSelected(target) ? 'move' : 'pointer'
    },
  }
}

function only(target: Target): Selection {
  if (target.kind === 'object') return select([target.object.id])
  return target.kind === 'area' ? select([], [target.area.id]) : nothing
}

function stepOf(from: PointerInput, to: PointerInput): { dx: number; dy: number } {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  // Shift keeps to one axis.
  if (!to.shift) return { dx, dy }
  return Math.abs(dx) > Math.abs(dy) ? { dx, dy: 0 } : { dx: 0, dy }
}

function findGrip(editable: Editable, at: PointerInput, scale: number): Grip | null {
  const shape = editable.kind === 'object' ? editable.object.shape : null
  if (shape?.kind === 'polygon') {
    for (let i = 0; i + 1 < shape.points.length; i += 2) {
      const distance = Math.hypot((shape.points[i] ?? 0) - at.x, (shape.points[i + 1] ?? 0) - at.y)
      if (distance * scale <= cornerReach) return { kind: 'corner', at: i }
    }
    return null
  }
  const rect = editable.kind === 'object' ? bounds(editable.object.shape) : editable.area.rect
  const handle = handleAt(rect, at.x, at.y, scale)
  return handle && { kind: 'handle', handle, rect }
}

function gripCursor(grip: Grip): string {
  return grip.kind === 'corner' ? 'move' : cursorOf(grip.handle)
}

function reshape(
  context: ToolContext,
  editable: Editable,
  grip: Grip,
  at: PointerInput,
): Shape | Rect | null {
  if (grip.kind === 'corner') {
    if (editable.kind !== 'object' || editable.object.shape.kind !== 'polygon') return null
    const { x, y } = clampToImage(at.x, at.y, context.image)
    return { kind: 'polygon', points: editable.object.shape.points.with(grip.at, x).with(grip.at + 1, y) }
  }
  const how = { keepRatio: at.shift, fromCentre: at.alt }
  const rect = resize(grip.rect, grip.handle, at.x, at.y, context.image, how)
  if (rect.w < 1 || rect.h < 1) return null
  return editable.kind === 'area' ? rect : stretch(editable.object.shape, grip.rect, rect)
}

const isShape = (changed: Shape | Rect): changed is Shape => 'kind' in changed

function showReshape(context: ToolContext, editable: Editable, changed: Shape | Rect | null): void {
  if (!changed) return
  if (editable.kind === 'object' && isShape(changed)) {
    context.draft({ kind: 'reshape', target: editable, shape: changed })
  } else if (editable.kind === 'area' && !isShape(changed)) {
    context.draft({ kind: 'reshape', target: editable, rect: changed })
  }
}

function reshapeEdit(editable: Editable, changed: Shape | Rect) {
  if (editable.kind === 'object') return isShape(changed) ? reshapeObject(editable.object, changed) : null
  return isShape(changed) ? null : reshapeArea(editable.area, changed)
}
