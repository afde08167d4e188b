import { blockSize, flags, kinds } from '../instances/instanceStore'
import type { InstanceStore } from '../instances/instanceStore'
import { recordVertices } from './instanceProgram'

const wholeIndices = [0, 1, 2, 2, 1, 3]
const innerIndices = [4, 5, 6, 6, 5, 7]
const ringIndices = [0, 1, 4, 4, 1, 5, 1, 3, 5, 5, 3, 7, 3, 2, 7, 7, 2, 6, 2, 0, 6, 6, 0, 4]

/** What to draw of a store: the indices of all but points, then of points. */
export interface InstanceIndices {
  readonly all: Uint32Array
  readonly shapes: number
}

/**
 * Two triangles for each of the slots. Of a box with sides of at least `least` image pixels, only its outline; with its
 * inside where that is filled. `fill`: how much it is, and how much if it is selected or under the pointer.
 */
export function instanceIndices(
  store: InstanceStore,
  slots: Uint32Array,
  { least, fill }: { readonly least: number; readonly fill: readonly [number, number] },
): InstanceIndices {
  const all = new Uint32Array(slots.length * (ringIndices.length + innerIndices.length))
  let length = 0
  const add = (slot: number, pattern: readonly number[]) => {
    for (const vertex of pattern) all[length++] = slot * recordVertices + vertex
  }
  const points = slots.filter((slot) => store.getKind(slot) === kinds.point)
  for (const slot of slots) {
    const kind = store.getKind(slot)
    if (kind === kinds.point) continue
    if (kind !== kinds.box || store.shortSide(slot) < least) {
      add(slot, wholeIndices)
      continue
    }
    add(slot, ringIndices)
    const strong = (store.getFlags(slot) & (flags.selected | flags.hovered)) !== 0
    if (fill[strong ? 1 : 0] > 0) add(slot, innerIndices)
  }
  const shapes = length
  for (const slot of points) add(slot, wholeIndices)
  return { all: all.subarray(0, length), shapes }
}

/** A store's records on the GPU: one row of a texture for each block. */
export class InstanceBuffer {
  private readonly texture: WebGLTexture
  private readonly elements: WebGLBuffer
  private rows = 0
  private shapes = 0
  private points = 0

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.elements = gl.createBuffer()
    this.texture = gl.createTexture()
    gl.bindTexture(gl.TEXTURE_2D, this.texture)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
  }

  /** Brings over what changed in the store since the last time, and leaves the texture bound. */
  update(store: InstanceStore): void {
    const { gl } = this
    const format = [gl.RGBA_INTEGER, gl.UNSIGNED_INT] as const
    gl.bindTexture(gl.TEXTURE_2D, this.texture)
    if (this.rows !== store.blockCount) {
      this.rows = store.blockCount
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32UI, blockSize * 2, this.rows, 0, ...format, null)
      store.markAllDirty()
    }
    for (const { block, count, words } of store.takeDirty()) {
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, block, blockSize * 2, count, ...format, words)
    }
  }

  /** What `draw` draws from now on. */
  choose(indices: InstanceIndices): void {
    const { gl } = this
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.elements)
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, indices.all, gl.DYNAMIC_DRAW)
    this.shapes = indices.shapes
    this.points = indices.all.length - indices.shapes
  }

  /** How many indices there are of a part. */
  count(part: 'shapes' | 'points'): number {
    return part === 'shapes' ? this.shapes : this.points
  }

  /** With the program in use. */
  draw(part: 'shapes' | 'points'): void {
    const { gl } = this
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.elements)
    gl.drawElements(gl.TRIANGLES, this.count(part), gl.UNSIGNED_INT, part === 'shapes' ? 0 : this.shapes * 4)
  }

  dispose(): void {
    this.gl.deleteTexture(this.texture)
    this.gl.deleteBuffer(this.elements)
  }
}
