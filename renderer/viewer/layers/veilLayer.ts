import type { Rect } from '../../../src/geometry/rect'
import { clipRect } from '../gl/frame'
import type { Frame } from '../gl/frame'
import { createProgram } from '../gl/program'
import type { Program } from '../gl/program'

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

/** Dims the picture outside of the given rectangles, overlapping or not: they are cut out with the stencil. */
export class VeilLayer {
  private readonly program: Program

  constructor(gl: WebGL2RenderingContext) {
    this.program = createProgram(gl, vertex, fragment)
  }

  draw(frame: Frame, image: Rect, holes: Iterable<Rect>, strength: number): void {
    const { gl } = frame
    gl.useProgram(this.program.program)
    gl.enable(gl.STENCIL_TEST)
    gl.colorMask(false, false, false, false)
    gl.stencilFunc(gl.ALWAYS, 1, 1)
    gl.stencilOp(gl.KEEP, gl.KEEP, gl.REPLACE)
    for (const hole of holes) this.fill(frame, hole)
    gl.colorMask(true, true, true, true)
    gl.stencilFunc(gl.EQUAL, 0, 1)
    gl.stencilOp(gl.KEEP, gl.KEEP, gl.KEEP)
    gl.uniform4f(this.program.uniform('u_color'), 0, 0, 0, strength)
    this.fill(frame, image)
    gl.disable(gl.STENCIL_TEST)
  }

  private fill(frame: Frame, rect: Rect): void {
    const [left, top, right, bottom] = clipRect(frame, rect)
    frame.gl.uniform4f(this.program.uniform('u_clip'), left, top, right, bottom)
    frame.gl.drawArrays(frame.gl.TRIANGLE_STRIP, 0, 4)
  }
}
