import { heatColors, paletteBytes } from '../colors'
import { createBoxProgram, createSegmentProgram } from '../gl/instanceProgram'
import { createTileProgram } from '../gl/tileProgram'
import { paletteSize } from '../objectInstances'
import { OutlineLayer } from './outlineLayer'
import { VeilLayer } from './veilLayer'

const checkedColor = '#35c28a'

/** All that lives as long as the graphics context does. */
export function createPrograms(gl: WebGL2RenderingContext) {
  const box = createBoxProgram(gl)
  return {
    picture: createTileProgram(gl, 'picture'),
    heat: createTileProgram(gl, 'heat'),
    veil: new VeilLayer(gl),
    areas: new OutlineLayer(gl, box, 'boxes'),
    boxes: new OutlineLayer(gl, box, 'boxes'),
    segments: new OutlineLayer(gl, createSegmentProgram(gl), 'segments'),
    detections: new OutlineLayer(gl, box, 'boxes'),
    palette: createColors(gl, paletteBytes([], paletteSize), paletteSize),
    checkedPalette: createColors(gl, paletteBytes([{ id: 0, name: 'checked', color: checkedColor }], 1), 1),
    heatColors: createColors(gl, heatColors(), 256),
  }
}

/** RGBA8 rows of `width` colours, read without interpolation. */
function createColors(gl: WebGL2RenderingContext, bytes: Uint8Array, width: number): WebGLTexture {
  const texture = gl.createTexture()
  gl.bindTexture(gl.TEXTURE_2D, texture)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE)
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE)
  gl.texImage2D(
    gl.TEXTURE_2D,
    0,
    gl.RGBA8,
    width,
    bytes.length / width / 4,
    0,
    gl.RGBA,
    gl.UNSIGNED_BYTE,
    bytes,
  )
  return texture
}
