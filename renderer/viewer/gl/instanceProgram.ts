import { blockSize } from '../instanceStore'
import type { InstanceStore } from '../instanceStore'
import { createProgram } from './program'
import type { Program } from './program'

// Outlines of constant width on the screen, two triangles per record of an InstanceStore. The distance to the outline
// is computed per fragment, so that lines are smooth, can be brackets, and have a dark rim that shows them on any ground.
//
// The vertex shader reads the records from a texture by the number of the vertex. Instanced drawing would do the same
// with less code, but it costs a draw call's work per instance where WebGL runs on the CPU: 2.2 s a frame for 100,000.

const inputs = `
uniform highp usampler2D u_records;
uniform int u_first;
uniform vec2 u_view;
uniform float u_scale;
uniform vec2 u_cell;
uniform vec2 u_rest;
uniform float u_threshold;
uniform vec2 u_shift;
uniform float u_ratio;
uniform int u_row;
uniform sampler2D u_palette;
flat out vec3 v_color;
flat out uint v_flags;

struct Record { vec2 rest; vec2 size; float score; vec2 cell; int palette; uint kind; uint flags; float extra; };

Record read() {
  int slot = u_first + gl_VertexID / 6;
  ivec2 at = ivec2((slot % ${blockSize}) * 2, slot / ${blockSize});
  uvec4 a = texelFetch(u_records, at, 0);
  uvec4 b = texelFetch(u_records, at + ivec2(1, 0), 0);
  // Two int16 in one word: the shifts carry the signs.
  vec2 cell = vec2(int(b.y << 16) >> 16, int(b.y) >> 16);
  return Record(uintBitsToFloat(a.xy), uintBitsToFloat(a.zw), uintBitsToFloat(b.x), cell,
    int(b.z & 65535u), (b.z >> 16) & 255u, b.z >> 24, uintBitsToFloat(b.w));
}

vec2 corner() {
  int vertex = gl_VertexID % 6;
  return vec2(vertex == 1 || vertex == 3 || vertex == 4, vertex == 2 || vertex == 4 || vertex == 5);
}

bool absent(Record r) {
  return (r.flags & 1u) != 0u || (r.kind != 3u && r.score < u_threshold) ||
    texelFetch(u_palette, ivec2(r.palette, u_row), 0).a == 0.0;
}

// Device pixels from the top-left corner of the view.
vec2 place(Record r) {
  vec2 at = (r.cell - u_cell) * 4096.0 + (r.rest - u_rest);
  if ((r.flags & 2u) != 0u) at += u_shift;
  return at * u_scale + u_view * 0.5;
}

vec4 clip(vec2 at) { return vec4(at.x / u_view.x * 2.0 - 1.0, 1.0 - at.y / u_view.y * 2.0, 0.0, 1.0); }

void style(Record r) {
  v_color = texelFetch(u_palette, ivec2(r.palette, u_row), 0).rgb;
  v_flags = r.flags;
}`

const boxVertex = `${inputs}
uniform float u_line;
uniform float u_rim;
flat out float v_kind;
flat out float v_width;
flat out float v_rim;
flat out float v_least;
out vec4 v_edge;

void main() {
  Record r = read();
  if (absent(r)) { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); return; }
  style(r);
  bool strong = (v_flags & 6u) != 0u;
  v_kind = float(r.kind);
  vec2 low = place(r);
  vec2 high = low + r.size * u_scale;
  float pad;
  if (v_kind < 0.5) {
    // Far out a box shrinks to a dot that can still be seen, never to nothing.
    vec2 lack = max(vec2(0.0), 3.0 * u_ratio - (high - low)) * 0.5;
    low = floor(low - lack + 0.5);
    high = floor(high + lack + 0.5);
    v_least = min(high.x - low.x, high.y - low.y) / u_ratio;
    v_width = u_line * u_ratio * mix(0.6, 1.0, smoothstep(6.0, 20.0, v_least)) + (strong ? u_ratio : 0.0);
    v_rim = strong ? 0.9 : u_rim * smoothstep(8.0, 20.0, v_least);
    // No wider than what is drawn: far out, the fragments around a hundred thousand dots are the whole cost.
    pad = v_width * 0.5 + (v_rim > 0.0 ? u_ratio : 0.0) + 0.5;
  } else {
    v_least = 0.0;
    v_width = (strong ? 6.0 : 5.0) * u_ratio;
    v_rim = strong ? 1.0 : 0.85;
    pad = v_width + 2.0 * u_ratio;
  }
  vec2 at = mix(low - pad, high + pad, corner());
  at = clamp(at, vec2(-16.0), u_view + 16.0);
  v_edge = vec4(at - low, high - at);
  gl_Position = clip(at);
}`

const boxFragment = `
uniform vec2 u_fill;
uniform float u_ratio;
uniform int u_brackets;
flat in vec3 v_color;
flat in uint v_flags;
flat in float v_kind;
flat in float v_width;
flat in float v_rim;
flat in float v_least;
in vec4 v_edge;
out vec4 color;

vec4 over(vec4 top, vec4 under) { return top + under * (1.0 - top.a); }

void main() {
  bool selected = (v_flags & 2u) != 0u;
  bool hovered = (v_flags & 4u) != 0u;
  vec3 rimColor = selected ? vec3(1.0) : vec3(0.0);
  if (v_kind > 0.5) {
    float away = length(v_edge.xy) - v_width;
    float disc = clamp(0.5 - away, 0.0, 1.0);
    float ring = clamp(0.5 - (away - 1.5 * u_ratio), 0.0, 1.0);
    vec3 rim = selected ? vec3(1.0) : vec3(0.05);
    color = over(vec4(v_color, 1.0) * disc, vec4(rim, 1.0) * ring * v_rim);
    if (color.a <= 0.0) discard;
    return;
  }
  float inside = min(min(v_edge.x, v_edge.y), min(v_edge.z, v_edge.w));
  // Most of a large box is neither line nor rim.
  if (inside > v_width * 0.5 + u_ratio + 1.0) {
    color = vec4(v_color, 1.0) * (selected || hovered ? u_fill.y : u_fill.x);
    return;
  }
  float part = 1.0;
  if (u_brackets == 1 && v_least > 14.0 && !selected && !hovered) {
    float reach = clamp(v_least * 0.26, 5.0, 18.0) * u_ratio;
    vec2 near = min(v_edge.xy, v_edge.zw);
    part = clamp(reach - max(near.x, near.y) + 0.5, 0.0, 1.0);
  }
  float away = abs(inside) - v_width * 0.5;
  vec4 line = vec4(v_color, 1.0) * clamp(0.5 - away, 0.0, 1.0) * part;
  vec4 rim = vec4(rimColor, 1.0) * clamp(0.5 - (away - u_ratio), 0.0, 1.0) * v_rim * part;
  float fill = inside > 0.0 ? (selected || hovered ? u_fill.y : u_fill.x) : 0.0;
  color = over(over(line, rim), vec4(v_color, 1.0) * fill);
  if (color.a <= 0.0) discard;
}`

const segmentVertex = `${inputs}
uniform float u_line;
uniform int u_pass;
out vec2 v_at;
flat out vec3 v_reach;

void main() {
  Record r = read();
  if (absent(r)) { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); return; }
  style(r);
  bool strong = (v_flags & 6u) != 0u;
  vec2 start = place(r);
  vec2 step = r.size * u_scale;
  float size = max(length(step), 1e-3);
  vec2 along = step / size;
  vec2 across = vec2(-along.y, along.x);
  float half_width = (u_line * 0.5 + (strong ? 0.5 : 0.0) + (u_pass == 0 ? 1.0 : 0.0)) * u_ratio;
  float pad = half_width + 1.0;
  v_at = mix(vec2(-pad), vec2(size + pad, pad), corner());
  v_reach = vec3(size, half_width, strong ? 0.9 : 0.5);
  gl_Position = clip(start + along * v_at.x + across * v_at.y);
}`

const segmentFragment = `
uniform int u_pass;
flat in vec3 v_color;
flat in uint v_flags;
in vec2 v_at;
flat in vec3 v_reach;
out vec4 color;
void main() {
  float beyond = max(max(-v_at.x, v_at.x - v_reach.x), 0.0);
  float away = length(vec2(beyond, v_at.y)) - v_reach.y;
  float alpha = clamp(0.5 - away, 0.0, 1.0);
  vec3 rim = (v_flags & 2u) != 0u ? vec3(1.0) : vec3(0.0);
  color = u_pass == 0 ? vec4(rim, 1.0) * alpha * v_reach.z : vec4(v_color, 1.0) * alpha;
  if (color.a <= 0.0) discard;
}`

const trapezoidVertex = `${inputs}
void main() {
  Record r = read();
  if (absent(r)) { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); return; }
  style(r);
  vec2 at = corner();
  float across = mix(at.x * r.size.x, mix(r.score, r.extra, at.x), at.y);
  gl_Position = clip(place(r) + vec2(across, at.y * r.size.y) * u_scale);
}`

const trapezoidFragment = `
uniform vec2 u_fill;
flat in vec3 v_color;
flat in uint v_flags;
out vec4 color;
void main() { color = vec4(v_color, 1.0) * ((v_flags & 2u) != 0u ? u_fill.y : u_fill.x); }`

export const createTrapezoidProgram = (gl: WebGL2RenderingContext): Program =>
  createProgram(gl, trapezoidVertex, trapezoidFragment)
export const createBoxProgram = (gl: WebGL2RenderingContext): Program =>
  createProgram(gl, boxVertex, boxFragment)
export const createSegmentProgram = (gl: WebGL2RenderingContext): Program =>
  createProgram(gl, segmentVertex, segmentFragment)

/** A store's records on the GPU: one row of a texture for each block. */
export class InstanceBuffer {
  private readonly texture: WebGLTexture
  private rows = 0

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.texture = gl.createTexture()
    gl.bindTexture(gl.TEXTURE_2D, this.texture)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
  }

  /** Brings over what changed in the store since the last time, and leaves the texture bound. */
  update(store: InstanceStore): void {
    const { gl } = this
    const format = [gl.RGBA_INTEGER, gl.UNSIGNED_INT] as const
    gl.bindTexture(gl.TEXTURE_2D, this.texture)
    if (this.rows !== store.blockCount) {
      this.rows = store.blockCount
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32UI, blockSize * 2, this.rows, 0, ...format, null)
      store.markAllDirty()
    }
    for (const { block, count, words } of store.takeDirty()) {
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, block, blockSize * 2, count, ...format, words)
    }
  }

  /** Draws runs [first record, count] with the program in use. */
  draw(program: Program, runs: readonly (readonly [number, number])[]): void {
    const { gl } = this
    for (const [first, count] of runs) {
      gl.uniform1i(program.uniform('u_first'), first)
      gl.drawArrays(gl.TRIANGLES, 0, count * 6)
    }
  }

  dispose(): void {
    this.gl.deleteTexture(this.texture)
  }
}
