import type { Rect } from '../../../src/geometry/rect'
import type { Camera, ScreenSize } from '../../view/camera'
import { cellSize } from '../instances/instanceStore'
import type { Program } from './program'

/** What every layer needs to draw one frame. */
export interface Frame {
  readonly gl: WebGL2RenderingContext
  readonly camera: Camera
  readonly view: ScreenSize
  /** Device pixels of the canvas. */
  readonly width: number
  readonly height: number
  /** Device pixels per image pixel. */
  readonly scale: number
}

/** Left, top, right, bottom of an image rectangle in clip space; differences are taken in float64. */
export function clipRect(frame: Frame, rect: Rect): [number, number, number, number] {
  const { camera, scale, width, height } = frame
  const x = (value: number) => ((value - camera.x) * scale * 2) / width
  const y = (value: number) => ((camera.y - value) * scale * 2) / height
  return [x(rect.x), y(rect.y), x(rect.x + rect.w), y(rect.y + rect.h)]
}

/** The camera for shaders that read split positions: see instanceStore. */
export function setCamera({ gl, camera, scale, width, height }: Frame, program: Program): void {
  const cellX = Math.floor(camera.x / cellSize)
  const cellY = Math.floor(camera.y / cellSize)
  gl.uniform2f(program.uniform('u_view'), width, height)
  gl.uniform1f(program.uniform('u_scale'), scale)
  gl.uniform2f(program.uniform('u_cell'), cellX, cellY)
  gl.uniform2f(program.uniform('u_rest'), camera.x - cellX * cellSize, camera.y - cellY * cellSize)
}
