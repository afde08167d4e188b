import type { CheckedArea } from '../../../src/records/records'
import { kinds } from '../instances/instanceStore'
import { paletteBytes } from '../instances/colors'
import { createInstancePrograms } from '../gl/instanceProgram'
import { Rectangles } from '../gl/rectangles'
import { createColors, createTileProgram } from '../gl/tileProgram'
import { paletteSize } from '../instances/objectInstances'
import { CountHeat } from './countHeat'
import { NumberLayer } from './numberLayer'
import { OutlineLayer } from './outlineLayer'
import { SplitLayer } from './splitLayer'

/** Of areas that are checked for all classes, and for some. */
const checkedColors = ['#35c28a', '#e0b43a']
/** As it is drawn. */
export const areaInstance = ({ rect, only }: CheckedArea) => ({
  ...rect,
  kind: kinds.box,
  palette: only ? 1 : 0,
})
const checkedClasses = checkedColors.map((color, id) => ({ id, name: '', color }))

/** All that lives as long as the graphics context does. */
export function createPrograms(gl: WebGL2RenderingContext) {
  const rectangles = new Rectangles(gl)
  const { box, bracket, point, segment, trapezoid } = createInstancePrograms(gl)
  const boxes = [
    { program: box, part: 'shapes' },
    { program: point, part: 'points' },
  ] as const
  // All rims of polygons come before all lines, or each edge's rim would cut the line before it.
  const segments = [
    { program: segment, part: 'shapes', number: 0 },
    { program: segment, part: 'shapes', number: 1 },
  ] as const
  return {
    picture: createTileProgram(gl, 'picture'),
    counted: createTileProgram(gl, 'counted'),
    heat: createTileProgram(gl, 'heat'),
    rectangles,
    split: new SplitLayer(rectangles),
    areas: new OutlineLayer(gl, boxes),
    boxes: new OutlineLayer(gl, boxes),
    segments: new OutlineLayer(gl, segments),
    fills: new OutlineLayer(gl, [{ program: trapezoid, part: 'shapes' }]),
    pickedBoxes: new OutlineLayer(gl, boxes),
    pickedSegments: new OutlineLayer(gl, segments),
    detections: new OutlineLayer(gl, [{ program: bracket, part: 'shapes' }]),
    detectionEdges: new OutlineLayer(gl, segments),
    countHeat: new CountHeat(gl),
    numbers: new NumberLayer(gl),
    palette: createColors(gl, paletteBytes([], paletteSize), paletteSize),
    checkedPalette: createColors(
      gl,
      paletteBytes(checkedClasses, checkedClasses.length),
      checkedClasses.length,
    ),
  }
}
