import { contains, inset } from '../../../src/geometry/rect'
import type { Rect } from '../../../src/geometry/rect'
import { setCamera } from '../gl/frame'
import type { Frame } from '../gl/frame'
import { InstanceBuffer, instanceIndices } from '../gl/instanceBuffer'
import type { Program } from '../gl/program'
import type { InstanceStore } from '../instances/instanceStore'
import { visibleRect } from '../../view/camera'

export interface OutlineStyle {
  /** CSS pixels. */
  readonly line: number
  /** 0..1: how dark the rim of the line is. */
  readonly rim: number
  /** 0..1 inside of boxes, and of those that are selected or under the pointer. */
  readonly fill: readonly [number, number]
  /** Row of the palette: 0 by class id, 1 by class number. */
  readonly row: 0 | 1
  /** f32 [256]: scores below are not drawn, by class number. */
  readonly least: Float32Array
  /** Image pixels by which what is selected is shown moved. */
  readonly shift: { readonly dx: number; readonly dy: number }
}

/** CSS pixels beyond the view that are chosen with it. */
const reach = 48
/** CSS pixels of the short side of a box whose inside is left out. */
const minRing = 16

/** One draw call of a layer. */
interface Pass {
  readonly program: Program
  readonly part: 'shapes' | 'points'
  readonly number?: number
}

/** Draws the records of a store. */
export class OutlineLayer {
  private readonly buffer: InstanceBuffer
  private chosen: { readonly around: Rect; readonly of: readonly unknown[] } | null = null

  constructor(
    gl: WebGL2RenderingContext,
    private readonly passes: readonly Pass[],
  ) {
    this.buffer = new InstanceBuffer(gl)
  }

  draw(frame: Frame, store: InstanceStore, style: OutlineStyle): void {
    if (store.length === 0) return
    const { gl } = frame
    gl.activeTexture(gl.TEXTURE1)
    this.buffer.update(store)
    gl.activeTexture(gl.TEXTURE0)
    this.choose(frame, store, style)
    for (const { program, part, number = 0 } of this.passes) {
      if (this.buffer.count(part) === 0) continue
      gl.useProgram(program.program)
      setStyle(frame, program, style)
      gl.uniform1i(program.uniform('u_pass'), number)
      this.buffer.draw(part)
    }
  }

  /** What is seen, and what soon may be: a pan chooses anew only now and then. */
  private choose({ camera, view, scale }: Frame, store: InstanceStore, { fill, shift }: OutlineStyle): void {
    const seen = visibleRect(camera, view)
    const of = [store, store.revision, scale, ...fill, shift.dx, shift.dy]
    const { chosen } = this
    if (chosen && contains(chosen.around, seen) && of.every((each, i) => each === chosen.of[i])) return
    const ahead = inset(seen, -reach / camera.scale)
    this.chosen = { around: ahead, of }
    const margin = (12 * view.ratio) / scale + Math.abs(shift.dx) + Math.abs(shift.dy)
    const least = (minRing * view.ratio) / scale
    this.buffer.choose(instanceIndices(store, store.visible(ahead, margin), { least, fill }))
  }

  dispose(): void {
    this.buffer.dispose()
  }
}

function setStyle(frame: Frame, program: Program, style: OutlineStyle): void {
  const { gl, view } = frame
  gl.uniform1i(program.uniform('u_records'), 1)
  setCamera(frame, program)
  gl.uniform1f(program.uniform('u_ratio'), view.ratio)
  gl.uniform1f(program.uniform('u_line'), style.line)
  gl.uniform1f(program.uniform('u_rim'), style.rim)
  gl.uniform2f(program.uniform('u_fill'), ...style.fill)
  gl.uniform4fv(program.uniform('u_least'), style.least)
  gl.uniform1i(program.uniform('u_row'), style.row)
  gl.uniform2f(program.uniform('u_shift'), style.shift.dx, style.shift.dy)
}
