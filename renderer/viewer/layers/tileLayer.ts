import { createColors, drawTile, uploadTile } from '../gl/tileProgram'
import type { TileTexture } from '../gl/tileProgram'
import type { Frame } from '../gl/frame'
import type { Program } from '../gl/program'
import { pictureMemory } from '../tiles/pictureMemory'
import { TileCache } from '../tiles/tileCache'
import { children, parent, plan, tileRect } from '../tiles/tilePlan'
import type { TileAddress, TileGrid, VisibleTiles } from '../tiles/tilePlan'
import type { Camera, ScreenSize } from '../../view/camera'
import type { Counted, CountHeat } from './countHeat'

/** What all tiles of a frame are drawn with. */
interface Pass {
  readonly frame: Frame
  readonly program: Program
  readonly heat: CountHeat | null
}

export interface TileLayerOptions {
  readonly grid: TileGrid
  readonly program: Program
  /** Draws tiles with counts in the same pass. */
  readonly counted: Program
  load(tile: TileAddress, signal: AbortSignal): Promise<ImageBitmap>
  onchange(): void
}

/** Draws a tiled picture; where a tile is not there yet, what coarser or finer tiles know of it. */
export class TileLayer {
  private readonly cache: TileCache<TileTexture>
  private readonly blank: TileTexture
  private current: VisibleTiles | null = null

  constructor(
    private readonly gl: WebGL2RenderingContext,
    private readonly options: TileLayerOptions,
  ) {
    this.blank = { texture: createColors(gl, new Uint8Array(4), 1), width: 1, height: 1 }
    this.cache = new TileCache<TileTexture>({
      load: async (tile, signal) => {
        const source = await options.load(tile, signal)
        const texture = uploadTile(gl, source)
        source.close()
        return texture
      },
      bytes: ({ width, height }) => width * height * 4,
      dispose: ({ texture }) => gl.deleteTexture(texture),
      get budget() {
        return pictureMemory.bytes
      },
      parallel: 8,
      onchange: options.onchange,
    })
  }

  /** Asks for what the camera sees. */
  look(camera: Camera, view: ScreenSize): void {
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

  /** With the colours of these counts, if there are any. */
  draw(frame: Frame, heat: CountHeat, counted: readonly Counted[]): void {
    const { gl } = frame
    const program = counted.length > 0 ? this.options.counted : this.options.program
    const pass = { frame, program, heat: counted.length > 0 ? heat : null }
    gl.useProgram(program.program)
    if (pass.heat) heat.use(frame, counted, program)
    for (const tile of this.current?.visible ?? []) {
      if (this.drawFrom(pass, tile, tile)) continue
      // Counts do not wait for the picture.
      if (!this.drawAncestor(pass, tile) && pass.heat) this.drawPart(pass, tile, tile, null)
      this.drawChildren(pass, tile, 2)
    }
  }

  dispose(): void {
    this.cache.clear()
    this.gl.deleteTexture(this.blank.texture)
  }

  private drawAncestor(pass: Pass, tile: TileAddress): boolean {
    const { grid } = this.options
    for (let above = parent(grid, tile); above; above = parent(grid, above)) {
      if (this.drawFrom(pass, tile, above)) return true
    }
    return false
  }

  private drawChildren(pass: Pass, tile: TileAddress, depth: number): void {
    for (const child of children(this.options.grid, tile)) {
      if (!this.drawFrom(pass, child, child) && depth > 1) this.drawChildren(pass, child, depth - 1)
    }
  }

  /** Draws the place of `tile` out of `source`; false when that is not there. */
  private drawFrom(pass: Pass, tile: TileAddress, source: TileAddress): boolean {
    const texture = this.cache.get(source)
    if (texture) this.drawPart(pass, tile, source, texture)
    return texture !== undefined
  }

  private drawPart(
    { frame, program, heat }: Pass,
    tile: TileAddress,
    source: TileAddress,
    texture: TileTexture | null,
  ): void {
    const { grid } = this.options
    const rect = tileRect(grid, tile)
    if (heat) frame.gl.uniform1f(program.uniform('u_present'), texture ? 1 : 0)
    drawTile(frame, program, texture ?? this.blank, {
      rect,
      origin: tileRect(grid, source),
      cell: grid.unit * 2 ** source.level,
      sharp: source.level === 0 && frame.scale >= 3,
      bins: heat?.binsOf(rect),
    })
  }
}
