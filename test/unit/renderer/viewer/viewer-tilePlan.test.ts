import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { visibleRect } from '../../../../renderer/view/camera'
import {
  children,
  parent,
  pictureGrid,
  plan,
  tileKey,
  tileRect,
} from '../../../../renderer/viewer/tiles/tilePlan'
import type { TileGrid } from '../../../../renderer/viewer/tiles/tilePlan'
import { intersect } from '../../../../src/geometry/rect'
import { levelCount, levelSize } from '../../../../src/image/pixels/pixelSource'

const view = { width: 1280, height: 800, ratio: 1 }
const picture = (width: number, height: number, tileSize = 256) =>
  pictureGrid({ width, height, tileSize, levels: levelCount(width, height, tileSize) })

/** A heat map of stride 4 whose last cells reach over the image. */
function heat(width: number, height: number): TileGrid {
  const [columns, rows] = [Math.ceil(width / 4), Math.ceil(height / 4)]
  const levels = Array.from({ length: levelCount(columns, rows, 256) }, (_, n) => levelSize(columns, rows, n))
  return { tileSize: 256, unit: 4, levels, image: { width, height } }
}

const grids = fc
  .tuple(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 100_000 }), fc.boolean())
  .map(([width, height, isHeat]) => (isHeat ? heat(width, height) : picture(width, height)))

describe('tile plan', () => {
  test('the visible tiles cover what is seen of the image, once', () => {
    fc.assert(
      fc.property(
        grids,
        fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
        fc.double({ min: 0.004, max: 64, noNaN: true }),
        (grid, [fx, fy], scale) => {
          const camera = { x: fx * grid.image.width, y: fy * grid.image.height, scale }
          const { visible } = plan(grid, camera, view)
          const seen = intersect(visibleRect(camera, view), {
            x: 0,
            y: 0,
            w: grid.image.width,
            h: grid.image.height,
          })
          const covered = visible.reduce((sum, tile) => {
            const part = seen && intersect(tileRect(grid, tile), seen)
            return sum + (part ? part.w * part.h : 0)
          }, 0)
          const wanted = seen ? seen.w * seen.h : 0
          expect(Math.abs(covered - wanted)).toBeLessThanOrEqual(wanted * 1e-9)
          expect(new Set(visible.map(tileKey)).size).toBe(visible.length)
          expect(visible.length).toBeLessThan(120)
        },
      ),
    )
  })

  test('takes the level whose pixels are about as large as those of the screen', () => {
    const grid = picture(100_000, 100_000)
    const levelAt = (scale: number, ratio = 1) =>
      plan(grid, { x: 50_000, y: 50_000, scale }, { ...view, ratio }).level
    expect(levelAt(1)).toBe(0)
    expect(levelAt(30)).toBe(0)
    expect(levelAt(0.5)).toBe(1)
    expect(levelAt(0.49)).toBe(1)
    expect(levelAt(0.26)).toBe(2)
    expect(levelAt(0.5, 2)).toBe(0)
    expect(levelAt(0.001)).toBe(grid.levels.length - 1)
  })

  test('asks for the middle first, for coarse stand-ins of everything, and for one ring around', () => {
    const grid = picture(100_000, 100_000)
    const camera = { x: 50_100, y: 50_100, scale: 1 }
    const { visible, standIns, around } = plan(grid, camera, view)
    expect(visible[0]).toEqual({ level: 0, column: 195, row: 195 })
    expect(standIns[0]).toEqual({ level: grid.levels.length - 1, column: 0, row: 0 })
    for (const tile of visible) {
      const covering = standIns.some((coarse) => {
        let above = parent(grid, tile)
        while (above && above.level < coarse.level) above = parent(grid, above)
        return above !== undefined && tileKey(above) === tileKey(coarse)
      })
      expect(covering).toBe(true)
    }
    expect(around.length).toBeGreaterThan(0)
    expect(around.some((tile) => visible.some((v) => tileKey(v) === tileKey(tile)))).toBe(false)
  })

  test('a tile and its children agree, at the ragged border too', () => {
    const grid = picture(1764, 430)
    for (const tile of [
      { level: 1, column: 3, row: 0 },
      { level: 2, column: 1, row: 0 },
    ]) {
      const inside = children(grid, tile)
      for (const child of inside) expect(parent(grid, child)).toEqual(tile)
      const area = inside.reduce((sum, child) => sum + tileRect(grid, child).w * tileRect(grid, child).h, 0)
      expect(area).toBe(tileRect(grid, tile).w * tileRect(grid, tile).h)
    }
  })
})
