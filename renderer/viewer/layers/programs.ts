import { paletteBytes } from '../colors'
import { createBoxProgram, createSegmentProgram, createTrapezoidProgram } from '../gl/instanceProgram'
import { createColors, createTileProgram } from '../gl/tileProgram'
import { paletteSize } from '../objectInstances'
import { DensityLayer } from './densityLayer'
import { OutlineLayer } from './outlineLayer'
import { SplitLayer } from './splitLayer'
import { VeilLayer } from './veilLayer'

const checkedColor = '#35c28a'

/** All that lives as long as the graphics context does. */
export function createPrograms(gl: WebGL2RenderingContext) {
  const box = createBoxProgram(gl)
  const segment = createSegmentProgram(gl)
  return {
    picture: createTileProgram(gl, 'picture'),
    heat: createTileProgram(gl, 'heat'),
    veil: new VeilLayer(gl),
    split: new SplitLayer(gl),
    areas: new OutlineLayer(gl, box, 'boxes'),
    boxes: new OutlineLayer(gl, box, 'boxes'),
    segments: new OutlineLayer(gl, segment, 'segments'),
    fills: new OutlineLayer(gl, createTrapezoidProgram(gl), 'boxes'),
    pickedBoxes: new OutlineLayer(gl, box, 'boxes'),
    pickedSegments: new OutlineLayer(gl, segment, 'segments'),
    detections: new OutlineLayer(gl, box, 'boxes'),
    objectDensity: new DensityLayer(gl, 'objects'),
    detectionDensity: new DensityLayer(gl, 'detections'),
    palette: createColors(gl, paletteBytes([], paletteSize), paletteSize),
    checkedPalette: createColors(gl, paletteBytes([{ id: 0, name: 'checked', color: checkedColor }], 1), 1),
  }
}
