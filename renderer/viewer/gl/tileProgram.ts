import type { Rect } from '../../../src/geometry/rect'
import { clipRect } from './frame'
import type { Frame } from './frame'
import { createProgram } from './program'
import type { Program } from './program'

// One textured rectangle: a tile of the picture, or of the heat map through its colours.

const vertex = `
uniform vec4 u_clip;
uniform vec4 u_uv;
uniform vec4 u_bins;
out vec2 v_uv;
out vec2 v_bin;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  v_uv = mix(u_uv.xy, u_uv.zw, corner);
  v_bin = mix(u_bins.xy, u_bins.zw, corner);
  gl_Position = vec4(mix(u_clip.xy, u_clip.zw, corner), 0.0, 1.0);
}`

const pictureFragment = `
uniform sampler2D u_tile;
in vec2 v_uv;
out vec4 color;
void main() { color = vec4(texture(u_tile, v_uv).rgb, 1.0); }`

/** The picture under the colours of its bins of counts; `u_present`: 0 where there is no tile yet. */
const countedFragment = `
uniform sampler2D u_tile;
uniform sampler2D u_heat;
uniform float u_present;
in vec2 v_uv;
in vec2 v_bin;
out vec4 color;
void main() {
  vec4 heat = texelFetch(u_heat, ivec2(v_bin), 0);
  color = vec4(texture(u_tile, v_uv).rgb, 1.0) * (u_present * (1.0 - heat.a)) + heat;
}`

const heatFragment = `
uniform sampler2D u_tile;
uniform sampler2D u_colors;
uniform float u_opacity;
uniform vec2 u_glow;
in vec2 v_uv;
out vec4 color;
void main() {
  // A peak is one or two cells: far out it would be a speck, so it glows over its surroundings.
  float score = 0.0;
  for (int y = -2; y <= 2; y++) {
    for (int x = -2; x <= 2; x++) {
      float fade = exp(-0.35 * float(x * x + y * y));
      score = max(score, fade * texture(u_tile, v_uv + 0.5 * vec2(x, y) * u_glow).r);
    }
  }
  vec4 heat = texture(u_colors, vec2((score * 255.0 + 0.5) / 256.0, 0.5));
  color = vec4(heat.rgb, 1.0) * heat.a * u_opacity;
}`

export interface TileTexture {
  readonly texture: WebGLTexture
  readonly width: number
  readonly height: number
}

const fragments = { picture: pictureFragment, counted: countedFragment, heat: heatFragment }

export function createTileProgram(gl: WebGL2RenderingContext, kind: keyof typeof fragments): Program {
  return createProgram(gl, vertex, fragments[kind])
}

/** How the texture that is bound is read, small and large; nothing of it repeats. */
export function setFilter(gl: WebGL2RenderingContext, filter: number): void {
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, filter)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, filter)
}

export function uploadTile(gl: WebGL2RenderingContext, source: ImageBitmap): TileTexture {
  const texture = gl.createTexture()
  gl.bindTexture(gl.TEXTURE_2D, texture)
  setFilter(gl, gl.LINEAR)
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, source)
  return { texture, width: source.width, height: source.height }
}

/** RGBA8 rows of `width` colours, read without interpolation. */
export function createColors(gl: WebGL2RenderingContext, bytes: Uint8Array, width: number): WebGLTexture {
  const texture = gl.createTexture()
  gl.bindTexture(gl.TEXTURE_2D, texture)
  setFilter(gl, gl.NEAREST)
  const height = bytes.length / width / 4
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, bytes)
  return texture
}

/**
 * Draws the part `rect` of the image out of a tile whose first cell lies at `origin` and whose cells cover
 * `cell` full-size pixels.
 */
export function drawTile(
  frame: Frame,
  program: Program,
  tile: TileTexture,
  place: {
    readonly rect: Rect
    readonly origin: Rect
    readonly cell: number
    readonly sharp: boolean
    /** Left, top, right, bottom in bins of counts. */
    readonly bins?: readonly [number, number, number, number] | undefined
  },
): void {
  const { gl } = frame
  const { rect, origin, cell } = place
  const [left, top, right, bottom] = clipRect(frame, rect)
  const u = (x: number) => (x - origin.x) / cell / tile.width
  const v = (y: number) => (y - origin.y) / cell / tile.height
  gl.uniform4f(program.uniform('u_clip'), left, top, right, bottom)
  gl.uniform4f(program.uniform('u_uv'), u(rect.x), v(rect.y), u(rect.x + rect.w), v(rect.y + rect.h))
  if (place.bins) gl.uniform4f(program.uniform('u_bins'), ...place.bins)
  gl.bindTexture(gl.TEXTURE_2D, tile.texture)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, place.sharp ? gl.NEAREST : gl.LINEAR)
  gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4)
}
