import type { Extent } from '../../../src/document/shapes'
import type { Rect } from '../../../src/geometry/rect'
import {
  between,
  clamp,
  easeOut,
  fit,
  frame,
  isSame,
  pan,
  showRect,
  toImage,
  zoomAt,
} from '../../view/camera'
import type { Camera, Point, ScreenSize } from '../../view/camera'
import type { ViewLink } from '../../view/viewLink'

const wheelTime = 140
const flightTime = 280

/** Where the view looks, and how it gets there: jumps while a hand holds the picture, glides for everything else. */
export class Viewport {
  camera = $state.raw<Camera>({ x: 0, y: 0, scale: 1 })
  view = $state.raw<ScreenSize>({ width: 0, height: 0, ratio: 1 })
  image: Extent | null = null
  private flight: { from: Camera; to: Camera; start: number; time: number } | null = null
  private fitted = true

  private link: ViewLink | null = null
  /** Looks where the others of the link do when it comes to show something. */
  private follows = false

  constructor(private readonly onmove: () => void) {}

  /** Looks at the same place as the other views of a link, from now on until the returned function is called. */
  join(link: ViewLink, follows: boolean): () => void {
    const leave = link.join(this)
    this.link = link
    this.follows = follows
    if (follows) link.catchUp(this)
    return () => {
      leave()
      this.link = null
      this.follows = false
    }
  }

  get moving(): boolean {
    return this.flight !== null
  }

  /** Where it will be when it has come to rest. */
  get target(): Camera {
    return this.flight?.to ?? this.camera
  }

  /** Moves the camera on to this moment; called before each frame. */
  advance(now: number): void {
    if (!this.flight) return
    const { from, to, start, time } = this.flight
    const t = (now - start) / time
    this.camera = between(from, to, easeOut(Math.min(1, Math.max(0, t))))
    if (t >= 1) this.flight = null
    this.link?.moved(this)
  }

  /** A new size of the element. What was fitted stays fitted. */
  resize(view: ScreenSize): void {
    const first = this.view.width === 0
    this.view = view
    if (this.follows && this.image && this.link?.catchUp(this)) return
    if (this.image && (first || this.fitted)) this.jump(fit(this.image, view), true)
    else this.onmove()
  }

  show(image: Extent | null, camera?: Camera): void {
    this.image = image
    if (this.follows && this.link?.catchUp(this)) return
    if (image && this.view.width > 0) this.jump(camera ?? fit(image, this.view), !camera)
  }

  fit(): void {
    if (this.image) this.glide(fit(this.image, this.view), flightTime, true)
  }

  /** Zooms around a CSS point of the view, its middle by default. */
  zoomTo(scale: number, at: Point = this.middle): void {
    if (!this.image) return
    // First the limits, then the place: at a limit the picture must not slide.
    const { scale: allowed } = clamp({ ...this.target, scale }, this.image, this.view)
    this.glide(zoomAt(this.target, this.view, allowed, at), wheelTime)
  }

  zoomBy(factor: number, at?: Point): void {
    this.zoomTo(this.target.scale * factor, at)
  }

  goTo(x: number, y: number, scale = this.target.scale): void {
    this.glide({ x, y, scale }, flightTime)
  }

  frame(rect: Rect): void {
    this.glide(frame(rect, this.target, this.view), flightTime)
  }

  /** Beside the tools, at this scale or as far out as it takes. */
  showRect(rect: Rect, scale: number): void {
    this.glide(showRect(rect, this.view, scale), flightTime)
  }

  /** Follows a hand: by CSS pixels, at once. */
  pan(dx: number, dy: number): void {
    this.jump(pan(this.camera, dx, dy))
  }

  /** By a key: from where the view is going, so that a zoom under way is not lost. */
  step(dx: number, dy: number): void {
    this.jump(pan(this.target, dx, dy))
  }

  panTo(x: number, y: number): void {
    this.jump({ ...this.camera, x, y })
  }

  /** Led by another view. */
  follow(camera: Camera): void {
    this.flight = null
    this.fitted = false
    this.camera = camera
    this.onmove()
  }

  imagePoint(at: Point): Point {
    return toImage(this.camera, this.view, at.x, at.y)
  }

  private get middle(): Point {
    return { x: this.view.width / 2, y: this.view.height / 2 }
  }

  private jump(to: Camera, fitted = false): void {
    if (!this.image) return
    this.flight = null
    this.fitted = fitted
    this.camera = clamp(to, this.image, this.view)
    this.link?.moved(this)
    this.onmove()
  }

  private glide(to: Camera, time: number, fitted = false): void {
    if (!this.image) return
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return this.jump(to, fitted)
    const end = clamp(to, this.image, this.view)
    this.fitted = fitted
    this.flight = isSame(end, this.camera)
      ? null
      : { from: this.camera, to: end, start: performance.now(), time }
    this.onmove()
  }
}
