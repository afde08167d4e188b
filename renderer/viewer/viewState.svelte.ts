import { untrack } from 'svelte'
import type { CheckedArea } from '../../src/records/records'
import type { ImageState } from '../../src/ipc/contract'
import { isEmpty, emptySelection } from '../document/selection'
import type { PointerInput } from '../tools/tool'
import { toolEntry } from '../tools/tools'
import { toScreen } from '../view/camera'
import { visibleRect } from '../view/camera'
import type { Camera } from '../view/camera'
import { classNumbers } from './instances/colors'
import { countRegion } from './scene/countRegion'
import { Input } from './input/input.svelte'
import type { InstanceStore } from './instances/instanceStore'
import { KeyboardCursor } from './input/keyboardCursor.svelte'
import { countLabel, labelOf } from './scene/label'
import type { Label } from './scene/label'
import { Marks } from './scene/marks.svelte'
import { Scene } from './scene/scene'
import type { FrameReport, Picture } from './scene/picture'
import { ToolHost } from './input/toolHost.svelte'
import type { ToolSurroundings } from './input/toolHost.svelte'
import type { ViewerProps } from './viewerProps'
import { Viewport } from './input/viewport.svelte'

const veilStrength = 0.4
const unsettled: FrameReport = {
  settled: false,
  begun: false,
  dense: { objects: false, detections: false },
  problems: [],
}
const nothingHidden: ReadonlySet<number> = new Set()

/** One view of a picture: what it shows, what is in hand, and how a change of either reaches the canvas. */
export class ViewState {
  scene = $state.raw<Scene | null>(null)
  input = $state.raw<Input | null>(null)
  /** Why there is no view at all. */
  failure = $state<string | null>(null)
  report = $state.raw<FrameReport>(unsettled)

  readonly marks = new Marks(() => this.touch())
  readonly viewport = new Viewport(() => this.touch())
  readonly host = new ToolHost(() => this.surroundings(), this.viewport, this.marks.detections)
  readonly keyboard = new KeyboardCursor({
    viewport: this.viewport,
    tool: () => (this.ready && this.entry.draws ? this.held.tool : null),
  })
  /** Where the person last looked, by image. */
  private readonly cameras = new Map<string, Camera>()

  /** The rows belong to this image: not so while they are being loaded. */
  readonly ready = $derived.by(() => {
    const { image, document } = this.props
    return image !== null && document.image?.id === image.id
  })
  /** Does not change with an image's counts; another for image 1 of another project. */
  private readonly identity = $derived.by(() => {
    const { image } = this.props
    return image ? `${image.id} ${image.path}` : null
  })
  readonly entry = $derived.by(() => toolEntry(this.props.tool))
  private readonly held = $derived.by(() => {
    void this.identity
    return { tool: this.entry.create(this.host), cursor: this.entry.cursor }
  })
  readonly draft = $derived.by(() => this.host.inHand)
  readonly areas = $derived.by((): CheckedArea[] => {
    const { document } = this.props
    void document.revision
    if (!this.ready || this.props.bare) return []
    const all = [...document.checked.values()]
    const { draft } = this
    if (draft?.kind !== 'reshape' || !('rect' in draft)) return all
    return all.map((area) => (area.id === draft.target.area.id ? { ...area, rect: draft.rect } : area))
  })
  readonly objectCount = $derived.by(() => {
    const { document } = this.props
    return (void document.revision, this.ready ? document.objects.size + document.arriving : 0)
  })
  readonly color = $derived.by(() => {
    const { classes, activeClass } = this.props
    return classes.find(({ id }) => id === activeClass)?.color ?? '#e08b52'
  })
  /** Image pixels of the pointer or the keyboard's cursor; null beside the image. */
  readonly pointer = $derived.by(() => {
    const { image } = this.props
    if (this.keyboard.at) return this.keyboard.at
    if (!this.input?.pointer || !image) return null
    const at = this.viewport.imagePoint(this.input.pointer)
    return at.x >= 0 && at.y >= 0 && at.x < image.width && at.y < image.height ? at : null
  })
  /** CSS pixels from which a tool draws, for the cross hair. */
  readonly cross = $derived.by(() => {
    if (!this.entry.draws || !this.pointer) return null
    const { camera, view } = this.viewport
    return toScreen(camera, view, this.pointer.x, this.pointer.y)
  })
  readonly label = $derived.by((): Label | null => {
    const { classes, found, detections, document } = this.props
    void [document.revision, this.props.threshold]
    if (this.marks.hovered) return labelOf(this.marks.hovered, classes, found.classes, detections)
    return this.pointer && countLabel(this.marks, this.report.dense, this.viewport.camera, this.pointer)
  })
  /** What lies in the region that is counted; it follows edits and the threshold. */
  readonly counts = $derived.by(() => {
    const { document, classes, found, detections, threshold } = this.props
    void document.revision
    const { counting } = this.host
    return counting?.done
      ? countRegion(counting.ring, { document, classes, foundClasses: found.classes, detections, threshold })
      : null
  })
  /** The detection that is being judged. */
  readonly judged = $derived.by(() => {
    const { highlight, classes, found, detections } = this.props
    return typeof highlight === 'number' && detections && highlight < detections.score.length
      ? labelOf({ kind: 'detection', index: highlight }, classes, found.classes, detections)
      : null
  })

  /** Ids of the classes that are not shown, and their numbers. */
  private readonly hidden = $derived.by(() => this.props.hiddenClasses ?? nothingHidden)
  private readonly hiddenNumbers = $derived.by(() => classNumbers(this.props.found.classes, this.hidden))

  constructor(private readonly read: () => ViewerProps) {}

  private get props(): ViewerProps {
    return this.read()
  }

  /** Called while the component is made: keeps the canvas in step with the properties. */
  follow(): void {
    this.followMarks()
    $effect(() => {
      this.scene?.setImage(this.props.image)
      this.touch()
    })
    $effect(() => {
      const { link, beside } = this.props
      return link && untrack(() => this.viewport.join(link, beside ?? false))
    })
    $effect(() => {
      const shown = this.identity
      if (shown === null) return
      this.report = unsettled
      untrack(() => this.viewport.show(this.props.image, this.cameras.get(shown)))
      return () => void this.cameras.set(shown, this.viewport.target)
    })
    $effect(() => {
      const current = this.held.tool
      untrack(() => {
        this.input?.refresh()
        this.keyboard.hide()
        this.marks.hover(null)
      })
      return () => void current.cancel()
    })
    $effect(() => this.scene?.setClasses(this.props.classes, this.hidden, this.props.found))
    $effect(() => this.scene?.setHeat(this.props.heat))
    $effect(() => {
      const { threshold, detectionsVisible, objectsVisible, heatOpacity, tool, fill } = this.props
      void [threshold, detectionsVisible, objectsVisible, heatOpacity, tool, fill]
      void [this.areas, this.ready, this.draft]
      this.touch()
    })
    $effect(() => {
      if (this.pointer) this.props.onpointer?.(this.pointer.x, this.pointer.y)
      else this.props.onleave?.()
    })
  }

  private followMarks(): void {
    const { marks } = this
    $effect(() => marks.follow(this.props.document))
    $effect(() => {
      void this.props.document.selection
      marks.select(this.props.document)
    })
    $effect(() => marks.leaveOut(this.draft, this.props.document.hidden))
    $effect(() => marks.show(this.props.image, this.props.detections))
    $effect(() => marks.pickFound(this.props.lot ?? nothingHidden))
    $effect(() => {
      const hidden = { classes: this.hidden, objects: this.props.document.hidden }
      const numbers = this.hiddenNumbers
      untrack(() => marks.hide(this.props.document, this.props.detections, hidden, numbers))
    })
  }

  /** Until the returned function is called. */
  mount(root: HTMLElement, canvas: HTMLCanvasElement): (() => void) | undefined {
    try {
      this.scene = new Scene(
        canvas,
        () => this.picture(),
        (report) => this.onframe(report),
      )
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error)
      return undefined
    }
    this.input = new Input(root, {
      viewport: this.viewport,
      keyboard: this.keyboard,
      tool: () => (this.ready ? this.held : null),
      onhover: (at) => this.hover(at),
      onescape: () => this.clearSelection(),
    })
    const stop = this.input.listen()
    const measure = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = root
      this.viewport.resize({ width, height, ratio: devicePixelRatio })
    })
    // Device pixels change without the element when the window goes to another screen.
    measure.observe(canvas, { box: 'device-pixel-content-box' })
    return () => {
      stop()
      measure.disconnect()
      this.scene?.dispose()
    }
  }

  private surroundings(): ToolSurroundings {
    const { image, document, activeClass, objectsVisible, detectionsVisible, threshold } = this.props
    const needClass = async () => (await this.props.onneedclass?.()) ?? null
    const pick = (detection: number) => this.props.onpick?.(detection)
    // Tools only run while there is an image: see `mount`.
    const shown = { image: image as ImageState, document, activeClass, objectsVisible, detectionsVisible }
    const { hidden, hiddenNumbers } = this
    const pickFound = (detections: readonly number[], adds: boolean) => this.props.onlot?.(detections, adds)
    const warn = (sentence: string) => this.props.onwarn?.(sentence)
    const asks = { needClass, pick, pickFound, warn }
    return { ...shown, ...asks, threshold, hidden, hiddenNumbers, tool: this.props.tool }
  }

  /** Something that is drawn changed. */
  private touch(): void {
    untrack(() => {
      if (this.report.settled) this.report = { ...this.report, settled: false }
      this.scene?.invalidate()
    })
  }

  private picture(): Picture {
    const { props, marks, viewport, areas, draft, ready } = this
    viewport.advance(performance.now())
    marks.detectionDensity.setThreshold(props.threshold)
    const { camera, view } = viewport
    const selectedAreas = props.document.selection.areas
    return {
      camera,
      view,
      objects: marks.objects,
      detections: marks.detections,
      picked: marks.picked,
      fills: this.fills(),
      fill: props.fill ?? 0,
      objectDensity: marks.objectDensity.grid,
      detectionDensity: marks.detectionDensity.grid,
      threshold: props.threshold,
      objectsVisible: props.objectsVisible && ready,
      detectionsVisible: props.detectionsVisible,
      heatOpacity: props.heatOpacity,
      areas,
      selectedAreas,
      veil: ready && (props.tool === 'checkedArea' || selectedAreas.size > 0) ? veilStrength : 0,
      shift: draft?.kind === 'move' ? draft : { dx: 0, dy: 0 },
    }
  }

  private fills(): InstanceStore | null {
    const { fill, document } = this.props
    if (!fill || !this.ready || this.report.dense.objects) return null
    const { fills, leftOut } = this.marks
    fills.look(document, visibleRect(this.viewport.camera, this.viewport.view), leftOut)
    return fills.store
  }

  private onframe(next: FrameReport): void {
    this.report = this.viewport.moving ? { ...next, settled: false } : next
    if (this.viewport.moving) this.scene?.invalidate()
  }

  private hover(at: PointerInput | null): void {
    // What is not drawn is not pointed at.
    const { objects, detections } = this.report.dense
    const target = at && this.ready && !this.entry.draws ? this.host.targetAt(at.x, at.y) : null
    const unseen = target?.kind === 'object' ? objects : target?.kind === 'detection' && detections
    this.marks.hover(unseen ? null : target)
  }

  private clearSelection(): boolean {
    const { document, lot } = this.props
    if (isEmpty(document.selection) && !lot?.size) return false
    document.selection = emptySelection
    this.props.onlot?.([], false)
    return true
  }
}
