import { addCheckedArea } from '../../../src/document/commands/addCheckedArea'
import { addObject } from '../../../src/document/commands/addObject'
import { combine, isRegion } from '../../../src/document/commands/combine'
import type { Threshold } from '../../../src/found/threshold'
import type { Edit } from '../../../src/document/edit'
import { bounds } from '../../../src/records/records'
import type { CheckedArea, ObjectRecord, Shape } from '../../../src/records/records'
import { hits, outline, ringSelects, selects } from '../../../src/document/shapes'
import { common } from '../../../src/geometry/polygonBoolean'
import type { Rings } from '../../../src/geometry/polygonBoolean'
import { RingIndex } from '../../../src/geometry/ringIndex'
import { area, contains, containsPoint, inset, intersects } from '../../../src/geometry/rect'
import type { Rect } from '../../../src/geometry/rect'
import type { ImageState } from '../../../src/ipc/contract'
import { t } from '../../../src/messages/messages'
import type { OpenDocument } from '../../document/openDocument.svelte'
import { select } from '../../document/selection'
import type { Selection } from '../../document/selection'
import { toolOptions } from '../../tools/options.svelte'
import type { Draft, Target, ToolContext } from '../../tools/tool'
import { areaTag } from '../scene/areaTag'
import { toScreen } from '../../view/camera'
import type { DetectionInstances } from '../instances/detectionInstances'
import { readPixels } from '../tiles/pixels'
import type { Viewport } from './viewport.svelte'

/** What the view knows and the tools may ask; read anew each time. */
export interface ToolSurroundings {
  readonly image: ImageState
  readonly document: OpenDocument
  readonly activeClass: number | null
  readonly objectsVisible: boolean
  readonly detectionsVisible: boolean
  readonly threshold: Threshold
  /** Classes that are not shown: ids, and numbers as detections have them. */
  readonly hidden: ReadonlySet<number>
  readonly hiddenNumbers: ReadonlySet<number>
  /** Asks for a class when there is none; null when the person does not want to. */
  needClass(): Promise<number | null>
  pick(detection: number): void
  /** Detections to be answered together; `adds`: to those before. */
  pickFound(detections: readonly number[], adds: boolean): void
  /** The tool in hand. */
  readonly tool: string
  /** Something did not work: one sentence. */
  warn(sentence: string): void
}

/** CSS pixels around what is clicked at. */
const reach = { object: 3, point: 9, border: 5 }

/** The tools' side of the view. */
export class ToolHost implements ToolContext {
  /** What the tool has in hand, for the view to draw. */
  inHand = $state.raw<Draft | null>(null)
  readonly options = toolOptions
  /** Boxes that were drawn last, by class. */
  private readonly lastBoxes = new Map<number, Rect>()

  /** The ring whose content is counted. */
  counting = $state.raw<{ readonly ring: readonly number[]; readonly done: boolean } | null>(null)

  constructor(
    private readonly around: () => ToolSurroundings,
    private readonly viewport: Viewport,
    private readonly detections: DetectionInstances,
    private readonly read: typeof readPixels = readPixels,
  ) {}

  get image() {
    return this.around().image
  }

  get scale(): number {
    return this.viewport.camera.scale
  }

  get selection(): Selection {
    return this.around().document.selection
  }

  select(selection: Selection): void {
    this.around().document.selection = selection
  }

  selectedObjects(): readonly ObjectRecord[] {
    return this.around().document.selectedObjects()
  }

  selectedAreas(): CheckedArea[] {
    return this.around().document.selectedAreas()
  }

  draft(draft: Draft | null): void {
    this.inHand = draft
  }

  apply(edit: Edit | null): void {
    this.around().document.apply(edit)
  }

  newId = (): number => this.around().document.newId()

  add(shape: Shape): void {
    const { image, document, activeClass, needClass, tool } = this.around()
    this.options.lastDrawn = tool
    const put = (classId: number) => {
      const id = document.newId()
      if (shape.kind === 'box') this.lastBoxes.set(classId, shape)
      document.apply(addObject(id, image.id, classId, shape))
      document.selection = select([id])
    }
    if (activeClass !== null) return put(activeClass)
    // The shape stays in sight while the person names it.
    this.inHand = { kind: 'shape', shape }
    void needClass().then((classId) => {
      this.inHand = null
      if (classId !== null && this.around().image.id === image.id) put(classId)
    })
  }

  place(shape: Shape, { shift, alt }: { readonly shift: boolean; readonly alt: boolean }): void {
    const selected = this.selectedObjects()
    const held = selected.filter((object) => !object.locked && isRegion(object.shape))
    if (alt && held.length > 0) return this.apply(combine(held, outline(shape), 'subtract'))
    if (shift && held.length === 1) return this.apply(combine(held, outline(shape), 'add'))
    if (shift || alt) this.warn(alt ? t.viewer.selectToCutFrom : t.viewer.selectToAddTo)
    else this.add(shape)
  }

  boxSize(): { readonly w: number; readonly h: number } | null {
    const { document, activeClass } = this.around()
    if (this.options.boxSize) return this.options.boxSize
    if (activeClass === null) return null
    const drawn = this.lastBoxes.get(activeClass)
    if (drawn) return drawn
    let last: Rect | null = null
    for (const { class: id, shape } of document.objects.values())
      if (id === activeClass && shape.kind === 'box') last = shape
    if (last) this.lastBoxes.set(activeClass, last)
    return last
  }

  pixels(rect: Rect, scale: number, signal: AbortSignal) {
    return this.read(this.image, rect, scale, signal)
  }

  warn(sentence: string): void {
    this.around().warn(sentence)
  }

  addArea(rect: Rect): void {
    const { image, document } = this.around()
    const id = document.newId()
    const only = document.checkFor.only ?? undefined
    document.apply(addCheckedArea({ id, image: image.id, rect, only }))
    document.selection = select([], [id])
  }

  pick(detection: number): void {
    this.around().pick(detection)
  }

  pickFound(detections: readonly number[], adds: boolean): void {
    this.around().pickFound(detections, adds)
  }

  foundInRing(points: readonly number[], wholly: boolean): number[] {
    const { detectionsVisible, threshold, hiddenNumbers } = this.around()
    return detectionsVisible
      ? this.detections.inRing(points, wholly, { threshold, hidden: hiddenNumbers })
      : []
  }

  count(ring: readonly number[] | null, done: boolean): void {
    this.counting = ring && { ring, done }
  }

  pan(dx: number, dy: number): void {
    this.viewport.pan(dx, dy)
  }

  zoom(factor: number, x: number, y: number): void {
    this.viewport.zoomBy(factor, toScreen(this.viewport.camera, this.viewport.view, x, y))
  }

  targetAt(x: number, y: number): Target | null {
    const { detectionsVisible, threshold, hiddenNumbers } = this.around()
    const object = this.objectAt(x, y)
    if (object) return { kind: 'object', object }
    const found = this.areaAt(x, y)
    if (found) return { kind: 'area', area: found }
    const near = reach.object / this.scale
    const index = detectionsVisible ? this.detections.at({ x, y }, near, threshold, hiddenNumbers) : null
    return index === null ? null : { kind: 'detection', index }
  }

  within(rect: Rect, wholly: boolean): Selection {
    const objects = this.visibleIn(rect).filter(({ shape }) => selects(rect, shape, wholly))
    if (objects.length > 0) return select(objects.map(({ id }) => id))
    // Checked areas are the ground: a rectangle only means them where it holds nothing else.
    const areas = [...this.around().document.checked.values()].filter((each) => contains(rect, each.rect))
    return select(
      [],
      areas.map((each) => each.id),
    )
  }

  withinRing(points: readonly number[], wholly: boolean): Selection {
    const ring = new RingIndex(points)
    const { document } = this.around()
    const { inside, unsure } = document.searchRing(ring)
    const near = this.shown(unsure).filter(({ shape }) => ringSelects(ring, shape, wholly))
    const ids = this.hidesSome ? this.shown(inside).map(({ id }) => id) : inside
    return select([...ids, ...near.map(({ id }) => id)])
  }

  objectsIn(rect: Rect): ObjectRecord[] {
    return this.visibleIn(rect).filter((object) => !object.locked)
  }

  objectsUnder(region: Rings): ObjectRecord[] {
    const around = bounds({ kind: 'polygon', points: region.flat() })
    return this.objectsIn(around).filter(
      ({ shape }) => isRegion(shape) && common(outline(shape), region).length > 0,
    )
  }

  /** Objects that are shown and whose bounds touch a rectangle. */
  private visibleIn(rect: Rect): ObjectRecord[] {
    return this.shown(this.around().document.search(rect))
  }

  private get hidesSome(): boolean {
    const { document, objectsVisible, hidden } = this.around()
    return !objectsVisible || hidden.size > 0 || document.hidden.size > 0
  }

  /** Those of the objects that are shown. */
  private shown(ids: readonly number[]): ObjectRecord[] {
    const { document, objectsVisible, hidden } = this.around()
    if (!objectsVisible) return []
    const found: ObjectRecord[] = []
    for (const id of ids) {
      const object = document.objects.get(id)
      if (object && !hidden.has(object.class) && !document.hidden.has(id)) found.push(object)
    }
    return found
  }

  /** The smallest object at a point, since it lies on top of the larger ones. */
  private objectAt(x: number, y: number): ObjectRecord | undefined {
    const near = Math.max(reach.object, reach.point) / this.scale
    let best: ObjectRecord | undefined
    for (const object of this.visibleIn({ x: x - near, y: y - near, w: 2 * near, h: 2 * near })) {
      const tolerance = (object.shape.kind === 'point' ? reach.point : reach.object) / this.scale
      if (!hits(object.shape, x, y, tolerance)) continue
      if (!best || area(bounds(object.shape)) < area(bounds(best.shape))) best = object
    }
    return best
  }

  private areaAt(x: number, y: number): CheckedArea | undefined {
    const { camera, view } = this.viewport
    const near = reach.border / camera.scale
    const screen = toScreen(camera, view, x, y)
    const at = { x: x - near, y: y - near, w: 2 * near, h: 2 * near }
    return [...this.around().document.checked.values()].reverse().find((each) => {
      const { rect } = each
      const tag = areaTag(each, camera, view)
      if (tag && containsPoint(tag, screen.x, screen.y)) return true
      return intersects(rect, at) && !contains(inset(rect, near), { x, y, w: 0, h: 0 })
    })
  }
}
