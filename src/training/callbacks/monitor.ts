import type { EpochReport, Monitor } from '../config'

/** What a validated epoch is measured by; undefined where the epoch was not validated. */
export function monitored(report: EpochReport, monitor: Monitor = 'f1'): number | undefined {
  return monitor === 'loss' ? report.valLoss : report.valF1
}

/** Whether `value` is better than `best`; anything is better than nothing yet. */
export function isBetter(value: number, best: number | undefined, monitor: Monitor = 'f1'): boolean {
  if (best === undefined) return true
  return monitor === 'loss' ? value < best : value > best
}

/** The name under which a run's best figure is shown. */
export const monitorNames: Readonly<Record<Monitor, string>> = {
  f1: 'validation F1',
  loss: 'validation loss',
}
