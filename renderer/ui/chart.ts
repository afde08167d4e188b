import { bisect } from '../../src/base/bisect'

/** Round values between two ends, about as many as wanted. */
export function axisTicks(low: number, high: number, wanted: number): number[] {
  const span = high - low
  if (!(span > 0) || !Number.isFinite(span)) return [low]
  const rough = span / Math.max(1, wanted)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find((factor) => power * factor >= rough) ?? 10)
  const ticks: number[] = []
  for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9; n++)
    ticks.push(Number((n * step).toPrecision(12)))
  return ticks
}

/** The top of an axis that shows the curve and not its first wild steps: above all but the highest fortieth. */
export function defaultTop(values: readonly number[]): number {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b)
  const usual = sorted[Math.floor((sorted.length - 1) * 0.975)] ?? 0
  return sorted.length < 40 ? (sorted.at(-1) ?? 0) : Math.min(sorted.at(-1) ?? 0, usual * 1.1)
}

/** An SVG path through the points. */
export function linePath(
  x: readonly number[],
  y: readonly number[],
  xAt: (x: number) => number,
  yAt: (y: number) => number,
): string {
  return x.map((value, i) => `${i ? 'L' : 'M'}${xAt(value).toFixed(1)} ${yAt(y[i] ?? 0).toFixed(1)}`).join('')
}

/** Place of the value nearest to `wanted` in rising `values`; -1 for none. */
export function nearestIndex(values: readonly number[], wanted: number): number {
  if (values.length === 0) return -1
  const at = bisect(values.length - 1, (i) => (values[i] as number) < wanted)
  const before = values[at - 1]
  return before !== undefined && wanted - before < (values[at] as number) - wanted ? at - 1 : at
}
