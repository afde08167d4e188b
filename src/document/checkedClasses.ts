import type { CheckedArea } from '../records/records'

/** Ids of classes that an area is checked for; absent: all. */
type Only = CheckedArea['only']

/** Whether an area says of all of these classes that they are completely marked in it. */
export function countsFor({ only }: Pick<CheckedArea, 'only'>, wanted: Only): boolean {
  if (!only) return true
  return wanted !== undefined && wanted.every((id) => only.includes(id))
}

export function isSameChoice(a: Only, b: Only): boolean {
  return a?.join() === b?.join()
}

/** Rising, each once, as they are stored. */
export const inIdOrder = (ids: readonly number[]): number[] => [...new Set(ids)].sort((a, b) => a - b)
