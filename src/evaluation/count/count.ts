import { t } from '../../messages/messages'
import { estimateSum, type Survey } from './estimate'
import type { Surveys } from './ground'

/** How many objects of a class there are. */
export interface ClassCount {
  readonly name: string
  /** Detections at the threshold. */
  readonly found: number
  readonly count: number
  /** Bounds of the 95 % interval; null where nothing says how right the run is. */
  readonly low: number | null
  readonly high: number | null
  /** Count by `unit`. */
  readonly density: number
  readonly unit: string
  /** How the count was made, with its source. */
  readonly method: string
  /** Checked ground that the run did not learn from. */
  readonly checked: {
    readonly objects: number
    readonly precision: number | null
    readonly recall: number | null
  }
}

export interface CountResult {
  readonly run: string
  readonly threshold: number
  /** By name of the class, where it is not one for all. */
  readonly thresholds?: Readonly<Record<string, number>> | undefined
  readonly classes: readonly ClassCount[]
}

export interface CountedImages extends CountResult {
  /** Of each counted image, where that was asked for. */
  readonly images?: readonly { readonly name: string; readonly classes: readonly ClassCount[] }[]
  /** Of the fields that were drawn: how many are checked, and how many more an interval of ± 5 % needs. */
  readonly fields: { readonly checked: number; readonly more: number | null }
}

/** The count of one class, of which the run has found so many. `size`: the counted area in `unit`s. */
export function countClass(
  { name, number, found }: { readonly name: string; readonly number: number; readonly found: number },
  all: Surveys,
  { size, unit }: { readonly size: number; readonly unit: string },
): ClassCount {
  const surveys = all.for(number)
  const parts = surveys.beside ? [surveys, surveys.beside] : [surveys]
  const counts = parts.map((part) => countPart(part, number))
  const { hits, alarms, misses } = outcomes(surveys.of(number))
  const share = (part: number, other: number) => (part + other > 0 ? part / (part + other) : null)
  const checked = { objects: hits + misses, precision: share(hits, alarms), recall: share(hits, misses) }
  const about = { name, found, checked, unit, method: methodOf(counts) }
  if (counts.every(({ raw }) => raw === undefined)) {
    const { count, low, high } = estimateSum(counts.map(({ survey }) => survey))
    const rounded = { count: Math.round(count), low: Math.floor(low), high: Math.ceil(high) }
    return { ...about, ...rounded, density: count / size }
  }
  const count = counts.reduce((sum, { raw, survey }) => sum + (raw ?? estimateSum([survey]).count), 0)
  const exact = surveys.whole ? count : null
  return { ...about, count: Math.round(count), low: exact, high: exact, density: count / size }
}

interface CountedPart {
  readonly survey: Survey
  /** As many as are known or found, where nothing says how many are missed or false, or nobody need ask. */
  readonly raw?: number | undefined
  readonly method: string
}

function countPart(surveys: Surveys, number: number): CountedPart {
  const survey = surveys.of(number)
  const { hits, alarms, misses } = outcomes(survey)
  const { known, marked, strata } = survey
  if (surveys.whole) return { survey, raw: known, method: t.count.methodWhole }
  if (surveys.drawn) return { survey, method: t.count.methodDrawn(surveys.fields) }
  if (hits + alarms + misses > 0) return { survey, method: t.count.methodRatio(hits + misses) }
  const found = strata.reduce((sum, { detections }) => sum + detections, 0)
  return { survey, raw: known + Math.max(marked, found), method: t.count.methodNone }
}

function methodOf([first, fields]: readonly CountedPart[]): string {
  const method = first?.method ?? ''
  return fields ? t.count.methodBoth(fields.method, method) : method
}

function outcomes({ cells }: Survey) {
  const sum = (of: 'hits' | 'alarms' | 'misses') => cells.reduce((n, cell) => n + cell[of], 0)
  return { hits: sum('hits'), alarms: sum('alarms'), misses: sum('misses') }
}

/** Half the width of the interval that a sample is to reach, as a share of the count. */
export const wantedPrecision = 0.05

/**
 * How many more fields must be checked for an interval of ± 5 %: variance goes with 1/n − 1/N of n of N fields. Null where
 * nothing can be said yet.
 */
export function fieldsNeeded(
  { count, low, high }: { count: number; low: number | null; high: number | null },
  checked: number,
  fields: number,
): number | null {
  if (low === null || high === null || checked === 0 || count === 0) return null
  const half = (high - low) / 2
  const wanted = wantedPrecision * count
  if (half <= wanted) return 0
  const left = 1 / fields + (1 / checked - 1 / fields) * (wanted / half) ** 2
  return Math.max(1, Math.min(fields, Math.ceil(1 / left)) - checked)
}
