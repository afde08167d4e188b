import type { PointerInput, Tool } from '../../tools/tool'
import type { Point } from '../../view/camera'
import type { KeyboardCursor } from './keyboardCursor.svelte'
import type { Viewport } from './viewport.svelte'

interface InputOptions {
  readonly viewport: Viewport
  readonly keyboard: KeyboardCursor
  /** The tool in hand, with its cursor; null while there is nothing to work on. */
  tool(): { readonly tool: Tool; readonly cursor: string } | null
  /** The pointer rests on or passes over a place, with no button down; null when it left. */
  onhover(at: PointerInput | null): void
  /** Esc with nothing in hand. */
  onescape(): boolean
}

/** Turns the events of the view's element into what the camera and the tool do. */
export class Input {
  /** CSS pixels in the view; null while the pointer is elsewhere. */
  pointer = $state.raw<Point | null>(null)
  cursor = $state('default')
  private space = $state(false)
  private grabbed = $state.raw<Point | null>(null)
  private pressed = false
  /** What was pressed with the pointer last, while it has the focus. */
  private clicked: Node | null = null

  constructor(
    private readonly element: HTMLElement,
    private readonly options: InputOptions,
  ) {}

  /** Listens until the returned function is called. */
  listen(): () => void {
    const end = new AbortController()
    const on = <K extends keyof HTMLElementEventMap>(
      type: K,
      listener: (event: HTMLElementEventMap[K]) => void,
    ) => this.element.addEventListener(type, listener, { signal: end.signal, passive: false })
    on('pointerdown', (event) => this.down(event))
    on('pointermove', (event) => this.move(event))
    on('pointerup', (event) => this.up(event))
    on('pointercancel', () => this.drop())
    on('pointerleave', () => this.leave())
    on('dblclick', (event) => this.options.tool()?.tool.doubleClick?.(this.read(event)))
    on('wheel', (event) => this.wheel(event))
    on('keydown', (event) => this.key(event))
    // Hold-space works wherever the focus is, as long as the pointer is over the picture.
    window.addEventListener('keydown', (event) => this.spaceDown(event), { signal: end.signal })
    window.addEventListener('keyup', (event) => event.code === 'Space' && this.setSpace(false), {
      signal: end.signal,
    })
    window.addEventListener('blur', () => this.setSpace(false), { signal: end.signal })
    const pressed = (event: PointerEvent) => void (this.clicked = asNode(event.target))
    window.addEventListener('pointerdown', pressed, { signal: end.signal, capture: true })
    const focused = (event: FocusEvent) => {
      if (!asNode(event.target)?.contains(this.clicked)) this.clicked = null
    }
    window.addEventListener('focusin', focused, { signal: end.signal })
    return () => end.abort()
  }

  /** Brings the cursor in step with the tool. */
  refresh(at: PointerInput | null = null): void {
    const held = this.options.tool()
    if (this.grabbed) this.cursor = 'grabbing'
    else if (this.space) this.cursor = 'grab'
    else this.cursor = (at && held?.tool.cursor?.(at)) ?? held?.cursor ?? 'default'
  }

  private place(event: MouseEvent): Point {
    const { left, top } = this.element.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top }
  }

  private read(event: MouseEvent): PointerInput {
    const { x, y } = this.options.viewport.imagePoint(this.place(event))
    // Steps of 1/64 pixel are finer than any zoom shows, and sums of them are exact.
    const exact = (value: number) => Math.round(value * 64) / 64
    const { shiftKey, altKey, ctrlKey, metaKey } = event
    return { x: exact(x), y: exact(y), shift: shiftKey, alt: altKey, ctrl: ctrlKey || metaKey }
  }

  private down(event: PointerEvent): void {
    const held = this.options.tool()
    if (!held || event.button > 1) return
    this.element.focus({ preventScroll: true })
    this.element.setPointerCapture(event.pointerId)
    if (event.button === 1 || this.space) {
      event.preventDefault()
      this.grabbed = this.place(event)
    } else {
      this.pressed = true
      held.tool.down(this.read(event))
    }
    this.refresh(this.read(event))
  }

  private move(event: PointerEvent): void {
    const held = this.options.tool()
    const at = this.place(event)
    if (event.movementX || event.movementY) this.options.keyboard.hide()
    this.pointer = at
    if (!held) return
    if (this.grabbed) {
      this.options.viewport.pan(at.x - this.grabbed.x, at.y - this.grabbed.y)
      this.grabbed = at
    } else {
      held.tool.move(this.read(event))
    }
    const read = this.read(event)
    if (!this.pressed && !this.grabbed) this.options.onhover(read)
    this.refresh(read)
  }

  private up(event: PointerEvent): void {
    const held = this.options.tool()
    if (this.grabbed) this.grabbed = null
    else if (this.pressed) {
      this.pressed = false
      held?.tool.up(this.read(event))
    }
    this.options.onhover(this.read(event))
    this.refresh(this.read(event))
  }

  /** The system took the pointer away in the middle of a gesture. */
  private drop(): void {
    this.grabbed = null
    this.pressed = false
    this.options.tool()?.tool.cancel()
    this.refresh()
  }

  private leave(): void {
    this.pointer = null
    this.options.tool()?.tool.leave?.()
    this.options.onhover(null)
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault()
    if (!this.options.tool()) return
    const unit =
      event.deltaMode === WheelEvent.DOM_DELTA_LINE
        ? 32
        : event.deltaMode === WheelEvent.DOM_DELTA_PAGE
          ? 400
          : 1
    // A pinch comes as small steps with Ctrl.
    const speed = event.ctrlKey && Math.abs(event.deltaY) < 40 ? 0.01 : 0.0016
    const delta = Math.max(-600, Math.min(600, event.deltaY * unit))
    this.options.viewport.zoomBy(Math.exp(-delta * speed), this.place(event))
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (this.options.keyboard.key(event, this.pointer !== null)) {
      event.preventDefault()
      event.stopPropagation()
      return
    }
    const tool = this.options.tool()?.tool
    const arrows: Record<string, [number, number]> = {
      ArrowLeft: [1, 0],
      ArrowRight: [-1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    }
    const arrow = arrows[event.key]
    let used = false
    if (arrow) {
      const step = event.shiftKey ? 400 : 80
      this.options.viewport.step(arrow[0] * step, arrow[1] * step)
      used = true
    } else if (event.key === 'Escape') {
      used = (tool?.cancel() ?? false) || this.options.onescape()
      this.pressed = false
    } else if (event.key === 'Enter' || event.key === 'Backspace') {
      used = tool?.key?.(event.key) ?? false
    }
    if (!used) return
    event.preventDefault()
    event.stopPropagation()
  }

  private spaceDown(event: KeyboardEvent): void {
    if (event.code !== 'Space' || !this.pointer) return
    const target = event.target instanceof HTMLElement ? event.target : null
    // What was reached by keyboard, or is written in, keeps the key; a button that was only clicked does not.
    // ":focus-visible" alone does not tell: any key makes it match what was clicked, too.
    const isClicked = this.clicked !== null && (target?.contains(this.clicked) ?? false)
    const isWritten = target?.matches('input, textarea, select, [contenteditable]') ?? false
    const keeps = isWritten || (!isClicked && (target?.matches(':focus-visible') ?? false))
    if (keeps && target !== this.element) return
    event.preventDefault()
    this.setSpace(true)
  }

  private setSpace(held: boolean): void {
    if (this.space === held) return
    this.space = held
    this.refresh()
  }
}

const asNode = (target: EventTarget | null) => (target instanceof Node ? target : null)
