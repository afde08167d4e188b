import { binsIn } from '../../../src/geometry/densityGrid'
import type { DensityGrid, DensityLevel } from '../../../src/geometry/densityGrid'
import { visibleRect } from '../camera'
import { densityColors } from '../colors'
import { numberedStep, rasterLevel } from '../density'
import { clipRect } from '../gl/frame'
import type { Frame } from '../gl/frame'
import { createProgram } from '../gl/program'
import type { Program } from '../gl/program'
import { createColors, setFilter } from '../gl/tileProgram'

const vertex = `
uniform vec4 u_clip;
uniform vec2 u_bins;
out vec2 v_bin;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  v_bin = corner * u_bins;
  gl_Position = vec4(mix(u_clip.xy, u_clip.zw, corner), 0.0, 1.0);
}`

// The digits are set by the fragment shader out of the counts themselves: numbers in 600 bins are one draw call.
const fragment = `
uniform highp usampler2D u_counts;
uniform highp usampler2D u_numbers;
uniform sampler2D u_colors;
uniform sampler2D u_digits;
uniform float u_peak;
uniform float u_step;
uniform vec2 u_origin;
uniform float u_side;
uniform vec2 u_digit;
uniform float u_down;
uniform float u_height;
in vec2 v_bin;
out vec4 color;

void main() {
  uint count = texelFetch(u_counts, ivec2(v_bin), 0).r;
  color = vec4(0.0);
  if (count > 0u) {
    float heat = pow(float(count) / u_peak, 0.4);
    vec4 c = texelFetch(u_colors, ivec2(int(clamp(heat, 0.0, 1.0) * 255.0), 0), 0);
    color = vec4(c.rgb, 1.0) * c.a;
  }
  vec2 at = floor(v_bin / u_step);
  uint number = texelFetch(u_numbers, ivec2(at), 0).r;
  if (number == 0u) return;
  int digits = 1;
  for (uint rest = number / 10u; rest > 0u; rest /= 10u) digits++;
  vec2 size = vec2(u_digit.x * float(digits), u_digit.y);
  if (size.x > u_side - 2.0) return;
  // On whole pixels of the screen, so that digits are sharp.
  vec2 middle = floor(u_origin + (at + 0.5) * u_side - size * 0.5) + size * 0.5 + vec2(0.0, u_down);
  vec2 off = vec2(gl_FragCoord.x, u_height - gl_FragCoord.y) - middle;
  vec2 beyond = abs(off) - size * 0.5;
  float radius = 3.0;
  float pill = length(max(beyond - vec2(1.0, -2.0), 0.0)) - radius;
  color = mix(color, vec4(0.0, 0.0, 0.0, 1.0), 0.62 * clamp(0.5 - pill, 0.0, 1.0));
  if (max(beyond.x, beyond.y) >= 0.0) return;
  int place = int((off.x + size.x * 0.5) / u_digit.x);
  uint part = number;
  for (int i = digits - 1; i > place; i--) part /= 10u;
  vec2 within = vec2(mod(off.x + size.x * 0.5, u_digit.x), off.y + size.y * 0.5);
  float ink = texelFetch(u_digits, ivec2(int(part % 10u) * int(u_digit.x) + int(within.x), int(within.y)), 0).a;
  color = mix(color, vec4(1.0), ink);
}`

/** Draws the counts of a grid as heat, with the number in each bin of four by four. */
export class DensityLayer {
  private readonly program: Program
  private readonly colors: WebGLTexture
  private readonly counts: WebGLTexture
  private readonly numbers: WebGLTexture
  private digits: { readonly texture: WebGLTexture; readonly width: number; readonly height: number } | null =
    null
  private ratio = 0

  constructor(
    private readonly gl: WebGL2RenderingContext,
    kind: 'objects' | 'detections',
  ) {
    this.program = createProgram(gl, vertex, fragment)
    this.colors = createColors(gl, densityColors(kind), 256)
    this.counts = createCounts(gl)
    this.numbers = createCounts(gl)
  }

  /** `row`: -1 and 1 set the numbers above and below each other, where two layers are drawn. */
  draw(frame: Frame, grid: DensityGrid, row: -1 | 0 | 1): void {
    const { gl, program } = this
    const at = rasterLevel(grid, frame.camera)
    const level = grid.levels[at] as DensityLevel
    const numbered = grid.levels[Math.min(at + numberedStep, grid.levels.length - 1)] as DensityLevel
    const step = numbered.side / level.side
    const bins = binsIn(level, visibleRect(frame.camera, frame.view), step)
    const [columns, rows] = [bins.right - bins.left, bins.bottom - bins.top]
    if (columns <= 0 || rows <= 0) return
    const glyphs = this.glyphs(frame.view.ratio)
    gl.useProgram(program.program)
    this.bind(0, this.counts, 'u_counts')
    upload(gl, level, bins)
    this.bind(1, this.numbers, 'u_numbers')
    upload(gl, numbered, {
      left: bins.left / step,
      top: bins.top / step,
      right: Math.ceil(bins.right / step),
      bottom: Math.ceil(bins.bottom / step),
    })
    this.bind(2, this.colors, 'u_colors')
    this.bind(3, glyphs.texture, 'u_digits')
    gl.activeTexture(gl.TEXTURE0)
    const x = bins.left * level.side
    const y = bins.top * level.side
    // Bins at the border reach beyond the picture; what is drawn does not.
    const [w, h] = [columns * level.side, rows * level.side]
    const rect = { x, y, w: Math.min(w, grid.extent.width - x), h: Math.min(h, grid.extent.height - y) }
    const { camera, scale, width, height } = frame
    gl.uniform4f(program.uniform('u_clip'), ...clipRect(frame, rect))
    gl.uniform2f(program.uniform('u_bins'), rect.w / level.side, rect.h / level.side)
    gl.uniform1f(program.uniform('u_peak'), Math.max(4, grid.peak(level)))
    gl.uniform1f(program.uniform('u_step'), step)
    const [originX, originY] = [(x - camera.x) * scale + width / 2, (y - camera.y) * scale + height / 2]
    gl.uniform2f(program.uniform('u_origin'), originX, originY)
    gl.uniform1f(program.uniform('u_side'), numbered.side * scale)
    gl.uniform2f(program.uniform('u_digit'), glyphs.width, glyphs.height)
    gl.uniform1f(program.uniform('u_down'), row * Math.ceil(glyphs.height / 2 + 3))
    gl.uniform1f(program.uniform('u_height'), height)
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4)
  }

  private bind(unit: number, texture: WebGLTexture, name: string): void {
    const { gl } = this
    gl.activeTexture(gl.TEXTURE0 + unit)
    gl.bindTexture(gl.TEXTURE_2D, texture)
    gl.uniform1i(this.program.uniform(name), unit)
  }

  /** The ten digits beside each other, as large as the screen's pixels ask for. */
  private glyphs(ratio: number) {
    if (this.digits && this.ratio === ratio) return this.digits
    const { gl } = this
    const size = Math.round(11 * ratio)
    const [width, height] = [Math.ceil(size * 0.66), Math.ceil(size * 1.1)]
    const canvas = new OffscreenCanvas(width * 10, height)
    const pen = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D
    pen.font = `600 ${size}px 'Inter Variable', Inter, 'Segoe UI', system-ui, sans-serif`
    pen.textAlign = 'center'
    pen.textBaseline = 'middle'
    pen.fillStyle = '#fff'
    for (let digit = 0; digit < 10; digit++)
      pen.fillText(String(digit), (digit + 0.5) * width, height / 2 + 0.5)
    if (this.digits) gl.deleteTexture(this.digits.texture)
    const texture = gl.createTexture()
    gl.bindTexture(gl.TEXTURE_2D, texture)
    setFilter(gl, gl.NEAREST)
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, canvas)
    this.ratio = ratio
    this.digits = { texture, width, height }
    return this.digits
  }
}

function createCounts(gl: WebGL2RenderingContext): WebGLTexture {
  const texture = gl.createTexture()
  gl.bindTexture(gl.TEXTURE_2D, texture)
  setFilter(gl, gl.NEAREST)
  return texture
}

/** Some bins of a level into the texture that is bound. */
function upload(gl: WebGL2RenderingContext, level: DensityLevel, bins: ReturnType<typeof binsIn>): void {
  const [columns, rows] = [bins.right - bins.left, bins.bottom - bins.top]
  const counts = new Uint32Array(columns * rows)
  for (let row = 0; row < rows; row++) {
    const from = (bins.top + row) * level.columns + bins.left
    counts.set(level.counts.subarray(from, from + columns), row * columns)
  }
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32UI, columns, rows, 0, gl.RED_INTEGER, gl.UNSIGNED_INT, counts)
}
