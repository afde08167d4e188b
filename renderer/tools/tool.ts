import type { Edit } from '../../src/document/edit'
import type { CheckedArea, ObjectRecord, Shape } from '../../src/records/records'
import type { Rect } from '../../src/geometry/rect'
import type { Rings } from '../../src/geometry/polygonBoolean'
import type { RgbaRegion } from '../../src/segmentation/pixels'
import type { Selection } from '../document/selection'
import type { ToolOptions } from './options.svelte'

/** A pointer event in image pixels. */
export interface PointerInput {
  readonly x: number
  readonly y: number
  readonly shift: boolean
  readonly alt: boolean
  readonly ctrl: boolean
}

export type Target =
  | { readonly kind: 'object'; readonly object: ObjectRecord }
  | { readonly kind: 'area'; readonly area: CheckedArea }
  | { readonly kind: 'detection'; readonly index: number }

export function isSameTarget(a: Target | null, b: Target | null): boolean {
  if (a?.kind === 'object' && b?.kind === 'object') return a.object === b.object
  if (a?.kind === 'area' && b?.kind === 'area') return a.area === b.area
  if (a?.kind === 'detection' && b?.kind === 'detection') return a.index === b.index
  return a === b
}

/** What is in hand and not yet an edit; the view draws it. */
export type Draft =
  | { readonly kind: 'shape'; readonly shape: Shape }
  | { readonly kind: 'area'; readonly rect: Rect }
  /** Corners set so far, the pointer last. */
  | { readonly kind: 'path'; readonly points: readonly number[]; readonly closes: boolean }
  | { readonly kind: 'band'; readonly rect: Rect }
  | { readonly kind: 'lasso'; readonly points: readonly number[] }
  /** What a brush or an eraser passed over; `radius` in image pixels. */
  | {
      readonly kind: 'stroke'
      readonly points: readonly number[]
      readonly radius: number
      readonly erases: boolean
    }
  /** The selection on its way. */
  | { readonly kind: 'move'; readonly dx: number; readonly dy: number }
  | { readonly kind: 'reshape'; readonly target: Extract<Target, { kind: 'object' }>; readonly shape: Shape }
  | { readonly kind: 'reshape'; readonly target: Extract<Target, { kind: 'area' }>; readonly rect: Rect }

/** What a tool may see and do. */
export interface ToolContext {
  readonly image: { readonly id: number; readonly width: number; readonly height: number }
  /** CSS pixels per image pixel. */
  readonly scale: number
  readonly selection: Selection
  select(selection: Selection): void
  /** What a click at a point means: the smallest object there, else the border of a checked area, else a detection. */
  targetAt(x: number, y: number): Target | null
  selectedObjects(): readonly ObjectRecord[]
  selectedAreas(): CheckedArea[]
  /** Objects and checked areas that a rectangle touches, or that lie wholly in it. */
  within(rect: Rect, wholly: boolean): Selection
  /** Objects that a ring touches, or that lie wholly in it. */
  withinRing(ring: readonly number[], wholly: boolean): Selection
  /** Detections that are shown and that a ring touches, or that lie wholly in it. */
  foundInRing(ring: readonly number[], wholly: boolean): number[]
  /** Picks detections, to be answered together; `adds`: to those that are picked. */
  pickFound(detections: readonly number[], adds: boolean): void
  /** Objects, unlocked, whose bounds touch a rectangle. */
  objectsIn(rect: Rect): ObjectRecord[]
  /** Objects, unlocked, that have something in common with a region. */
  objectsUnder(region: Rings): ObjectRecord[]
  draft(draft: Draft | null): void
  apply(edit: Edit | null): void
  /** Adds an object of the active class and selects it; asks for a class first when there is none. */
  add(shape: Shape): void
  /** Adds it to the selected object (Shift), cuts it away from what is selected (Alt), or adds an object of its own. */
  place(shape: Shape, keys: { readonly shift: boolean; readonly alt: boolean }): void
  newId(this: void): number
  readonly options: ToolOptions
  /** The size that a box by one click has; null where neither a size is set nor a box of the class known. */
  boxSize(): { readonly w: number; readonly h: number } | null
  /** Pixels of the picture, of the level that is nearest to `scale` CSS pixels per image pixel; see Pixels. */
  pixels(rect: Rect, scale: number, signal: AbortSignal): Promise<RgbaRegion>
  /** Something did not work: one sentence for the person. */
  warn(sentence: string): void
  addArea(rect: Rect): void
  pick(detection: number): void
  /** Shows a ring, and once it is `done` how much lies in it; null takes it away. */
  count(ring: readonly number[] | null, done: boolean): void
  pan(dx: number, dy: number): void
  /** Twice nearer (or farther) at a point. */
  zoom(factor: number, x: number, y: number): void
}

/**
 * A tool turns pointer and keys into edits, one per gesture. It is a plain state machine: no DOM, so that tests can
 * drive it. `move` also comes while no button is down.
 */
export interface Tool {
  down(at: PointerInput): void
  move(at: PointerInput): void
  up(at: PointerInput): void
  doubleClick?(at: PointerInput): void
  /** Enter and Backspace, while the view has the focus; true when it was of use. */
  key?(key: 'Enter' | 'Backspace'): boolean
  /** Esc, another tool or image: drops what is in hand; true when there was something. */
  cancel(): boolean
  /** The pointer left the view. */
  leave?(): void
  /** CSS cursor; without an answer the tool's own. */
  cursor?(at: PointerInput): string | undefined
}

/** CSS pixels that a pointer may stray in a click. */
export const clickSlack = 3

export function isDrag(from: PointerInput, to: PointerInput, scale: number): boolean {
  return Math.hypot(to.x - from.x, to.y - from.y) * scale > clickSlack
}
