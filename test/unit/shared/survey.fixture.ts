import { Random } from '../../../src/base/random'
import { gammaDraw, poissonDraw } from '../../../src/evaluation/count/draws'
import { estimateCount, type Cell, type Survey } from '../../../src/evaluation/count/estimate'

/** A ground of cells with objects, a search that finds some of them, and a person who checks a part. */
export interface Scenario {
  readonly name: string
  readonly cells: number
  readonly checked: number
  /** Objects a cell in the mean, and how alike cells are: the shape of a gamma, Infinity for a Poisson. */
  readonly objects: number
  readonly likeness: number
  readonly recall: number
  /** False alarms a cell. */
  readonly alarms: number
  /** Recall differs from cell to cell by this much (standard deviation). */
  readonly uneven?: number
  /** Checked cells are drawn at random, more of them where something was found. */
  readonly drawn: boolean
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'many, by recall',
    cells: 400,
    checked: 60,
    objects: 3,
    likeness: Infinity,
    recall: 0.9,
    alarms: 0.4,
    drawn: false,
  },
  {
    name: 'in groups, by recall',
    cells: 400,
    checked: 60,
    objects: 3,
    likeness: 0.5,
    recall: 0.8,
    alarms: 0.4,
    uneven: 0.1,
    drawn: false,
  },
  {
    name: 'rare, by recall',
    cells: 400,
    checked: 100,
    objects: 0.2,
    likeness: Infinity,
    recall: 0.85,
    alarms: 0.05,
    drawn: false,
  },
  {
    name: 'few, none false, none missed, by recall',
    cells: 400,
    checked: 100,
    objects: 0.08,
    likeness: Infinity,
    recall: 1,
    alarms: 0,
    drawn: false,
  },
  {
    name: 'few, a few missed, by recall',
    cells: 400,
    checked: 100,
    objects: 0.08,
    likeness: Infinity,
    recall: 0.9,
    alarms: 0.01,
    drawn: false,
  },
  {
    name: 'many, drawn',
    cells: 600,
    checked: 60,
    objects: 2,
    likeness: Infinity,
    recall: 0.9,
    alarms: 0.4,
    drawn: true,
  },
  {
    name: 'in groups, drawn',
    cells: 600,
    checked: 60,
    objects: 2,
    likeness: 0.5,
    recall: 0.8,
    alarms: 0.4,
    uneven: 0.1,
    drawn: true,
  },
  {
    name: 'rare, drawn',
    cells: 1000,
    checked: 100,
    objects: 0.1,
    likeness: Infinity,
    recall: 0.85,
    alarms: 0.05,
    drawn: true,
  },
  {
    name: 'few, none false, none missed, drawn',
    cells: 1000,
    checked: 100,
    objects: 0.03,
    likeness: Infinity,
    recall: 1,
    alarms: 0,
    drawn: true,
  },
  {
    name: 'few, a few missed, drawn',
    cells: 1000,
    checked: 100,
    objects: 0.03,
    likeness: Infinity,
    recall: 0.8,
    alarms: 0.01,
    drawn: true,
  },
]

interface Ground extends Cell {
  readonly objects: number
}

function groundOf(scenario: Scenario, random: Random): Ground[] {
  const { cells, objects, likeness, recall, alarms, uneven = 0 } = scenario
  return Array.from({ length: cells }, () => {
    const mean = likeness === Infinity ? objects : (objects * gammaDraw(random, likeness)) / likeness
    const there = poissonDraw(random, mean)
    const own = Math.min(1, Math.max(0, recall + uneven * (random.next() - 0.5) * Math.sqrt(12)))
    let hits = 0
    for (let i = 0; i < there; i++) hits += Number(random.next() < own)
    const wrong = poissonDraw(random, alarms)
    const stratum = scenario.drawn && hits + wrong === 0 ? 1 : 0
    return { stratum, hits, alarms: wrong, misses: there - hits, objects: there }
  })
}

/** One survey: its estimate and how many objects there truly are. */
export function surveyOnce(scenario: Scenario, seed: number) {
  const random = new Random(seed)
  const ground = groundOf(scenario, random)
  const strata = scenario.drawn ? [0, 1] : [0]
  const chosen = new Set<Ground>()
  for (const s of strata) {
    const own = ground.filter(({ stratum }) => stratum === s)
    // Half of the checks go where something was found, the others where nothing was.
    const wanted = scenario.drawn ? Math.round(scenario.checked / 2) : scenario.checked
    for (const cell of random.shuffle(own).slice(0, wanted)) chosen.add(cell)
  }
  const checked = [...chosen]
  const rest = ground.filter((cell) => !chosen.has(cell))
  const sum = (list: readonly Ground[], of: (cell: Ground) => number) =>
    list.reduce((n, cell) => n + of(cell), 0)
  const survey: Survey = {
    cells: checked.filter(({ hits, alarms, misses }) => hits + alarms + misses > 0),
    strata: strata.map((s) => {
      const inRest = rest.filter(({ stratum }) => stratum === s)
      return {
        checked: checked.filter(({ stratum }) => stratum === s).length,
        rest: inRest.length,
        detections: sum(inRest, ({ hits, alarms }) => hits + alarms),
      }
    }),
    drawn: scenario.drawn,
    known: sum(checked, ({ objects }) => objects),
    marked: 0,
  }
  return { truth: sum(ground, ({ objects }) => objects), estimate: estimateCount(survey, seed) }
}

/** Of so many surveys: the share of intervals that hold the truth, and how wide they are, and how far off the counts, in the mean. */
export function coverage(scenario: Scenario, surveys: number, first = 1) {
  let [held, width, off] = [0, 0, 0]
  for (let i = 0; i < surveys; i++) {
    const { truth, estimate } = surveyOnce(scenario, first + i)
    held += Number(truth >= estimate.low && truth <= estimate.high)
    width += (estimate.high - estimate.low) / Math.max(1, truth) / surveys
    off += (estimate.count - truth) / Math.max(1, truth) / surveys
  }
  return { held: held / surveys, width, off }
}
