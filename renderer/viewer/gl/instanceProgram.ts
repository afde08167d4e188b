import { blockSize } from '../instances/instanceStore'
import { createProgram } from './program'

// Outlines of constant width on the screen, from the records of an InstanceStore. The distance to the outline is computed
// per fragment, so that lines are smooth, can be brackets, and have a dark rim that shows them on any ground.
//
// The vertex shader reads the records from a texture by the number of the vertex; indices name the records that are seen.
// Instanced drawing would do the same with less code, but it costs a draw call's work per instance where WebGL runs on the
// CPU: 2.2 s a frame for 100,000. There a fragment costs 20 ns, too, so that the empty inside of a box is left out.

/** Vertices of a record: four corners, and four inside of a box's outline. */
export const recordVertices = 8

const inputs = `
uniform highp usampler2D u_records;
uniform vec2 u_view;
uniform float u_scale;
uniform vec2 u_cell;
uniform vec2 u_rest;
// The least score of each class number, four in a vector.
uniform vec4 u_least[64];
uniform vec2 u_shift;
uniform float u_ratio;
uniform int u_row;
uniform sampler2D u_palette;
flat out vec3 v_color;
flat out uint v_flags;

struct Record { vec2 rest; vec2 size; float score; vec2 cell; int palette; uint kind; uint flags; float extra; };

Record read() {
  int slot = gl_VertexID / ${recordVertices};
  ivec2 at = ivec2((slot % ${blockSize}) * 2, slot / ${blockSize});
  uvec4 a = texelFetch(u_records, at, 0);
  uvec4 b = texelFetch(u_records, at + ivec2(1, 0), 0);
  // Two int16 in one word: the shifts carry the signs.
  vec2 cell = vec2(int(b.y << 16) >> 16, int(b.y) >> 16);
  return Record(uintBitsToFloat(a.xy), uintBitsToFloat(a.zw), uintBitsToFloat(b.x), cell,
    int(b.z & 65535u), (b.z >> 16) & 255u, b.z >> 24, uintBitsToFloat(b.w));
}

vec2 corner() { return vec2(gl_VertexID & 1, (gl_VertexID >> 1) & 1); }
bool isInner() { return (gl_VertexID & 4) != 0; }

float minOf(int number) { return u_least[number >> 2][number & 3]; }

bool absent(Record r) {
  return (r.flags & 1u) != 0u || (r.kind != 3u && r.score < minOf(min(r.palette, 255))) ||
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
uniform vec2 u_fill;
// In pixels of the canvas, y up as in gl_FragCoord: that is cheaper to fragments than varyings that change.
flat out vec2 v_middle;
flat out vec2 v_half;
// Half the width of the line.
flat out float v_line;
flat out vec4 v_rim;
flat out float v_fill;
flat out float v_arm;

void main() {
  Record r = read();
  if (absent(r)) { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); return; }
  style(r);
  bool selected = (r.flags & 2u) != 0u;
  bool strong = (r.flags & 6u) != 0u;
  vec2 low = place(r);
  vec2 high = low + r.size * u_scale;
  float rim;
  float pad;
  if (r.kind == 0u) {
    // Far out a box shrinks to a dot that can still be seen, never to nothing.
    vec2 lack = max(vec2(0.0), 3.0 * u_ratio - (high - low)) * 0.5;
    low = floor(low - lack + 0.5);
    high = floor(high + lack + 0.5);
    float side = min(high.x - low.x, high.y - low.y);
    float least = side / u_ratio;
    float width = u_line * u_ratio * mix(0.6, 1.0, smoothstep(6.0, 20.0, least)) + (strong ? u_ratio : 0.0);
    rim = strong ? 0.9 : u_rim * smoothstep(8.0, 20.0, least);
    v_line = width * 0.5;
    // No wider than what is drawn, on whole pixels as the edges are.
    float reach = ceil(v_line + (rim > 0.0 ? u_ratio : 0.0));
    v_arm = least > 14.0 && !strong ? clamp(least * 0.26, 5.0, 18.0) * u_ratio : max(high.x - low.x, high.y - low.y);
    pad = isInner() ? -min(reach, 0.5 * side) : reach;
  } else {
    rim = strong ? 1.0 : 0.85;
    v_line = (strong ? 6.0 : 5.0) * u_ratio;
    pad = v_line + 2.0 * u_ratio;
  }
  v_rim = vec4(vec3(selected ? 1.0 : r.kind == 0u ? 0.0 : 0.05), 1.0) * rim;
  v_fill = strong ? u_fill.y : u_fill.x;
  v_middle = (low + high) * 0.5;
  v_middle.y = u_view.y - v_middle.y;
  v_half = (high - low) * 0.5;
  gl_Position = clip(clamp(mix(low - pad, high + pad, corner()), vec2(-16.0), u_view + 16.0));
}`

// No branches: where WebGL runs on the CPU, both sides are computed for each fragment.
const boxFragment = (brackets: boolean) => `
uniform float u_ratio;
flat in vec3 v_color;
flat in vec2 v_middle;
flat in vec2 v_half;
flat in float v_line;
flat in vec4 v_rim;
flat in float v_fill;
flat in float v_arm;
out vec4 color;

void main() {
  vec2 within = v_half - abs(gl_FragCoord.xy - v_middle);
  float inside = min(within.x, within.y);
  float away = abs(inside) - v_line;
  float line = clamp(0.5 - away, 0.0, 1.0);
  float rim = clamp(0.5 + u_ratio - away, 0.0, 1.0) - line;
  ${brackets ? 'float part = clamp(v_arm - max(within.x, within.y) + 0.5, 0.0, 1.0); line *= part; rim *= part;' : ''}
  color = vec4(v_color, 1.0) * line + v_rim * rim;
  color += vec4(v_color, 1.0) * (step(0.0, inside) * v_fill * (1.0 - color.a));
}`

const pointFragment = `
uniform float u_ratio;
flat in vec3 v_color;
flat in vec2 v_middle;
flat in float v_line;
flat in vec4 v_rim;
out vec4 color;

void main() {
  float away = length(gl_FragCoord.xy - v_middle) - v_line;
  float disc = clamp(0.5 - away, 0.0, 1.0);
  float ring = clamp(0.5 + 1.5 * u_ratio - away, 0.0, 1.0);
  color = vec4(v_color, 1.0) * disc + v_rim * (ring * (1.0 - disc));
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

/** By what they draw. */
export function createInstancePrograms(gl: WebGL2RenderingContext) {
  return {
    box: createProgram(gl, boxVertex, boxFragment(false)),
    bracket: createProgram(gl, boxVertex, boxFragment(true)),
    point: createProgram(gl, boxVertex, pointFragment),
    segment: createProgram(gl, segmentVertex, segmentFragment),
    trapezoid: createProgram(gl, trapezoidVertex, trapezoidFragment),
  }
}
