import { binsIn } from '../../../src/geometry/densityGrid'
import type { DensityGrid, DensityLevel } from '../../../src/geometry/densityGrid'
import { intersect } from '../../../src/geometry/rect'
import type { Rect } from '../../../src/geometry/rect'
import { visibleRect } from '../camera'
import { densityColors } from '../colors'
import { numberedStep, rasterLevel } from '../density'
import { clipRect } from '../gl/frame'
import type { Frame } from '../gl/frame'
import { createProgram } from '../gl/program'
import type { Program } from '../gl/program'
import { setFilter } from '../gl/tileProgram'

const heatVertex = `
uniform vec4 u_clip;
uniform vec4 u_bins;
out vec2 v_bin;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  v_bin = mix(u_bins.xy, u_bins.zw, corner);
  gl_Position = vec4(mix(u_clip.xy, u_clip.zw, corner), 0.0, 1.0);
}`
// One read a pixel: where WebGL runs on the CPU, this pass is most of the frame.
const heatFragment = `
uniform sampler2D u_heat;
in vec2 v_bin;
out vec4 color;
void main() { color = texelFetch(u_heat, ivec2(v_bin), 0); }`

// Digits are set by the shaders out of the counts themselves: all numbers of a view are one draw call.
const numberVertex = `
uniform highp usampler2D u_numbers;
uniform int u_columns;
uniform vec2 u_origin;
uniform float u_side;
uniform vec2 u_digit;
uniform float u_down;
uniform vec2 u_view;
out vec2 v_at;
flat out vec2 v_size;
flat out uint v_number;
flat out int v_digits;

void main() {
  int bin = gl_VertexID / 6;
  ivec2 place = ivec2(bin % u_columns, bin / u_columns);
  v_number = texelFetch(u_numbers, place, 0).r;
  v_digits = 1;
  for (uint rest = v_number / 10u; rest > 0u; rest /= 10u) v_digits++;
  v_size = vec2(u_digit.x * float(v_digits), u_digit.y);
  gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
  if (v_number == 0u || v_size.x > u_side - 2.0) return;
  int vertex = gl_VertexID % 6;
  vec2 corner = vec2(vertex == 1 || vertex == 3 || vertex == 4, vertex == 2 || vertex == 4 || vertex == 5);
  // On whole pixels of the screen, so that digits are sharp.
  vec2 first = floor(u_origin + (vec2(place) + 0.5) * u_side - v_size * 0.5) + vec2(0.0, u_down);
  vec2 pad = vec2(5.0, 2.0);
  v_at = mix(-pad, v_size + pad, corner);
  vec2 at = first + v_at;
  gl_Position = vec4(at.x / u_view.x * 2.0 - 1.0, 1.0 - at.y / u_view.y * 2.0, 0.0, 1.0);
}`
const numberFragment = `
uniform sampler2D u_digits;
uniform vec2 u_digit;
in vec2 v_at;
flat in vec2 v_size;
flat in uint v_number;
flat in int v_digits;
out vec4 color;

void main() {
  vec2 beyond = abs(v_at - v_size * 0.5) - v_size * 0.5;
  float pill = length(max(beyond - vec2(1.0, -2.0), 0.0)) - 3.0;
  color = vec4(0.0, 0.0, 0.0, 1.0) * 0.62 * clamp(0.5 - pill, 0.0, 1.0);
  if (max(beyond.x, beyond.y) >= 0.0) return;
  int place = int(v_at.x / u_digit.x);
  uint part = v_number;
  for (int i = v_digits - 1; i > place; i--) part /= 10u;
  ivec2 at = ivec2(int(part % 10u) * int(u_digit.x) + int(mod(v_at.x, u_digit.x)), int(v_at.y));
  color = mix(color, vec4(1.0), texelFetch(u_digits, at, 0).a);
}`

/** Bins of the raster, in each direction, that are brought over at a time: a pan needs new ones only now and then. */
const patch = 32

/** Draws the counts of a grid as heat, with the number in each bin of four by four. */
export class DensityLayer {
  private readonly heatProgram: Program
  private readonly numberProgram: Program
  private readonly colors: Uint32Array
  private readonly heat: WebGLTexture
  private readonly numbers: WebGLTexture
  private made = ''
  private digits: { readonly texture: WebGLTexture; readonly width: number; readonly height: number } | null =
    null
  private ratio = 0

  constructor(
    private readonly gl: WebGL2RenderingContext,
    kind: 'objects' | 'detections',
  ) {
    this.heatProgram = createProgram(gl, heatVertex, heatFragment)
    this.numberProgram = createProgram(gl, numberVertex, numberFragment)
    this.colors = premultiplied(densityColors(kind))
    this.heat = createTexture(gl)
    this.numbers = createTexture(gl)
  }

  /** `row`: -1 and 1 set the numbers above and below each other, where two layers are drawn. */
  draw(frame: Frame, grid: DensityGrid, row: -1 | 0 | 1): void {
    const at = rasterLevel(grid, frame.camera)
    const level = grid.levels[at] as DensityLevel
    const numbered = grid.levels[Math.min(at + numberedStep, grid.levels.length - 1)] as DensityLevel
    const seen = intersect(visibleRect(frame.camera, frame.view), {
      x: 0,
      y: 0,
      w: grid.extent.width,
      h: grid.extent.height,
    })
    if (!seen) return
    this.drawHeat(frame, grid, level, seen)
    this.drawNumbers(frame, numbered, binsIn(numbered, seen), row)
  }

  private drawHeat(frame: Frame, grid: DensityGrid, level: DensityLevel, seen: Rect): void {
    const { gl, heatProgram: program } = this
    const bins = binsIn(level, seen, patch)
    gl.useProgram(program.program)
    gl.activeTexture(gl.TEXTURE0)
    gl.bindTexture(gl.TEXTURE_2D, this.heat)
    gl.uniform1i(program.uniform('u_heat'), 0)
    const name = [grid.revision, level.side, ...Object.values(bins)].join()
    if (name !== this.made) this.upload(level, bins, grid.peak(level))
    this.made = name
    gl.uniform4f(program.uniform('u_clip'), ...clipRect(frame, seen))
    const column = (x: number) => x / level.side - bins.left
    const line = (y: number) => y / level.side - bins.top
    const [right, bottom] = [seen.x + seen.w, seen.y + seen.h]
    gl.uniform4f(program.uniform('u_bins'), column(seen.x), line(seen.y), column(right), line(bottom))
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4)
  }

  private upload(level: DensityLevel, bins: Bins, peak: number): void {
    const { gl, colors } = this
    const [columns, rows] = [bins.right - bins.left, bins.bottom - bins.top]
    const cells = new Uint32Array(columns * rows)
    const most = Math.max(4, peak)
    for (let row = 0; row < rows; row++) {
      const from = (bins.top + row) * level.columns + bins.left
      for (let column = 0; column < columns; column++) {
        const count = level.counts[from + column] as number
        if (count > 0)
          cells[row * columns + column] = colors[Math.round(255 * (count / most) ** 0.4)] as number
      }
    }
    const bytes = new Uint8Array(cells.buffer)
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, columns, rows, 0, gl.RGBA, gl.UNSIGNED_BYTE, bytes)
  }

  private drawNumbers(frame: Frame, level: DensityLevel, bins: Bins, row: -1 | 0 | 1): void {
    const { gl, numberProgram: program } = this
    const { camera, scale, width, height } = frame
    const [columns, rows] = [bins.right - bins.left, bins.bottom - bins.top]
    if (columns <= 0 || rows <= 0) return
    const glyphs = this.glyphs(frame.view.ratio)
    const counts = new Uint32Array(columns * rows)
    for (let y = 0; y < rows; y++) {
      const from = (bins.top + y) * level.columns + bins.left
      counts.set(level.counts.subarray(from, from + columns), y * columns)
    }
    gl.useProgram(program.program)
    gl.activeTexture(gl.TEXTURE1)
    gl.bindTexture(gl.TEXTURE_2D, glyphs.texture)
    gl.activeTexture(gl.TEXTURE0)
    gl.bindTexture(gl.TEXTURE_2D, this.numbers)
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32UI, columns, rows, 0, gl.RED_INTEGER, gl.UNSIGNED_INT, counts)
    gl.uniform1i(program.uniform('u_numbers'), 0)
    gl.uniform1i(program.uniform('u_digits'), 1)
    gl.uniform1i(program.uniform('u_columns'), columns)
    const x = (bins.left * level.side - camera.x) * scale + width / 2
    const y = (bins.top * level.side - camera.y) * scale + height / 2
    gl.uniform2f(program.uniform('u_origin'), x, y)
    gl.uniform1f(program.uniform('u_side'), level.side * scale)
    gl.uniform2f(program.uniform('u_digit'), glyphs.width, glyphs.height)
    gl.uniform1f(program.uniform('u_down'), row * Math.ceil(glyphs.height / 2 + 3))
    gl.uniform2f(program.uniform('u_view'), width, height)
    gl.drawArrays(gl.TRIANGLES, 0, columns * rows * 6)
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

function createTexture(gl: WebGL2RenderingContext): WebGLTexture {
  const texture = gl.createTexture()
  gl.bindTexture(gl.TEXTURE_2D, texture)
  setFilter(gl, gl.NEAREST)
  return texture
}

/** RGBA8 as words, the colours times their alpha. */
function premultiplied(rgba: Uint8Array): Uint32Array {
  const bytes = rgba.map((value, i) => (i % 4 === 3 ? value : (value * (rgba[i - (i % 4) + 3] ?? 0)) / 255))
  return new Uint32Array(bytes.buffer)
}
