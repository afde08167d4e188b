import type { TrainReport } from '../runs/config'

/** Bytes of metrics.jsonl or metrics.csv: a million steps. What is longer was not written by a training. */
export const longestHistory = 400 * 1024 * 1024

/** A line of metrics.jsonl; undefined for one that was cut off, or says what no training says. */
export function reportOf(line: string): TrainReport | undefined {
  if (!line.endsWith('}')) return undefined
  let report: Partial<Record<string, unknown>>
  try {
    report = JSON.parse(line) as Partial<Record<string, unknown>>
  } catch {
    return undefined
  }
  const { kind, ...values } = report
  const needed = kind === 'step' ? ['epoch', 'step', 'loss'] : ['epoch', 'loss']
  if (kind !== 'step' && kind !== 'epoch') return undefined
  if (!needed.every((name) => Number.isFinite(values[name]))) return undefined
  const { figures, ...rest } = values
  const numbers = Object.values({ ...rest, ...((figures ?? {}) as object) })
  return numbers.every((value) => value === null || Number.isFinite(value))
    ? (report as unknown as TrainReport)
    : undefined
}
