import type { EpochReport, Monitor } from '../../runs/config'

/** What a validated epoch is measured by; undefined where the epoch was not validated. */
export function monitored(report: EpochReport, monitor: Monitor = 'f1'): number | undefined {
  return monitor === 'loss' ? report.valLoss : report.valF1
}

/** Whether `value` is better than `best`; anything is better than nothing yet. */
export function isBetter(value: number, best: number | undefined, monitor: Monitor = 'f1'): boolean {
  if (best === undefined) return true
  return monitor === 'loss' ? value < best : value > best
}

/** How a training stands against its best validated epoch so far; survives a stop. */
export interface Standstill {
  readonly best?: number | undefined
  /** Validated epochs in a row that were no better. */
  readonly waited: number
}

/** After an epoch; as before where that was not validated. */
export function afterEpoch(before: Standstill, report: EpochReport, monitor?: Monitor): Standstill {
  const value = monitored(report, monitor)
  if (value === undefined) return before
  return isBetter(value, before.best, monitor)
    ? { best: value, waited: 0 }
    : { ...before, waited: before.waited + 1 }
}

/** From a checkpoint; from the beginning where that says nothing that can be. */
export function standstillOf(stored: unknown): Standstill {
  const { best, waited } = (stored ?? {}) as Partial<Record<keyof Standstill, unknown>>
  return {
    best: typeof best === 'number' ? best : undefined,
    waited: typeof waited === 'number' && waited >= 0 ? waited : 0,
  }
}

/** The name under which a run's best figure is shown. */
export const monitorNames: Readonly<Record<Monitor, string>> = {
  f1: 'validation F1',
  loss: 'validation loss',
}
