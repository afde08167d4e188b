import { clampToImage } from '../../../src/document/shapes'
import type { PointerInput, Tool } from '../../tools/tool'
import { toScreen } from '../../view/camera'
import type { Point } from '../../view/camera'
import type { Viewport } from './viewport.svelte'

interface KeyboardCursorOptions {
  readonly viewport: Viewport
  /** The tool that draws, if one is in hand. */
  tool(): Tool | null
}

/** CSS pixels of a step, at least one pixel of the image; Shift makes large ones. */
const steps = { small: 8, large: 64 }
/** CSS pixels to the border of the view from where on the picture comes along. */
const border = 48
const arrows: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/**
 * Draws without a mouse: arrows move a cursor over the picture, Enter clicks there, Shift and Enter press the button
 * down until the next Enter. It comes with the first of these keys while no pointer is on the picture.
 */
export class KeyboardCursor {
  /** Whole image pixels; null while it is not shown. */
  at = $state.raw<Point | null>(null)
  /** The button is held down. */
  private held = false
  /** Where the last click was: another one there ends a polygon. */
  private clicked: Point | null = null

  constructor(private readonly options: KeyboardCursorOptions) {}

  /** A pointer takes over, or another tool. */
  hide(): void {
    this.at = null
    this.held = false
    this.clicked = null
  }

  /** True when the key was for the cursor. */
  key(event: KeyboardEvent, pointerIsHere: boolean): boolean {
    const tool = this.options.tool()
    if (!tool || (pointerIsHere && !this.at)) return false
    const arrow = arrows[event.key]
    if (arrow) this.move(tool, arrow, event.shiftKey)
    else if (event.key === 'Enter') this.enter(tool, event)
    else if (event.key === 'Escape' && this.at) {
      if (!tool.cancel() && !this.held) this.hide()
      this.held = false
      this.clicked = null
    } else return false
    return true
  }

  private move(tool: Tool, [dx, dy]: readonly [number, number], large: boolean): void {
    const { viewport } = this.options
    const from = this.at ?? this.start()
    if (!from || !viewport.image) return
    const length = large ? steps.large : steps.small
    const step = Math.max(large ? 8 : 1, Math.round(length / viewport.target.scale))
    this.at = clampToImage(from.x + dx * step, from.y + dy * step, viewport.image)
    this.bringAlong(this.at)
    tool.move(input(this.at))
  }

  private enter(tool: Tool, { shiftKey }: KeyboardEvent): void {
    const at = this.at ?? this.start()
    if (!at) return
    const first = this.at === null
    this.at = at
    if (first) return tool.move(input(at))
    if (this.held) {
      this.held = false
      return tool.up(input(at))
    }
    const twice = this.clicked?.x === at.x && this.clicked.y === at.y
    this.clicked = at
    if (twice && tool.key?.('Enter')) return
    tool.move(input(at))
    tool.down(input(at))
    if (shiftKey) this.held = true
    else tool.up(input(at))
  }

  private start(): Point | null {
    const { viewport } = this.options
    if (!viewport.image) return null
    const { x, y } = clampToImage(viewport.target.x, viewport.target.y, viewport.image)
    return { x: Math.round(x), y: Math.round(y) }
  }

  /** Moves the picture so that the cursor stays in sight. */
  private bringAlong(at: Point): void {
    const { viewport } = this.options
    const { width, height } = viewport.view
    const { x, y } = toScreen(viewport.target, viewport.view, at.x, at.y)
    const beyond = (place: number, size: number) =>
      place < border ? border - place : Math.min(0, size - border - place)
    const [dx, dy] = [beyond(x, width), beyond(y, height)]
    if (dx !== 0 || dy !== 0) viewport.step(dx, dy)
  }
}

function input({ x, y }: Point): PointerInput {
  return { x, y, shift: false, alt: false, ctrl: false }
}
