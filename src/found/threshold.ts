import { bisect } from '../base/bisect'
import type { Detections } from './detections'
import { takeDetections } from './order'

/** From which score on a detection counts, 0..1: one number for all classes, or one by class. */
export type Threshold = number | ClassThresholds

export interface ClassThresholds {
  /** For a class without one of its own; the one that stands for all where there is room for one. */
  readonly all: number
  /** By the class numbers of the detections. */
  readonly own: readonly number[]
}

/** What a person asks for: what is absent or null is as the prediction or run has it. */
export type AskedThreshold =
  number | { readonly all?: number | undefined; readonly own: readonly (number | null)[] }

/** How a prediction file or a run states its threshold; `thresholds` by class number, absent: one for all. */
export interface StatedThreshold {
  readonly threshold: number
  readonly thresholds?: readonly number[] | undefined
}

/** More classes than a class number of 8 bits tells apart. */
const mostClasses = 256

/**
 * Whether a score counts at a threshold, everywhere: scores are 32-bit numbers, and 0.7 as one of them is a little less than
 * 0.7, so the threshold is rounded as they are.
 */
export function reaches(score: number, threshold: number): boolean {
  return score >= Math.fround(threshold)
}

/** The threshold of a class, by its number. */
export function thresholdOf(threshold: Threshold, classNumber: number): number {
  return typeof threshold === 'number' ? threshold : (threshold.own[classNumber] ?? threshold.all)
}

/** The one number that stands for a threshold where there is room for one. */
export function mainThreshold(threshold: Threshold): number {
  return typeof threshold === 'number' ? threshold : threshold.all
}

/** f32 [256]: the least score that counts of each class number, for loops over many detections. */
export function minScores(threshold: Threshold): Float32Array {
  const least = new Float32Array(mostClasses).fill(mainThreshold(threshold))
  if (typeof threshold !== 'number') least.set(threshold.own.slice(0, mostClasses))
  return least
}

type Scored = Pick<Detections, 'score' | 'class'>

/** How many detections of falling score stand before those that count for no class; with one threshold all of them count. */
export function mayCount({ score }: Pick<Scored, 'score'>, threshold: Threshold): number {
  const lowest = typeof threshold === 'number' ? threshold : Math.min(threshold.all, ...threshold.own)
  return bisect(score.length, (i) => reaches(score[i] as number, lowest))
}

/** How many of the detections, by falling score, count at the threshold; none where there are no detections. */
export function countAtLeast(found: Scored | undefined, threshold: Threshold): number {
  if (!found) return 0
  const reach = mayCount(found, threshold)
  if (typeof threshold === 'number') return reach
  const counts = countsAt(found, threshold)
  let count = 0
  for (let i = 0; i < reach; i++) if (counts(i)) count++
  return count
}

/** u32 [256]: how many count of each class number. */
export function countByClass(found: Scored | undefined, threshold: Threshold): Uint32Array {
  const byClass = new Uint32Array(mostClasses)
  if (found) for (const i of numbersAtLeast(found, threshold)) byClass[found.class[i] as number]!++
  return byClass
}

/** Whether the detection of a number counts, for questions about many of them. */
export function countsAt(
  { score, class: classes }: Scored,
  threshold: Threshold,
): (number: number) => boolean {
  const least = minScores(threshold)
  return (i) => (score[i] as number) >= (least[classes[i] as number] as number)
}

/** The numbers of those that count, in their order. */
export function numbersAtLeast(found: Scored, threshold: Threshold): Uint32Array {
  const reach = mayCount(found, threshold)
  const numbers = new Uint32Array(reach)
  const counts = countsAt(found, threshold)
  let count = 0
  for (let i = 0; i < reach; i++) if (counts(i)) numbers[count++] = i
  return numbers.subarray(0, count)
}

/** The detections that count. */
export function atLeast(found: Detections, threshold: Threshold): Detections {
  return takeDetections(found, numbersAtLeast(found, threshold))
}

export function statedThreshold({ threshold, thresholds }: StatedThreshold): Threshold {
  return thresholds ? { all: threshold, own: thresholds } : threshold
}

/** The same as a prediction file states it. */
export function asStated(threshold: Threshold): StatedThreshold {
  return typeof threshold === 'number'
    ? { threshold }
    : { threshold: threshold.all, thresholds: threshold.own }
}

/** What is asked for, with what is stated where nothing is asked. */
export function askedOr(asked: AskedThreshold | undefined, stated: Threshold): Threshold {
  if (asked === undefined || typeof asked === 'number') return asked ?? stated
  const { all, own } = asked
  return {
    all: all ?? mainThreshold(stated),
    own: own.map((value, number) => value ?? all ?? thresholdOf(stated, number)),
  }
}

/** The same for detections whose classes have other numbers: `numbers` by the new ones, −1 for a class that was not known. */
export function renumbered(threshold: Threshold, numbers: readonly number[]): Threshold {
  if (typeof threshold === 'number') return threshold
  return { all: threshold.all, own: numbers.map((number) => thresholdOf(threshold, number)) }
}

/** Whether two thresholds let the same count; scores are 32-bit numbers. */
export function sameThreshold(a: Threshold, b: Threshold): boolean {
  const [first, second] = [minScores(a), minScores(b)]
  return first.every((value, number) => value === second[number])
}

/** As results hold it: `thresholds` by name of the class, where it is not one for all. */
export interface NamedThreshold {
  readonly threshold: number
  readonly thresholds?: Readonly<Record<string, number>> | undefined
}

export function asNamed(threshold: Threshold, names: readonly string[]): NamedThreshold {
  if (typeof threshold === 'number') return { threshold }
  const thresholds = Object.fromEntries(names.map((name, number) => [name, thresholdOf(threshold, number)]))
  return { threshold: threshold.all, thresholds }
}

/** @example thresholdText({ threshold: 0.4, thresholds: { car: 0.4, bus: 0.55 } }) // 'car 0.40, bus 0.55' */
export function thresholdText({ threshold, thresholds }: NamedThreshold, digits = 2): string {
  if (!thresholds) return threshold.toFixed(digits)
  return Object.entries(thresholds)
    .map(([name, value]) => `${name} ${value.toFixed(digits)}`)
    .join(', ')
}
