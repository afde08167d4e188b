import { defaultSettings, type ToolSettings } from '../state/storedSettings'

const usual = defaultSettings.tools

/** What the tools remember from one gesture to the next, and the person may set. */
export class ToolOptions implements ToolSettings {
  brushRadius = $state(usual.brushRadius)
  brushUnit = $state(usual.brushUnit)
  wandTolerance = $state(usual.wandTolerance)
  smartGives = $state(usual.smartGives)
  boxSize = $state.raw(usual.boxSize)
  /** The tool that drew last, to be taken again. */
  lastDrawn = $state('box')

  /** What is found again the next day. */
  get stored(): ToolSettings {
    const { brushRadius, brushUnit, wandTolerance, smartGives, boxSize } = this
    return { brushRadius, brushUnit, wandTolerance, smartGives, boxSize }
  }

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
