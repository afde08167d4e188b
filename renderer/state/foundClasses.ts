import type { ClassRecord } from '../../src/records/records'
import type { PredictionInfo } from '../../src/found/detections'
import { projectClasses, type LearnedClasses } from '../../src/found/projectClasses'
import {
  asNamed,
  reaches,
  statedThreshold,
  thresholdOf,
  thresholdText,
  type Threshold,
} from '../../src/found/threshold'
import { t } from '../../src/messages/messages'
import { classColors } from './classColors'

/** What a class that a run has learned is called and drawn with. */
export interface FoundClass {
  readonly name: string
  readonly color: string
  /** The project's class that it is; a run may know others. */
  readonly record: ClassRecord | undefined
}

/** What detections are drawn with, by the run's class numbers. */
export interface FoundLook {
  readonly classes: readonly FoundClass[]
  /** They are tiles that have a class, side by side, and no finds: filled with the class's own colour. */
  readonly tiled: boolean
}

export const nothingFound: FoundLook = { classes: [], tiled: false }

export function lookOf(info: PredictionInfo, classes: readonly ClassRecord[]): FoundLook {
  const tiled = info.classes !== undefined
  return { classes: foundClasses(info, classes, tiled), tiled }
}

/** A run that classifies said it of the whole picture, or of the one tile that the picture is: there is nothing to draw. */
export function classifiesWhole({ classes, heat }: PredictionInfo): boolean {
  const [first] = heat.levels
  return classes !== undefined && first?.width === 1 && first.height === 1
}

/** A threshold in words, by the names of the classes where each has its own. */
export const thresholdWords = (threshold: Threshold, { classes }: FoundLook): string =>
  thresholdText(
    asNamed(
      threshold,
      classes.map(({ name }) => name),
    ),
  )

const absentColor = '#9aa4ae'

/**
 * By the run's class numbers. A class that the project lacks is grey; of a run that classifies (`strangers`), which may have
 * learned from other people's data, it has a colour that none of the project's classes has.
 */
export function foundClasses(
  learned: LearnedClasses,
  classes: readonly ClassRecord[],
  strangers: boolean,
): readonly FoundClass[] {
  const taken = new Set(classes.map(({ color }) => color.toLowerCase()))
  const free = classColors.filter((color) => !taken.has(color))
  const colors = free.length > 0 ? free : classColors
  let next = 0
  return projectClasses(learned, classes).map((record, number) => {
    if (record) return { name: record.name, color: record.color, record }
    const own = learned.classNames[number] as string
    if (strangers) return { name: own, color: colors[next++ % colors.length] as string, record }
    return { name: t.state.ownNotInThisProject(own), color: absentColor, record }
  })
}

/** A class of the shown picture as a legend has it. */
export interface LegendRow extends FoundClass {
  /** That the picture as a whole shows it, 0..1. */
  readonly probability: number
  /** How many of its tiles have it at the threshold. */
  readonly tiles: number
  /** The run's class number. */
  readonly number: number
}

/** The classes of a picture that was classified, the likeliest first. `classOf`: class numbers of the tiles that count. */
export function legendOf(info: PredictionInfo, { classes }: FoundLook, classOf: Uint8Array): LegendRow[] {
  const tiles = new Uint32Array(256)
  for (const c of classOf) tiles[c]!++
  return (info.classes ?? [])
    .map(({ probability }, c) => ({
      ...(classes[c] as FoundClass),
      probability,
      tiles: tiles[c] as number,
      number: c,
    }))
    .sort((a, b) => b.probability - a.probability)
}

/** What the picture shows: its likeliest class, or with several all that reach the threshold. */
export function saidOf(rows: readonly LegendRow[], info: PredictionInfo): readonly LegendRow[] {
  const threshold = statedThreshold(info)
  return info.several
    ? rows.filter(({ probability, number }) => reaches(probability, thresholdOf(threshold, number)))
    : rows.slice(0, 1)
}
