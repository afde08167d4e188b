import { createColors, drawTile, setFilter } from '../gl/tileProgram'
import type { TileTexture } from '../gl/tileProgram'
import type { Frame } from '../gl/frame'
import type { Program } from '../gl/program'
import type { Camera, ScreenSize } from '../../view/camera'
import { heatColors } from '../instances/colors'
import { TileCache } from '../tiles/tileCache'
import { parent, plan, tileRect } from '../tiles/tilePlan'
import type { TileAddress, TileGrid, VisibleTiles } from '../tiles/tilePlan'

interface HeatLayerOptions {
  readonly grid: TileGrid
  readonly program: Program
  /** u8 [tileSize, tileSize] */
  load(tile: TileAddress, signal: AbortSignal): Promise<Uint8Array>
  onchange(): void
}

const budget = 24 * 2 ** 20
/** How far a peak shines, in pixels of the screen. */
const glow = 9

/**
 * Draws a heat map. The visible tiles are put together into one texture, since its cells are large on the screen and
 * interpolated: between textures of their own the tiles' borders would show as hard edges.
 */
export class HeatLayer {
  private readonly cache: TileCache<Uint8Array>
  private readonly texture: TileTexture & { width: number; height: number }
  private readonly colors: WebGLTexture
  private current: VisibleTiles | null = null
  private arrived = 0
  private composed = ''

  constructor(
    private readonly gl: WebGL2RenderingContext,
    private readonly options: HeatLayerOptions,
  ) {
    const texture = gl.createTexture()
    gl.bindTexture(gl.TEXTURE_2D, texture)
    setFilter(gl, gl.LINEAR)
    this.texture = { texture, width: 0, height: 0 }
    this.colors = createColors(gl, heatColors(), 256)
    this.cache = new TileCache<Uint8Array>({
      load: (tile, signal) => options.load(tile, signal),
      bytes: (cells) => cells.byteLength,
      dispose: () => {},
      budget,
      parallel: 4,
      onchange: () => {
        this.arrived++
        options.onchange()
      },
    })
  }

  look(camera: Camera, view: ScreenSize): void {
    this.current = plan(this.options.grid, camera, view)
    const { standIns, visible, around } = this.current
    this.cache.want([...standIns, ...visible], around)
  }

  get settled(): boolean {
    return this.current !== null && this.current.visible.every((tile) => this.cache.state(tile) === 'ready')
  }

  get problems(): string[] {
    return this.cache.problems()
  }

  /** The map has grown: what is shown stays until it is loaded anew. */
  refresh(): void {
    this.cache.refresh()
  }

  retry(): void {
    this.cache.forgive()
  }

  /** `opacity` 0..1 */
  draw(frame: Frame, opacity: number): void {
    const { gl, options } = this
    const tiles = this.current?.visible ?? []
    if (tiles.length === 0) return
    const columns = tiles.map((tile) => tile.column)
    const rows = tiles.map((tile) => tile.row)
    const level = this.current?.level ?? 0
    const first = { level, column: Math.min(...columns), row: Math.min(...rows) }
    const last = { level, column: Math.max(...columns), row: Math.max(...rows) }
    this.compose(first, last)
    const [origin, end] = [tileRect(options.grid, first), tileRect(options.grid, last)]
    const rect = { ...origin, w: end.x + end.w - origin.x, h: end.y + end.h - origin.y }
    gl.useProgram(options.program.program)
    gl.activeTexture(gl.TEXTURE1)
    gl.bindTexture(gl.TEXTURE_2D, this.colors)
    gl.activeTexture(gl.TEXTURE0)
    gl.uniform1i(options.program.uniform('u_colors'), 1)
    gl.uniform1f(options.program.uniform('u_opacity'), opacity)
    const cell = options.grid.unit * 2 ** level
    const cells = glow / (cell * frame.scale)
    gl.uniform2f(options.program.uniform('u_glow'), cells / this.texture.width, cells / this.texture.height)
    drawTile(frame, options.program, this.texture, { rect, origin, cell, sharp: false })
  }

  dispose(): void {
    this.cache.clear()
    this.gl.deleteTexture(this.texture.texture)
    this.gl.deleteTexture(this.colors)
  }

  /** Brings the tiles from `first` to `last` into the texture, unless they are there as they are. */
  private compose(first: TileAddress, last: TileAddress): void {
    const name = [first.level, first.column, first.row, last.column, last.row, this.arrived].join()
    if (name === this.composed) return
    this.composed = name
    const { gl, texture } = this
    const side = this.options.grid.tileSize
    texture.width = (last.column - first.column + 1) * side
    texture.height = (last.row - first.row + 1) * side
    const cells = new Uint8Array(texture.width * texture.height)
    for (let row = first.row; row <= last.row; row++) {
      for (let column = first.column; column <= last.column; column++) {
        const at = ((row - first.row) * texture.width + (column - first.column)) * side
        this.copy({ level: first.level, column, row }, cells, at)
      }
    }
    gl.bindTexture(gl.TEXTURE_2D, texture.texture)
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1)
    const { width, height } = texture
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R8, width, height, 0, gl.RED, gl.UNSIGNED_BYTE, cells)
  }

  /** One tile's cells into the texture's from `at` on: its own, or a coarser tile's, enlarged. */
  private copy(tile: TileAddress, to: Uint8Array, at: number): void {
    const { grid } = this.options
    const side = grid.tileSize
    let source: TileAddress | undefined = tile
    let cells = this.cache.get(tile)
    while (!cells && source) {
      source = parent(grid, source)
      cells = source && this.cache.get(source)
    }
    if (!cells || !source) return
    const steps = source.level - tile.level
    const left = tile.column * side - ((source.column * side) << steps)
    const top = tile.row * side - ((source.row * side) << steps)
    for (let y = 0; y < side; y++) {
      const from = ((top + y) >> steps) * side
      for (let x = 0; x < side; x++) {
        to[at + y * this.texture.width + x] = cells[from + ((left + x) >> steps)] ?? 0
      }
    }
  }
}
