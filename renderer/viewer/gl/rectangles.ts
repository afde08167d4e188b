import type { Rect } from '../../../src/geometry/rect'
import { clipRect } from './frame'
import type { Frame } from './frame'
import { createProgram } from './program'
import type { Program } from './program'

const vertex = `
uniform vec4 u_clip;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  gl_Position = vec4(mix(u_clip.xy, u_clip.zw, corner), 0.0, 1.0);
}`
const fragment = `
uniform vec4 u_color;
out vec4 color;
void main() { color = u_color; }`

/** Red, green, blue and alpha, the first three times the last. */
export type Paint = readonly [number, number, number, number]

/** Fills rectangles of the image with one colour. */
export class Rectangles {
  private readonly program: Program

  constructor(gl: WebGL2RenderingContext) {
    this.program = createProgram(gl, vertex, fragment)
  }

  fill(frame: Frame, rects: Iterable<Rect>, paint: Paint): void {
    const { gl } = frame
    gl.useProgram(this.program.program)
    gl.uniform4f(this.program.uniform('u_color'), ...paint)
    for (const rect of rects) {
      gl.uniform4f(this.program.uniform('u_clip'), ...clipRect(frame, rect))
      gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4)
    }
  }

  /** Only what lies in none of the holes, overlapping or not: they are cut out with the stencil. */
  fillAround(frame: Frame, rects: Iterable<Rect>, holes: Iterable<Rect>, paint: Paint): void {
    const { gl } = frame
    gl.enable(gl.STENCIL_TEST)
    gl.clear(gl.STENCIL_BUFFER_BIT)
    gl.colorMask(false, false, false, false)
    gl.stencilFunc(gl.ALWAYS, 1, 1)
    gl.stencilOp(gl.KEEP, gl.KEEP, gl.REPLACE)
    this.fill(frame, holes, paint)
    gl.colorMask(true, true, true, true)
    gl.stencilFunc(gl.EQUAL, 0, 1)
    gl.stencilOp(gl.KEEP, gl.KEEP, gl.KEEP)
    this.fill(frame, rects, paint)
    gl.disable(gl.STENCIL_TEST)
  }
}
