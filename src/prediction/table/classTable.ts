import type { TileClasses } from '../../found/classifier'
import { renumbered, type Threshold } from '../../found/threshold'
import { csvHead, csvLines } from './csvTable'
import type { TableAbout } from './rows'

/** An image that was classified: as a whole, or tile by tile. Probabilities by class. */
export interface ClassifiedImage {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly classNames: readonly string[]
  readonly several: boolean
  /** From which probability on a class counts, where there may be several. */
  readonly threshold: Threshold
  readonly whole: readonly number[]
  /** One tile is the whole image. */
  readonly tiles: TileClasses
}

/**
 * A table of predictions of a project's images, in their full-size pixels: a row an image, without the number of a tile, and
 * after it a row a tile where it was classified tile by tile. Runs may know other classes: what one does not know is left empty.
 */
export function classTable(images: readonly ClassifiedImage[]): { text: string; rows: number } {
  const classNames = [...new Set(images.flatMap((image) => image.classNames))]
  const about: TableAbout = {
    ...{ kind: 'classes', run: '', from: '', classNames, labelled: false, sized: true },
    ...{ several: false, threshold: 0, sources: images.map(({ name }) => name) },
  }
  let [text, rows] = [csvHead(about), 0]
  images.forEach((image, source) => {
    const { several, width, height, tiles, whole } = image
    const known = image.classNames.map((name) => classNames.indexOf(name))
    const threshold = renumbered(
      image.threshold,
      classNames.map((name) => image.classNames.indexOf(name)),
    )
    const add = (tile: number, [x = 0, y = 0, w = 0, h = 0]: Iterable<number>, of: ArrayLike<number>) => {
      const probabilities = new Float32Array(classNames.length).fill(NaN)
      known.forEach((to, from) => (probabilities[to] = of[from] as number))
      const row = { tile: Int32Array.of(tile), source: Int32Array.of(source), probabilities }
      const at = { place: Int32Array.of(0, x, y), size: Int32Array.of(w, h) }
      text += csvLines({ ...about, several, threshold }, { ...row, ...at })
      rows++
    }
    add(-1, [0, 0, width, height], whole)
    const { xywh, probability } = tiles
    const [count, classes] = [xywh.length / 4, known.length]
    for (let i = 0; count > 1 && i < count; i++)
      add(i, xywh.subarray(i * 4, i * 4 + 4), probability.subarray(i * classes, (i + 1) * classes))
  })
  return { text, rows }
}
