import { quote } from '../../base/csv'
import { likeliest } from '../../found/classifier'
import { reaches, thresholdOf } from '../../found/threshold'
import type { ClassifiedTiles, FoundRows, TableAbout, TableRows } from './rows'

const places = ['tile', 'source', 'level', 'x', 'y'] as const
const sizes = ['width', 'height'] as const
const ofClasses = ['label', 'class'] as const
const ofDetections = ['class', 'score', 'box_x', 'box_y', 'box_width', 'box_height'] as const
/** Between the names of several labels. */
const between = '|'

/**
 * The first line. Of classes: one column a class, named like it, with its probability; `label` only where labels are known.
 * A class that is named like another column is told apart by "probability of".
 */
export function csvHead(about: TableAbout): string {
  const { kind, classNames, labelled, sized = false } = about
  const own = kind === 'classes' ? ofClasses.filter((name) => name !== 'label' || labelled) : ofDetections
  const where = sized ? [...places, ...sizes] : places
  const taken: readonly string[] = [...places, ...sizes, ...ofClasses]
  const classes = classNames.map((name) => (taken.includes(name) ? `probability of ${name}` : name))
  return line([...where, ...own, ...(kind === 'classes' ? classes.map(quote) : [])])
}

export function csvLines(about: TableAbout, rows: TableRows): string {
  const { tile, source, place, size } = rows
  const own = 'probabilities' in rows ? classCells(about, rows) : detectionCells(about, rows)
  let text = ''
  for (let i = 0; i < tile.length; i++) {
    const [level, x, y] = place.subarray(i * 3, i * 3 + 3)
    const path = about.sources[source[i] as number] ?? ''
    const corner = (x as number) < 0 ? ['', '', ''] : [level, x, y]
    const extent = about.sized ? (size?.subarray(i * 2, i * 2 + 2) ?? []) : []
    const number = tile[i] as number
    text += line([
      number < 0 ? '' : number,
      quote(path),
      ...(corner as (number | string)[]),
      ...extent,
      ...own(i),
    ])
  }
  return text
}

type Cells = (row: number) => readonly (string | number)[]

function classCells({ classNames, several, threshold, labelled }: TableAbout, rows: ClassifiedTiles): Cells {
  const { probabilities, labels } = rows
  const classes = classNames.length
  const named = (row: number, is: (at: number) => boolean) =>
    quote(classNames.filter((_, c) => is(row * classes + c)).join(between))
  return (row) => {
    const said = several
      ? named(row, (at) => reaches(probabilities[at] as number, thresholdOf(threshold, at % classes)))
      : quote(classNames[likeliest(probabilities, classes, row)] ?? '')
    const label = labelled ? [named(row, (at) => labels?.[at] === 1)] : []
    const own = probabilities.subarray(row * classes, (row + 1) * classes)
    return [...label, said, ...Array.from(own, (value) => (Number.isNaN(value) ? '' : short(value)))]
  }
}

function detectionCells({ classNames }: TableAbout, rows: FoundRows): Cells {
  return (row) => [
    quote(classNames[rows.class[row] as number] ?? ''),
    short(rows.score[row] as number),
    ...Array.from(rows.xywh.subarray(row * 4, row * 4 + 4), short),
  ]
}

/** As many digits as give the same f32 again. */
function short(value: number): number {
  return Number(value.toPrecision(9))
}

function line(cells: readonly (string | number)[]): string {
  return `${cells.join(',')}\n`
}
