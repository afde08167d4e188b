import { binsIn } from '../../../src/geometry/densityGrid'
import type { DensityGrid, DensityLevel } from '../../../src/geometry/densityGrid'
import type { Rect } from '../../../src/geometry/rect'
import { visibleRect } from '../../view/camera'
import { densityColors } from '../instances/colors'
import { rasterLevel } from '../instances/density'
import type { Frame } from '../gl/frame'
import type { Program } from '../gl/program'
import { setFilter } from '../gl/tileProgram'

/** Bins in each direction that are brought over at a time: a pan needs new ones only now and then. */
const patch = 32
/** RGBA of 256 steps from few to many, times their alpha. */
const colors = { objects: premultiplied('objects'), detections: premultiplied('detections') }

export interface Counted {
  readonly kind: 'objects' | 'detections'
  readonly grid: DensityGrid
}

/**
 * Counts as a colour in each bin. The picture's tiles are drawn with it: a pass of its own would cost as much as the
 * picture, where WebGL runs on the CPU.
 */
export class CountHeat {
  private readonly texture: WebGLTexture
  private made = ''
  private side = 1
  private bins = { left: 0, top: 0, right: 0, bottom: 0 }

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.texture = gl.createTexture()
    gl.bindTexture(gl.TEXTURE_2D, this.texture)
    setFilter(gl, gl.NEAREST)
  }

  /** Brings over what the view shows of grids of one image, the last on top, and binds it for the program in use. */
  use({ gl, camera, view }: Frame, counted: readonly Counted[], program: Program): void {
    gl.activeTexture(gl.TEXTURE1)
    gl.bindTexture(gl.TEXTURE_2D, this.texture)
    gl.uniform1i(program.uniform('u_heat'), 1)
    const { grid } = counted[0] as Counted
    const level = rasterLevel(grid, camera)
    const { side } = grid.levels[level] as DensityLevel
    const bins = binsIn(grid.levels[level] as DensityLevel, visibleRect(camera, view), patch)
    const name = [
      side,
      ...Object.values(bins),
      ...counted.map((each) => each.kind + each.grid.revision),
    ].join()
    if (name !== this.made) {
      Object.assign(this, { made: name, side, bins })
      this.upload(counted, level)
    }
    gl.activeTexture(gl.TEXTURE0)
  }

  /** Left, top, right and bottom of a part of the image, in bins of the texture. */
  binsOf({ x, y, w, h }: Rect): [number, number, number, number] {
    const { side, bins } = this
    const [left, top] = [x / side - bins.left, y / side - bins.top]
    return [left, top, left + w / side, top + h / side]
  }

  private upload(counted: readonly Counted[], level: number): void {
    const { gl, bins } = this
    const [columns, rows] = [Math.max(1, bins.right - bins.left), Math.max(1, bins.bottom - bins.top)]
    const cells = new Uint8Array(columns * rows * 4)
    for (const { kind, grid } of counted) {
      const { counts, columns: stride } = grid.levels[level] as DensityLevel
      const most = Math.max(4, grid.peak(grid.levels[level] as DensityLevel))
      for (let row = bins.top; row < bins.bottom; row++) {
        for (let column = bins.left; column < bins.right; column++) {
          const count = counts[row * stride + column] as number
          if (count === 0) continue
          const step = Math.round(255 * (count / most) ** 0.4)
          lay(colors[kind], step * 4, cells, ((row - bins.top) * columns + column - bins.left) * 4)
        }
      }
    }
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, columns, rows, 0, gl.RGBA, gl.UNSIGNED_BYTE, cells)
  }
}

/** One premultiplied colour over another. */
function lay(top: Uint8Array, from: number, under: Uint8Array, to: number): void {
  const rest = 1 - (top[from + 3] as number) / 255
  for (let i = 0; i < 4; i++) under[to + i] = (top[from + i] as number) + (under[to + i] as number) * rest
}

function premultiplied(kind: 'objects' | 'detections'): Uint8Array {
  const rgba = densityColors(kind)
  return rgba.map((value, i) => (i % 4 === 3 ? value : (value * (rgba[i - (i % 4) + 3] ?? 0)) / 255))
}
