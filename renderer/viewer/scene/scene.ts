import type { CheckedArea, ClassRecord } from '../../../src/records/records'
import type { Rect } from '../../../src/geometry/rect'
import type { ImageState } from '../../../src/ipc/contract'
import { AppError } from '../../../src/base/errors'
import { t } from '../../../src/messages/messages'
import type { FoundLook } from '../../state/foundClasses'
import { paletteBytes } from '../instances/colors'
import { isDense } from '../instances/density'
import type { Frame } from '../gl/frame'
import { InstanceStore } from '../instances/instanceStore'
import type { Counted } from '../layers/countHeat'
import { HeatLayer } from '../layers/heatLayer'
import { areaInstance, createPrograms } from '../layers/programs'
import { onSplit } from '../layers/splitLayer'
import { TileLayer } from '../layers/tileLayer'
import { minScores } from '../../../src/found/threshold'
import { paletteSize } from '../instances/objectInstances'
import { outlineStyles as styles } from './outlineStyles'
import type { FrameReport, Heat, Picture } from './picture'
import { pictureGrid } from '../tiles/tilePlan'
import { requestBitmap, tilePort } from '../../bridge/tilePort'

const noneDense = { objects: false, detections: false }
/** The canvas: layers from the picture up to the outlines, drawn only when something changed. */
export class Scene {
  private readonly gl: WebGL2RenderingContext
  private programs: ReturnType<typeof createPrograms>
  private picture: TileLayer | null = null
  private heat: HeatLayer | null = null
  private image: ImageState | null = null
  private heatMap: Heat | null = null
  private classes: readonly ClassRecord[] = []
  private hidden: ReadonlySet<number> = new Set()
  private found: FoundLook = { classes: [], tiled: false }
  private readonly areas = new InstanceStore()
  private areasOf: readonly unknown[] = []
  private dense = noneDense
  /** WebGL runs on the CPU: what it can draw in a frame is much less. */
  private readonly software: boolean
  private request = 0
  private lost = false
  private readonly ends: (() => void)[] = []

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly read: () => Picture,
    private readonly onframe: (report: FrameReport) => void,
  ) {
    const gl = canvas.getContext('webgl2', { antialias: false, stencil: true, alpha: true })
    if (!gl) throw new AppError('no-webgl', t.viewer.thisComputerOffersNoWebgl)
    this.gl = gl
    this.software = /swiftshader|llvmpipe|software|basic render/i.test(rendererOf(gl))
    this.programs = createPrograms(gl)
    const lose = (event: Event) => {
      event.preventDefault()
      this.lost = true
      this.picture?.dispose()
      this.heat?.dispose()
    }
    const restore = () => this.restore()
    canvas.addEventListener('webglcontextlost', lose)
    canvas.addEventListener('webglcontextrestored', restore)
    this.ends.push(
      () => canvas.removeEventListener('webglcontextlost', lose),
      () => canvas.removeEventListener('webglcontextrestored', restore),
      tilePort.onattach(() => this.retry()),
      onSplit(() => this.invalidate()),
    )
  }

  setImage(image: ImageState | null): void {
    const before = this.image
    this.image = image
    if (image && before && isSamePyramid(image, before)) {
      if (tilesDiffer(image, before)) this.picture?.refresh()
      return
    }
    this.picture?.dispose()
    this.picture = image ? this.pictureLayer(image) : null
    this.setHeat(this.heatMap)
  }

  setHeat(heat: Heat | null): void {
    const grown = heat?.soFar && heat.soFar === this.heatMap?.soFar ? this.heat : null
    this.heatMap = heat
    if (grown) return grown.refresh()
    this.heat?.dispose()
    this.heat = heat && this.image ? this.heatLayer(heat, this.image) : null
    this.invalidate()
  }

  setClasses(classes: readonly ClassRecord[], hidden: ReadonlySet<number>, found: FoundLook): void {
    Object.assign(this, { classes, hidden, found })
    const { gl } = this
    gl.bindTexture(gl.TEXTURE_2D, this.programs.palette)
    const bytes = paletteBytes(classes, paletteSize, hidden, found)
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, paletteSize, 2, 0, gl.RGBA, gl.UNSIGNED_BYTE, bytes)
    this.invalidate()
  }

  /** Asks for tiles again that were given up. */
  retry(): void {
    this.picture?.retry()
    this.heat?.retry()
  }

  invalidate(): void {
    this.request ||= requestAnimationFrame(() => {
      this.request = 0
      this.draw()
    })
  }

  dispose(): void {
    cancelAnimationFrame(this.request)
    for (const end of this.ends) end()
    this.picture?.dispose()
    this.heat?.dispose()
    this.gl.getExtension('WEBGL_lose_context')?.loseContext()
  }

  /** Draws now and returns; called by `invalidate` once per frame of the display. */
  draw(): void {
    const { gl, canvas } = this
    const { camera, view, ...picture } = this.read()
    if (this.lost || view.width === 0) return
    const [width, height] = [Math.round(view.width * view.ratio), Math.round(view.height * view.ratio)]
    if (canvas.width !== width) canvas.width = width
    if (canvas.height !== height) canvas.height = height
    const frame: Frame = { gl, camera, view, width, height, scale: camera.scale * view.ratio }
    gl.viewport(0, 0, width, height)
    gl.clearColor(0, 0, 0, 0)
    gl.clear(gl.COLOR_BUFFER_BIT)
    if (!this.image) return this.onframe({ settled: true, begun: false, dense: noneDense, problems: [] })
    const all = { camera, view, ...picture }
    this.dense = {
      objects: picture.objectsVisible && this.isDense(all, 'objects'),
      detections: picture.detectionsVisible && this.isDense(all, 'detections'),
    }
    this.drawTiles(frame, all)
    this.drawMarks(frame, all)
    this.onframe(this.report(picture.heatOpacity))
  }

  private drawTiles(frame: Frame, picture: Picture): void {
    const { gl } = this
    const { heatOpacity } = picture
    gl.disable(gl.BLEND)
    gl.activeTexture(gl.TEXTURE0)
    this.picture?.look(frame.camera, frame.view)
    this.picture?.draw(frame, this.programs.countHeat, this.counted(picture))
    gl.enable(gl.BLEND)
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
    if (!this.heat || heatOpacity <= 0) return
    this.heat.look(frame.camera, frame.view)
    this.heat.draw(frame, heatOpacity)
  }

  private drawMarks(frame: Frame, picture: Picture): void {
    const { gl, programs, image } = this
    const { id, width, height } = image as ImageState
    programs.split.draw(frame, id)
    const whole: Rect = { x: 0, y: 0, w: width, h: height }
    // Dims what nobody checked.
    if (picture.veil > 0)
      programs.rectangles.fillAround(frame, [whole], rects(picture.areas), [0, 0, 0, picture.veil])
    gl.bindTexture(gl.TEXTURE_2D, programs.checkedPalette)
    programs.areas.draw(frame, this.areaStore(picture), { ...styles.area, shift: picture.shift })
    this.drawNumbers(frame, picture)
    gl.bindTexture(gl.TEXTURE_2D, programs.palette)
    if (picture.objectsVisible) {
      const fill = picture.fill > 0 ? ([picture.fill, picture.fill + 0.15] as const) : styles.object.fill
      const style = { ...styles.object, fill, shift: picture.shift }
      const { objects, picked, fills } = picture
      if (this.dense.objects) {
        programs.pickedBoxes.draw(frame, picked.boxes, style)
        programs.pickedSegments.draw(frame, picked.segments, style)
      } else {
        if (fills) programs.fills.draw(frame, fills, style)
        programs.boxes.draw(frame, objects.boxes, style)
        programs.segments.draw(frame, objects.segments, style)
      }
    }
    if (!picture.detectionsVisible || this.dense.detections) return
    const { threshold, detections } = picture
    const style = { ...(this.found.tiled ? styles.tile : styles.detection), least: minScores(threshold) }
    programs.detections.draw(frame, detections.store, style)
    programs.detectionEdges.draw(frame, detections.edges, style)
  }

  private isDense(picture: Picture, kind: 'objects' | 'detections'): boolean {
    const grid = kind === 'objects' ? picture.objectDensity : picture.detectionDensity
    const last = { dense: this.dense[kind], software: this.software }
    return isDense(grid, picture.camera, picture.view, last)
  }

  private counted({ objectDensity, detectionDensity }: Picture): Counted[] {
    const { objects, detections } = this.dense
    const shown: Counted[] = []
    if (objects) shown.push({ kind: 'objects', grid: objectDensity })
    if (detections) shown.push({ kind: 'detections', grid: detectionDensity })
    return shown
  }

  private drawNumbers(frame: Frame, picture: Picture): void {
    const counted = this.counted(picture)
    counted.forEach(({ grid }, i) =>
      this.programs.numbers.draw(frame, grid, counted.length < 2 ? 0 : i === 0 ? -1 : 1),
    )
  }

  private areaStore(picture: Picture): InstanceStore {
    const of = [picture.areas, picture.selectedAreas]
    if (of.every((each, i) => each === this.areasOf[i])) return this.areas
    this.areasOf = of
    const areas = [...picture.areas]
    const slots = this.areas.reset(areas.map(areaInstance))
    areas.forEach(({ id }, i) => picture.selectedAreas.has(id) && this.areas.setFlags(slots[i] as number, 2))
    return this.areas
  }

  private report(heatOpacity: number): FrameReport {
    const layers = [this.picture, heatOpacity > 0 ? this.heat : null].filter((layer) => layer !== null)
    return {
      settled: layers.every((layer) => layer.settled),
      begun: this.picture?.begun ?? false,
      dense: this.dense,
      problems: layers.flatMap((layer) => layer.problems),
    }
  }

  private pictureLayer(image: ImageState): TileLayer {
    return new TileLayer(this.gl, {
      grid: pictureGrid(image),
      program: this.programs.picture,
      counted: this.programs.counted,
      load: (tile, signal) => requestBitmap({ kind: 'image', image: image.id, ...tile }, signal),
      onchange: () => this.invalidate(),
    })
  }

  private heatLayer({ run, info, soFar, of }: Heat, image: ImageState): HeatLayer {
    return new HeatLayer(this.gl, {
      grid: { tileSize: info.tileSize, unit: info.stride, levels: info.levels, image },
      program: this.programs.heat,
      load: async (tile, signal) =>
        soFar?.tile(tile.level, tile.column, tile.row) ??
        (await tilePort.request({ kind: 'heat', image: image.id, run, of, ...tile }, signal)).bytes,
      onchange: () => this.invalidate(),
    })
  }

  private restore(): void {
    this.lost = false
    this.programs = createPrograms(this.gl)
    const { image } = this
    this.image = null
    const { objects, picked, detections, fills } = this.read()
    fills?.markAllDirty()
    for (const { boxes, segments } of [objects, picked]) {
      boxes.markAllDirty()
      segments.markAllDirty()
    }
    detections.store.markAllDirty()
    detections.edges.markAllDirty()
    this.setClasses(this.classes, this.hidden, this.found)
    this.setImage(image)
  }
}

function rendererOf(gl: WebGL2RenderingContext): string {
  const named = gl.getExtension('WEBGL_debug_renderer_info')
  return String(gl.getParameter(named ? named.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
}

function* rects(areas: Iterable<CheckedArea>): Iterable<Rect> {
  for (const area of areas) yield area.rect
}

/** More of it was prepared, or it is seen otherwise now. */
function tilesDiffer(a: ImageState, b: ImageState): boolean {
  return a.building !== b.building || JSON.stringify(a.display) !== JSON.stringify(b.display)
}

function isSamePyramid(a: ImageState, b: ImageState): boolean {
  return (
    a.id === b.id &&
    a.path === b.path &&
    a.width === b.width &&
    a.height === b.height &&
    a.levels === b.levels
  )
}
