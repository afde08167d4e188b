import { offsets, stride } from '../instanceStore'
import type { InstanceStore } from '../instanceStore'
import { createProgram } from './program'
import type { Program } from './program'

// Outlines of constant width on the screen, one quad per record of an InstanceStore. The distance to the outline is
// computed per fragment, so that lines are smooth, can be brackets, and have a dark rim that shows them on any ground.

const inputs = `
layout(location = 0) in vec2 a_rest;
layout(location = 1) in vec2 a_size;
layout(location = 2) in float a_score;
layout(location = 3) in ivec2 a_cell;
layout(location = 4) in uint a_palette;
layout(location = 5) in uvec2 a_kind_flags;
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

bool absent() { return (a_kind_flags.y & 1u) != 0u || a_score < u_threshold; }

// Device pixels from the top-left corner of the view.
vec2 place() {
  vec2 at = (vec2(a_cell) - u_cell) * 4096.0 + (a_rest - u_rest);
  if ((a_kind_flags.y & 2u) != 0u) at += u_shift;
  return at * u_scale + u_view * 0.5;
}

vec4 clip(vec2 at) { return vec4(at.x / u_view.x * 2.0 - 1.0, 1.0 - at.y / u_view.y * 2.0, 0.0, 1.0); }

void style() {
  v_color = texelFetch(u_palette, ivec2(int(a_palette), u_row), 0).rgb;
  v_flags = a_kind_flags.y;
}`

const boxVertex = `${inputs}
uniform float u_line;
flat out float v_kind;
flat out float v_width;
flat out float v_rim;
flat out float v_least;
out vec4 v_edge;

void main() {
  if (absent()) { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); return; }
  style();
  bool strong = (v_flags & 6u) != 0u;
  v_kind = float(a_kind_flags.x);
  vec2 low = place();
  vec2 high = low + a_size * u_scale;
  float pad = 3.0 * u_ratio;
  if (v_kind < 0.5) {
    // Far out a box shrinks to a dot that can still be seen, never to nothing.
    vec2 lack = max(vec2(0.0), 3.0 * u_ratio - (high - low)) * 0.5;
    low = floor(low - lack + 0.5);
    high = floor(high + lack + 0.5);
    v_least = min(high.x - low.x, high.y - low.y) / u_ratio;
    v_width = u_line * u_ratio * mix(0.6, 1.0, smoothstep(6.0, 20.0, v_least)) + (strong ? u_ratio : 0.0);
    v_rim = strong ? 0.9 : 0.5 * smoothstep(8.0, 20.0, v_least);
  } else {
    v_least = 0.0;
    v_width = (strong ? 6.0 : 5.0) * u_ratio;
    v_rim = strong ? 1.0 : 0.85;
    pad = 6.0 * u_ratio;
  }
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  vec2 at = mix(low - pad, high + pad, corner);
  at = clamp(at, vec2(-16.0), u_view + 16.0);
  v_edge = vec4(at - low, high - at);
  gl_Position = clip(at);
}`

const boxFragment = `
uniform float u_fill;
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
  float part = 1.0;
  if (u_brackets == 1 && v_least > 14.0 && !selected && !hovered) {
    float reach = clamp(v_least * 0.26, 5.0, 18.0) * u_ratio;
    vec2 near = min(v_edge.xy, v_edge.zw);
    part = clamp(reach - max(near.x, near.y) + 0.5, 0.0, 1.0);
  }
  float away = abs(inside) - v_width * 0.5;
  vec4 line = vec4(v_color, 1.0) * clamp(0.5 - away, 0.0, 1.0) * part;
  vec4 rim = vec4(rimColor, 1.0) * clamp(0.5 - (away - u_ratio), 0.0, 1.0) * v_rim * part;
  float fill = inside > 0.0 ? u_fill + (selected ? 0.14 : hovered ? 0.1 : 0.0) : 0.0;
  color = over(over(line, rim), vec4(v_color, 1.0) * fill);
  if (color.a <= 0.0) discard;
}`

const segmentVertex = `${inputs}
uniform float u_line;
uniform int u_rim;
out vec2 v_at;
flat out vec3 v_reach;

void main() {
  if (absent()) { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); return; }
  style();
  bool strong = (v_flags & 6u) != 0u;
  vec2 start = place();
  vec2 step = a_size * u_scale;
  float size = max(length(step), 1e-3);
  vec2 along = step / size;
  vec2 across = vec2(-along.y, along.x);
  float half_width = (u_line * 0.5 + (strong ? 0.5 : 0.0) + (u_rim == 1 ? 1.0 : 0.0)) * u_ratio;
  float pad = half_width + 1.0;
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  v_at = vec2(mix(-pad, size + pad, corner.x), mix(-pad, pad, corner.y));
  v_reach = vec3(size, half_width, strong ? 0.9 : 0.5);
  gl_Position = clip(start + along * v_at.x + across * v_at.y);
}`

const segmentFragment = `
uniform int u_rim;
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
  color = u_rim == 1 ? vec4(rim, 1.0) * alpha * v_reach.z : vec4(v_color, 1.0) * alpha;
  if (color.a <= 0.0) discard;
}`

export const createBoxProgram = (gl: WebGL2RenderingContext): Program =>
  createProgram(gl, boxVertex, boxFragment)
export const createSegmentProgram = (gl: WebGL2RenderingContext): Program =>
  createProgram(gl, segmentVertex, segmentFragment)

/** A store's records on the GPU. */
export class InstanceBuffer {
  private readonly buffer: WebGLBuffer
  private readonly array: WebGLVertexArrayObject
  private size = 0

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.buffer = gl.createBuffer()
    this.array = gl.createVertexArray()
    gl.bindVertexArray(this.array)
    for (let location = 0; location < 6; location++) {
      gl.enableVertexAttribArray(location)
      gl.vertexAttribDivisor(location, 1)
    }
    gl.bindVertexArray(null)
  }

  /** Brings over what changed in the store since the last time. */
  update(store: InstanceStore): void {
    const { gl } = this
    if (this.size !== store.byteLength) {
      this.size = store.byteLength
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer)
      gl.bufferData(gl.ARRAY_BUFFER, this.size, gl.DYNAMIC_DRAW)
      store.markAllDirty()
    }
    for (const { offset, bytes } of store.takeDirty()) {
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer)
      gl.bufferSubData(gl.ARRAY_BUFFER, offset, bytes)
    }
  }

  draw(runs: readonly (readonly [number, number])[]): void {
    const { gl } = this
    gl.bindVertexArray(this.array)
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer)
    for (const [first, count] of runs) {
      this.point(first * stride)
      gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, count)
    }
    gl.bindVertexArray(null)
  }

  dispose(): void {
    this.gl.deleteBuffer(this.buffer)
    this.gl.deleteVertexArray(this.array)
  }

  private point(start: number): void {
    const { gl } = this
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, stride, start + offsets.rest)
    gl.vertexAttribPointer(1, 2, gl.FLOAT, false, stride, start + offsets.size)
    gl.vertexAttribPointer(2, 1, gl.FLOAT, false, stride, start + offsets.score)
    gl.vertexAttribIPointer(3, 2, gl.SHORT, stride, start + offsets.cell)
    gl.vertexAttribIPointer(4, 1, gl.UNSIGNED_SHORT, stride, start + offsets.palette)
    gl.vertexAttribIPointer(5, 2, gl.UNSIGNED_BYTE, stride, start + offsets.kind)
  }
}
