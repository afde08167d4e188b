/** Stretches of pixels of one region: in row `y` from `from` up to, but without, `to`; row by row, from left to right. */
export interface Runs {
  readonly y: ArrayLike<number>
  readonly from: ArrayLike<number>
  readonly to: ArrayLike<number>
}

/** Rings have their inside on the right hand. */
type Direction = 'right' | 'down' | 'left' | 'up'

/** Columns of the largest picture, with one for its right border. */
const stride = 2 ** 26

/**
 * The border of a region whose pixels hang together by their sides, as rings x0, y0, x1, y1, … along the edges of its pixels: the
 * outer one first, then its holes. No ring passes a corner twice; two may touch in one. Under the even–odd rule they fill
 * exactly the region.
 */
export function ringsOfRuns(runs: Runs): number[][] {
  const edges = edgesOf(runs)
  const rings = [walk(edges, keyOf(runs.from[0]!, runs.y[0]!))]
  // A ring that is walked takes its edges away, of which a Map's iterator learns.
  for (const start of edges.right.keys()) rings.push(walk(edges, start))
  return rings
}

/** From where to where, by direction. */
type Edges = Readonly<Record<Direction, Map<number, number>>>

const keyOf = (x: number, y: number) => y * stride + x

function edgesOf({ y, from, to }: Runs): Edges {
  const edges: Edges = { right: new Map(), down: new Map(), left: new Map(), up: new Map() }
  const begun = { from: new Map<number, number>(), to: new Map<number, number>() }
  let above: number[] = []
  let row = y[0] as number
  for (let i = 0; ;) {
    const here: number[] = []
    for (; i < y.length && y[i] === row; i++) here.push(from[i]!, to[i]!)
    across(edges, above, here, row)
    const borders = (first: 0 | 1) => here.filter((_, k) => k % 2 === first)
    for (const [x, start] of ended(begun.from, borders(0), row)) edges.up.set(keyOf(x, row), keyOf(x, start))
    for (const [x, start] of ended(begun.to, borders(1), row)) edges.down.set(keyOf(x, start), keyOf(x, row))
    if (here.length === 0) return edges
    above = here
    row++
  }
}

/** Edges along a row's upper border, where there is something on one side of it only. */
function across(edges: Edges, above: readonly number[], here: readonly number[], y: number): void {
  let [a, b, x] = [0, 0, 0]
  while (a < above.length || b < here.length) {
    const next = Math.min(above[a] ?? Infinity, here[b] ?? Infinity)
    // An odd number of borders is behind: inside.
    const [over, under] = [a % 2 === 1, b % 2 === 1]
    if (under && !over && next > x) edges.right.set(keyOf(x, y), keyOf(next, y))
    if (over && !under && next > x) edges.left.set(keyOf(next, y), keyOf(x, y))
    if (above[a] === next) a++
    if (here[b] === next) b++
    x = next
  }
}

/** Keeps from which row on there is a border at each x, and gives those that end at this row. */
function ended(open: Map<number, number>, here: readonly number[], y: number): [x: number, start: number][] {
  const now = new Set(here)
  const gone = [...open].filter(([x]) => !now.has(x))
  for (const [x] of gone) open.delete(x)
  for (const x of here) if (!open.has(x)) open.set(x, y)
  return gone
}

const turns: Readonly<Record<Direction, readonly [Direction, Direction]>> = {
  right: ['up', 'down'],
  down: ['right', 'left'],
  left: ['down', 'up'],
  up: ['left', 'right'],
}

/** The ring that begins to the right at `start`; its edges are taken away. At a crossing it turns to the left, so that none passes a corner twice. */
function walk(edges: Edges, start: number): number[] {
  const ring: number[] = []
  let [at, direction]: [number, Direction] = [start, 'right']
  do {
    const next = edges[direction].get(at) as number
    edges[direction].delete(at)
    ring.push(at % stride, Math.floor(at / stride))
    const [first, second]: readonly [Direction, Direction] = turns[direction]
    direction = edges[first].has(next) || (next === start && first === 'right') ? first : second
    at = next
  } while (at !== start || direction !== 'right')
  return ring
}
