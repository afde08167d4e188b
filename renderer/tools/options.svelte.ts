/** What the tools remember from one gesture to the next, and the person may set. */
export class ToolOptions {
  /** Radius of brush and eraser, in pixels of `brushUnit`. */
  brushRadius = $state(16)
  /** Whether a brush keeps its size on the screen or in the image. */
  brushUnit = $state<'screen' | 'image'>('screen')
  /** How much a colour may differ from the one clicked at, of 255 in each channel. */
  wandTolerance = $state(24)
  smartGives = $state<'outline' | 'box'>('outline')
  /** Image pixels of a box by one click; null takes the last box of its class. */
  boxSize = $state.raw<{ readonly w: number; readonly h: number } | null>(null)
  /** The tool that drew last, to be taken again. */
  lastDrawn = $state('box')

  /** Image pixels. */
  brushRadiusAt(scale: number): number {
    return this.brushUnit === 'image' ? this.brushRadius : this.brushRadius / scale
  }

  /** By a sixth, at least one pixel; what the tool in hand has of a size. */
  resize(tool: string, larger: boolean): void {
    const step = (value: number, most: number) => {
      const next = larger ? Math.max(value + 1, value * 1.17) : Math.min(value - 1, value / 1.17)
      return Math.round(Math.min(most, Math.max(1, next)))
    }
    if (tool === 'wand') this.wandTolerance = step(this.wandTolerance, 255)
    else this.brushRadius = step(this.brushRadius, 2000)
  }
}

/** Of this window. */
export const toolOptions = new ToolOptions()
