import { bounds, type Shape } from '../records/records'
import { area, containsPoint, intersect, type Rect } from '../geometry/rect'
import { isUnchecked, type CheckedGround } from '../tiles/checkedGround'
import { unionArea } from '../geometry/unionArea'
import type { TileClasses } from '../found/classifier'
import type { Threshold } from '../found/threshold'
import { projectClasses, type LearnedClasses } from '../found/projectClasses'
import { says } from '../messages/says/says'
import { ClassificationRows, type ClassificationEvaluation } from './classification'

/** An image as people marked it, and what a run that classifies said of it. */
export interface JudgedImage extends CheckedGround {
  readonly name: string
  readonly width: number
  readonly height: number
  /** Classes are numbers into the project's. */
  readonly objects: { readonly shapes: readonly Shape[]; readonly classes: readonly number[] }
  /** Probabilities by class of the run. */
  readonly whole: readonly number[]
  /** One tile is the whole image. */
  readonly tiles: TileClasses
}

interface Judgement {
  /** The project's. */
  readonly classes: readonly { readonly id: number; readonly name: string }[]
  /** The run's. */
  readonly learned: LearnedClasses
  /** An image or tile may show several classes, or none. */
  readonly several: boolean
  /** From which probability on one of several is said to be there, by the run's class numbers. */
  readonly threshold: Threshold
}

/** Share of an object that a tile must show for the object's class to be the tile's: as in datasets where nobody says otherwise. */
const visible = 0.5

/**
 * Holds what a run said of whole images, or of their tiles, against the classes of the objects that people marked there. A whole
 * image shows what is marked anywhere in it. A tile counts where all of it is checked for all classes, or in an image without checked
 * areas, which is warned of. With one class a tile, what shows none or several is left out, with a warning.
 */
export function evaluateClassified(
  images: readonly JudgedImage[],
  { classes, learned, several, threshold }: Judgement,
  warn: (sentence: string) => void,
): ClassificationEvaluation {
  const known = projectClasses(learned, classes)
  // As the project calls them by now.
  const names = known.map((own, number) => own?.name ?? (learned.classNames[number] as string))
  const rows = new ClassificationRows(names, several)
  const numbers = classes.map((own) => known.indexOf(own))
  const unknown = new Set<string>()
  let omitted = 0
  const add = (probabilities: ArrayLike<number>, shown: readonly number[]) => {
    const labels = new Uint8Array(names.length)
    for (const c of shown) {
      const to = numbers[c] as number
      if (to >= 0) labels[to] = 1
      else unknown.add(classes[c]?.name ?? '')
    }
    const count = labels.reduce((sum, there) => sum + there, 0)
    if (!several && count !== 1) omitted++
    else rows.add(Float32Array.from(probabilities), labels)
  }
  for (const image of images) {
    warnOfUnchecked(image, several, warn)
    judgeImage(image, names.length, add)
  }
  if (unknown.size > 0) warn(says.prediction.whatIsMarkedValueIs([...unknown].join(', ')))
  if (omitted > 0) warn(says.prediction.leftOfRowsImagesOr(omitted, omitted + rows.length))
  return rows.evaluate(threshold)
}

/** With several classes, nothing marked says that there is nothing only where somebody has looked. */
function warnOfUnchecked(image: JudgedImage, several: boolean, warn: (sentence: string) => void): void {
  const { name, objects, tiles } = image
  if (isUnchecked(image) && (tiles.xywh.length > 4 || (several && objects.classes.length === 0)))
    warn(says.prediction.nameHasNoCheckedArea(name))
}

function judgeImage(
  image: JudgedImage,
  classes: number,
  add: (probabilities: ArrayLike<number>, shown: readonly number[]) => void,
): void {
  const { width, height, objects, checked, tiles, whole } = image
  const count = tiles.xywh.length / 4
  if (count === 1) return add(whole, objects.classes)
  const areas = !isUnchecked(image) ? checked : [{ x: 0, y: 0, w: width, h: height }]
  for (let i = 0; i < count; i++) {
    const [x = 0, y = 0, w = 0, h = 0] = tiles.xywh.subarray(i * 4, i * 4 + 4)
    const tile = { x, y, w, h }
    if (!isCovered(tile, areas)) continue
    const shown = objects.classes.filter((_, o) => shows(tile, objects.shapes[o] as Shape))
    add(tiles.probability.subarray(i * classes, (i + 1) * classes), shown)
  }
}

function isCovered(tile: Rect, areas: readonly Rect[]): boolean {
  const parts = areas.map((each) => intersect(tile, each)).filter((part) => part !== undefined)
  return unionArea(parts) > area(tile) - 0.5
}

function shows(tile: Rect, shape: Shape): boolean {
  const box = bounds(shape)
  if (area(box) === 0) return containsPoint(tile, box.x + box.w / 2, box.y + box.h / 2)
  const part = intersect(tile, box)
  return part !== undefined && area(part) >= visible * area(box)
}
