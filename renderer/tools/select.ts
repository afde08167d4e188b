import { boundsOf, move } from '../../src/document/commands/move'
import { reshapeArea, reshapeObject } from '../../src/document/commands/reshape'
import { bounds } from '../../src/records/records'
import type { Shape } from '../../src/records/records'
import { clampStep } from '../../src/document/shapes'
import { fromCorners } from '../../src/geometry/rect'
import type { Rect } from '../../src/geometry/rect'
import { t } from '../../src/messages/messages'
import { emptySelection, select, toggle, unitedSelection } from '../document/selection'
import type { Selection } from '../document/selection'
import { gripAt, gripCursor, pull, withoutCorner } from './grips'
import type { Grip } from './grips'
import { isDrag } from './tool'
import type { PointerInput, Target, Tool, ToolContext } from './tool'

/** The one thing that is selected, if its shape can be changed by handles. */
export type Editable = Extract<Target, { kind: 'object' | 'area' }>

type State =
  | { kind: 'idle' }
  /** The button is down; what it will be shows in the first step. */
  | { kind: 'pressed'; from: PointerInput; target: Target | null; grip: Grip | null; wasSelected: boolean }
  | { kind: 'moving'; from: PointerInput }
  | { kind: 'reshaping'; editable: Editable; grip: Grip; changed: Shape | null }
  | { kind: 'band'; from: PointerInput; before: Selection }

export function editableOf(
  context: Pick<ToolContext, 'selectedObjects' | 'selectedAreas' | 'selection'>,
): Editable | null {
  if (context.selection.objects.size + context.selection.areas.size !== 1) return null
  const object = context.selectedObjects()[0]
  if (object) return object.shape.kind === 'point' || object.locked ? null : { kind: 'object', object }
  const area = context.selectedAreas()[0]
  return area ? { kind: 'area', area } : null
}

/**
 * Click, rectangle, move, resize and turn: everything that works on what is there already. The middle of an edge gives a
 * new corner, a click with Alt takes one away.
 */
// eslint-disable-next-line max-lines-per-function -- One gesture after the other, which share their state.
export function selectTool(context: ToolContext): Tool {
  let state: State = { kind: 'idle' }

  const gripUnder = (at: PointerInput): Grip | null => {
    const editable = editableOf(context)
    return editable && findGrip(editable, at, context.scale)
  }
  const isSelected = (target: Target | null) =>
    (target?.kind === 'object' && context.selection.objects.has(target.object.id)) ||
    (target?.kind === 'area' && context.selection.areas.has(target.area.id))

  const down = (at: PointerInput) => {
    const grip = at.shift ? null : gripUnder(at)
    const target = grip ? null : context.targetAt(at.x, at.y)
    const wasSelected = isSelected(target)
    if (target && !wasSelected && !at.shift && target.kind !== 'detection') context.select(only(target))
    state = { kind: 'pressed', from: at, target, grip, wasSelected }
  }

  const begin = ({ from, target, grip }: Extract<State, { kind: 'pressed' }>): State => {
    const editable = editableOf(context)
    if (grip && editable) return { kind: 'reshaping', editable, grip, changed: null }
    if (target?.kind === 'object' && target.object.locked) return { kind: 'idle' }
    if (target && target.kind !== 'detection' && isSelected(target)) return { kind: 'moving', from }
    return { kind: 'band', from, before: from.shift ? context.selection : emptySelection }
  }

  const drag = (at: PointerInput) => {
    if (state.kind === 'moving') {
      const free = context.selectedObjects().filter((object) => !object.locked)
      const around = boundsOf(free, context.selectedAreas())
      const step = stepOf(state.from, at)
      if (around) context.draft({ kind: 'move', ...clampStep(around, step.dx, step.dy, context.image) })
    } else if (state.kind === 'reshaping') {
      state = { ...state, changed: pull(shapeOf(state.editable), state.grip, at, context.image) }
      showReshape(context, state.editable, state.changed)
    } else if (state.kind === 'band') {
      const rect = fromCorners(state.from.x, state.from.y, at.x, at.y)
      context.draft({ kind: 'band', rect })
      context.select(unitedSelection(state.before, context.within(rect, at.alt)))
    }
  }

  const click = ({ target, wasSelected, from, grip }: Extract<State, { kind: 'pressed' }>) => {
    const editable = editableOf(context)
    if (grip?.kind === 'corner' && from.alt && editable?.kind === 'object') {
      const shape = withoutCorner(editable.object.shape, grip)
      return shape && context.apply(reshapeObject(editable.object, shape, t.tools.reshape))
    }
    if (grip) return
    if (target?.kind === 'detection') return context.pick(target.index)
    if (from.shift) return target && context.select(toggle(context.selection, only(target)))
    if (!target) context.select(emptySelection)
    else if (wasSelected) context.select(only(target))
  }

  const finish = (at: PointerInput) => {
    if (state.kind === 'pressed') click(state)
    else if (state.kind === 'moving') {
      context.apply(
        move(context.selectedObjects(), context.selectedAreas(), stepOf(state.from, at), context.image),
      )
    } else if (state.kind === 'reshaping' && state.changed) {
      context.apply(reshapeEdit(state.editable, state.changed, state.grip))
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
      if (state.kind === 'reshaping') return gripCursor(state.grip, shapeOf(state.editable))
      if (state.kind === 'moving') return 'move'
      const grip = gripUnder(at)
      const editable = grip && editableOf(context)
      if (editable) return gripCursor(grip, shapeOf(editable))
      const target = context.targetAt(at.x, at.y)
      if (!target) return undefined
      return isSelected(target) ? 'move' : 'pointer'
    },
  }
}

function only(target: Target): Selection {
  if (target.kind === 'object') return select([target.object.id])
  return target.kind === 'area' ? select([], [target.area.id]) : emptySelection
}

function stepOf(from: PointerInput, to: PointerInput): { dx: number; dy: number } {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  // Shift keeps to one axis.
  if (!to.shift) return { dx, dy }
  return Math.abs(dx) > Math.abs(dy) ? { dx, dy: 0 } : { dx: 0, dy }
}

/** What is changed, as a shape. */
function shapeOf(editable: Editable): Shape {
  return editable.kind === 'object' ? editable.object.shape : { kind: 'box', ...editable.area.rect }
}

function rectOf(shape: Shape): Rect {
  const { x, y, w, h } = bounds(shape)
  return { x, y, w, h }
}

function findGrip(editable: Editable, at: PointerInput, scale: number): Grip | null {
  const grip = gripAt(shapeOf(editable), at, scale)
  return editable.kind === 'area' && grip?.kind === 'turn' ? null : grip
}

function showReshape(context: ToolContext, editable: Editable, shape: Shape | null): void {
  if (!shape) return
  if (editable.kind === 'object') context.draft({ kind: 'reshape', target: editable, shape })
  else context.draft({ kind: 'reshape', target: editable, rect: rectOf(shape) })
}

const verbs: { readonly [K in Grip['kind']]: string } = {
  get handle() {
    return t.tools.resize
  },
  get corner() {
    return t.tools.reshape
  },
  get edge() {
    return t.tools.reshape
  },
  get turn() {
    return t.tools.turn
  },
}

function reshapeEdit(editable: Editable, shape: Shape, grip: Grip) {
  if (editable.kind === 'area') return reshapeArea(editable.area, rectOf(shape))
  return reshapeObject(editable.object, shape, verbs[grip.kind])
}
