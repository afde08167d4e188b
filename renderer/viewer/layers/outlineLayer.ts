import { setCamera } from '../gl/frame'
import type { Frame } from '../gl/frame'
import { InstanceBuffer } from '../gl/instanceProgram'
import type { Program } from '../gl/program'
import type { InstanceStore } from '../instanceStore'
import { visibleRect } from '../camera'

export interface OutlineStyle {
  /** CSS pixels. */
  readonly line: number
  /** 0..1: how dark the rim of the line is. */
  readonly rim: number
  /** 0..1 inside of boxes, and of those that are selected or under the pointer. */
  readonly fill: readonly [number, number]
  readonly brackets: boolean
  /** Row of the palette: 0 by class id, 1 by class number. */
  readonly row: 0 | 1
  /** Scores below are not drawn. */
  readonly threshold: number
  /** Image pixels by which what is selected is shown moved. */
  readonly shift: { readonly dx: number; readonly dy: number }
}

/** Draws the records of a store as boxes and points, or as line segments. */
export class OutlineLayer {
  private readonly buffer: InstanceBuffer

  constructor(
    gl: WebGL2RenderingContext,
    private readonly program: Program,
    private readonly kind: 'boxes' | 'segments',
  ) {
    this.buffer = new InstanceBuffer(gl)
  }

  draw(frame: Frame, store: InstanceStore, style: OutlineStyle): void {
    if (store.length === 0) return
    const { gl, scale, view } = frame
    const { program } = this
    gl.useProgram(program.program)
    gl.activeTexture(gl.TEXTURE1)
    this.buffer.update(store)
    gl.activeTexture(gl.TEXTURE0)
    gl.uniform1i(program.uniform('u_records'), 1)
    setCamera(frame, program)
    gl.uniform1f(program.uniform('u_ratio'), view.ratio)
    gl.uniform1f(program.uniform('u_line'), style.line)
    gl.uniform1f(program.uniform('u_rim'), style.rim)
    gl.uniform2f(program.uniform('u_fill'), ...style.fill)
    gl.uniform1f(program.uniform('u_threshold'), style.threshold)
    gl.uniform1i(program.uniform('u_brackets'), style.brackets ? 1 : 0)
    gl.uniform1i(program.uniform('u_row'), style.row)
    gl.uniform2f(program.uniform('u_shift'), style.shift.dx, style.shift.dy)
    const { dx, dy } = style.shift
    const margin = (12 * view.ratio) / scale + Math.abs(dx) + Math.abs(dy)
    const runs = store.runs(visibleRect(frame.camera, view), margin)
    // All rims of polygons come before all lines, or each edge's rim would cut the line before it.
    for (const pass of this.kind === 'segments' ? [0, 1] : [0]) {
      if (this.kind === 'segments') gl.uniform1i(program.uniform('u_pass'), pass)
      this.buffer.draw(program, runs)
    }
  }

  dispose(): void {
    this.buffer.dispose()
  }
}
