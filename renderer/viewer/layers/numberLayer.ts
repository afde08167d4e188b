import { binsIn } from '../../../src/geometry/densityGrid'
import type { DensityGrid, DensityLevel } from '../../../src/geometry/densityGrid'
import { visibleRect } from '../../view/camera'
import { numberedStep, rasterLevel } from '../instances/density'
import type { Frame } from '../gl/frame'
import { createProgram } from '../gl/program'
import type { Program } from '../gl/program'
import { setFilter } from '../gl/tileProgram'

// Digits are set by the shaders out of the counts themselves: all numbers of a view are one draw call.
const numberVertex = `
uniform highp usampler2D u_numbers;
uniform int u_columns;
uniform ivec2 u_first;
uniform vec2 u_origin;
uniform float u_side;
uniform vec2 u_digit;
uniform float u_down;
uniform vec2 u_view;
out vec2 v_at;
flat out vec2 v_size;
// Four bits a digit, the last digit lowest: fragments only shift.
flat out uvec2 v_digits;
flat out int v_last;

void main() {
  int bin = gl_VertexID / 6;
  ivec2 place = ivec2(bin % u_columns, bin / u_columns);
  uint number = texelFetch(u_numbers, u_first + place, 0).r;
  v_digits = uvec2(number % 10u, 0u);
  v_last = 0;
  for (uint rest = number / 10u; rest > 0u; rest /= 10u) {
    v_last++;
    if (v_last < 8) v_digits.x |= (rest % 10u) << (4 * v_last);
    else v_digits.y |= (rest % 10u) << (4 * (v_last - 8));
  }
  v_size = vec2(u_digit.x * float(v_last + 1), u_digit.y);
  gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
  if (number == 0u || v_size.x > u_side - 2.0) return;
  int vertex = gl_VertexID % 6;
  vec2 corner = vec2(vertex == 1 || vertex == 3 || vertex == 4, vertex == 2 || vertex == 4 || vertex == 5);
  // On whole pixels of the screen, so that digits are sharp.
  vec2 first = floor(u_origin + (vec2(place) + 0.5) * u_side - v_size * 0.5) + vec2(0.0, u_down);
  vec2 pad = vec2(4.0, 1.0);
  v_at = mix(-pad, v_size + pad, corner);
  vec2 at = first + v_at;
  gl_Position = vec4(at.x / u_view.x * 2.0 - 1.0, 1.0 - at.y / u_view.y * 2.0, 0.0, 1.0);
}`
const numberFragment = `
uniform sampler2D u_digits;
uniform vec2 u_digit;
in vec2 v_at;
flat in vec2 v_size;
flat in uvec2 v_digits;
flat in int v_last;
out vec4 color;

void main() {
  vec2 beyond = abs(v_at - v_size * 0.5) - v_size * 0.5;
  float pill = length(max(beyond - vec2(1.0, -2.0), 0.0)) - 3.0;
  color = vec4(0.0, 0.0, 0.0, 1.0) * 0.62 * clamp(0.5 - pill, 0.0, 1.0);
  if (max(beyond.x, beyond.y) >= 0.0) return;
  int column = int(v_at.x) / int(u_digit.x);
  int place = v_last - column;
  int digit = int((place < 8 ? v_digits.x >> (4 * place) : v_digits.y >> (4 * (place - 8))) & 15u);
  ivec2 at = ivec2((digit - column) * int(u_digit.x) + int(v_at.x), int(v_at.y));
  color = mix(color, vec4(1.0), texelFetch(u_digits, at, 0).a);
}`

/** Bins in each direction that are brought over at a time. */
const patch = 8

/** Draws the counts of a grid as numbers, one in each bin of four by four of the raster. */
export class NumberLayer {
  private readonly program: Program
  private readonly numbers: WebGLTexture
  private digits: { readonly texture: WebGLTexture; readonly width: number; readonly height: number } | null =
    null
  private ratio = 0
  private made: readonly unknown[] = []

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.program = createProgram(gl, numberVertex, numberFragment)
    this.numbers = gl.createTexture()
    gl.bindTexture(gl.TEXTURE_2D, this.numbers)
    setFilter(gl, gl.NEAREST)
  }

  /** `row`: -1 and 1 set the numbers above and below each other, where two grids are drawn. */
  draw(frame: Frame, grid: DensityGrid, row: -1 | 0 | 1): void {
    const { gl, program } = this
    const { camera, view, scale, width, height } = frame
    const at = Math.min(rasterLevel(grid, camera) + numberedStep, grid.levels.length - 1)
    const level = grid.levels[at] as DensityLevel
    const seen = visibleRect(camera, view)
    const bins = binsIn(level, seen)
    const [columns, rows] = [bins.right - bins.left, bins.bottom - bins.top]
    if (columns <= 0 || rows <= 0) return
    const glyphs = this.glyphs(view.ratio)
    gl.useProgram(program.program)
    gl.activeTexture(gl.TEXTURE1)
    gl.bindTexture(gl.TEXTURE_2D, glyphs.texture)
    gl.activeTexture(gl.TEXTURE0)
    const around = binsIn(level, seen, patch)
    this.bring(grid, level, around)
    gl.uniform1i(program.uniform('u_numbers'), 0)
    gl.uniform1i(program.uniform('u_digits'), 1)
    gl.uniform1i(program.uniform('u_columns'), columns)
    gl.uniform2i(program.uniform('u_first'), bins.left - around.left, bins.top - around.top)
    const x = (bins.left * level.side - camera.x) * scale + width / 2
    const y = (bins.top * level.side - camera.y) * scale + height / 2
    gl.uniform2f(program.uniform('u_origin'), x, y)
    gl.uniform1f(program.uniform('u_side'), level.side * scale)
    gl.uniform2f(program.uniform('u_digit'), glyphs.width, glyphs.height)
    gl.uniform1f(program.uniform('u_down'), row * Math.ceil(glyphs.height / 2 + 3))
    gl.uniform2f(program.uniform('u_view'), width, height)
    gl.drawArrays(gl.TRIANGLES, 0, columns * rows * 6)
  }

  /** Brings over what is not there yet: an upload in the middle of a frame is dear. */
  private bring(grid: DensityGrid, level: DensityLevel, bins: Bins): void {
    const { gl } = this
    gl.bindTexture(gl.TEXTURE_2D, this.numbers)
    const of = [grid, grid.revision, level, ...Object.values(bins)]
    if (of.every((each, i) => each === this.made[i])) return
    this.made = of
    const [columns, rows] = [bins.right - bins.left, bins.bottom - bins.top]
    const counts = new Uint32Array(columns * rows)
    for (let y = 0; y < rows; y++) {
      const from = (bins.top + y) * level.columns + bins.left
      counts.set(level.counts.subarray(from, from + columns), y * columns)
    }
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32UI, columns, rows, 0, gl.RED_INTEGER, gl.UNSIGNED_INT, counts)
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

type Bins = ReturnType<typeof binsIn>
