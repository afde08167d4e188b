import { through, type Transform } from './view'

/** One of the eight ways to lay a square on itself: four quarter turns, each with or without a mirror. */
export const dihedral: Transform = (view, random, size) => dihedralView(view, random.below(8), size)

/** `which`: quarter turns in bits 0 and 1, a mirror along x in bit 2. */
export const dihedralView = (view: Parameters<Transform>[0], which: number, size: number) => {
  const turn = which & 3
  const [cos, sin] = [[1, 0, -1, 0][turn] as number, [0, 1, 0, -1][turn] as number]
  const mirror = which & 4 ? -1 : 1
  const half = size / 2
  const map = { ax: cos * mirror, bx: -sin, ay: sin * mirror, by: cos }
  return through(view, { ...map, cx: half - half * (map.ax + map.bx), cy: half - half * (map.ay + map.by) })
}
