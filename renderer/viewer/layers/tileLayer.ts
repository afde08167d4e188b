import { drawTile, uploadTile } from '../gl/tileProgram'
import type { TileTexture } from '../gl/tileProgram'
import type { Frame } from '../gl/frame'
import type { Program } from '../gl/program'
import { TileCache } from '../tileCache'
import { children, parent, plan, tileRect } from '../tilePlan'
import type { TileAddress, TileGrid, TilePlan } from '../tilePlan'
import type { Camera, View } from '../camera'

export interface TileLayerOptions {
  readonly grid: TileGrid
  readonly program: Program
  load(tile: TileAddress, signal: AbortSignal): Promise<ImageBitmap>
  onchange(): void
}

/** Bytes of textures to keep. */
const budget = 192 * 2 ** 20

/** Draws a tiled picture; where a tile is not there yet, what coarser or finer tiles know of it. */
export class TileLayer {
  private readonly cache: TileCache<TileTexture>
  private current: TilePlan | null = null

  constructor(
    gl: WebGL2RenderingContext,
    private readonly options: TileLayerOptions,
  ) {
    this.cache = new TileCache<TileTexture>({
      load: async (tile, signal) => {
        const source = await options.load(tile, signal)
        const texture = uploadTile(gl, source)
        source.close()
        return texture
      },
      bytes: ({ width, height }) => width * height * 4,
      dispose: ({ texture }) => gl.deleteTexture(texture),
      budget,
      parallel: 8,
      onchange: options.onchange,
    })
  }

  /** Asks for what the camera sees. */
  look(camera: Camera, view: View): void {
    const { grid } = this.options
    this.current = plan(grid, camera, view)
    const { standIns, visible, around } = this.current
    // The coarsest tiles first, if they are few: something of everything, at once.
    this.cache.want([...standIns, ...visible], around)
  }

  /** True once every visible tile is there. */
  get settled(): boolean {
    return this.current !== null && this.current.visible.every((tile) => this.cache.state(tile) === 'ready')
  }

  /** True once something of the picture can be drawn. */
  get begun(): boolean {
    return this.cache.bytes > 0
  }

  get problems(): string[] {
    return this.cache.problems()
  }

  retry(): void {
    this.cache.forgive()
  }

  /** Tiles may have changed: more of the picture is prepared. */
  refresh(): void {
    this.cache.refresh()
  }

  draw(frame: Frame): void {
    frame.gl.useProgram(this.options.program.program)
    for (const tile of this.current?.visible ?? []) {
      if (this.drawFrom(frame, tile, tile)) continue
      this.drawAncestor(frame, tile)
      this.drawChildren(frame, tile, 2)
    }
  }

  dispose(): void {
    this.cache.clear()
  }

  private drawAncestor(frame: Frame, tile: TileAddress): void {
    const { grid } = this.options
    for (let above = parent(grid, tile); above; above = parent(grid, above)) {
      if (this.drawFrom(frame, tile, above)) return
    }
  }

  private drawChildren(frame: Frame, tile: TileAddress, depth: number): void {
    for (const child of children(this.options.grid, tile)) {
      if (!this.drawFrom(frame, child, child) && depth > 1) this.drawChildren(frame, child, depth - 1)
    }
  }

  /** Draws the place of `tile` out of `source`; false when that is not there. */
  private drawFrom(frame: Frame, tile: TileAddress, source: TileAddress): boolean {
    const { grid, program } = this.options
    const texture = this.cache.get(source)
    if (!texture) return false
    const cell = grid.unit * 2 ** source.level
    const sharp = source.level === 0 && frame.scale >= 3
    drawTile(frame, program, texture, {
      rect: tileRect(grid, tile),
      origin: tileRect(grid, source),
      cell,
      sharp,
    })
    return true
  }
}
