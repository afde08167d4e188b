import type { EpochReport, StepReport, TrainReport } from '../../src/runs/config'

/** A line to draw: x in epochs (1.5 is the middle of the second), y the value. */
export interface Line {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

export interface Curves {
  readonly loss: Line
  readonly valLoss: Line
  readonly f1: Line
  readonly learningRate: Line
  /** The newest reports. */
  readonly step: StepReport | undefined
  readonly epoch: EpochReport | undefined
}

const none: Line = { x: [], y: [] }
export const noCurves: Curves = {
  loss: none,
  valLoss: none,
  f1: none,
  learningRate: none,
  step: undefined,
  epoch: undefined,
}

/** Points a curve keeps: more than a panel has pixels. */
export const maxPoints = 1200

/** The curves with one more report; steps count from the run's start. */
export function withReport(curves: Curves, report: TrainReport): Curves {
  if (report.kind === 'step') {
    const x = report.step / Math.max(1, report.steps)
    return {
      ...curves,
      step: report,
      loss: add(curves.loss, x, report.loss),
      learningRate:
        report.learningRate === undefined
          ? curves.learningRate
          : add(curves.learningRate, x, report.learningRate),
    }
  }
  const x = report.epoch
  return {
    ...curves,
    epoch: report,
    valLoss: report.valLoss === undefined ? curves.valLoss : add(curves.valLoss, x, report.valLoss),
    f1: report.valF1 === undefined ? curves.f1 : add(curves.f1, x, report.valF1),
  }
}

export function curvesOf(reports: readonly TrainReport[]): Curves {
  return reports.reduce(withReport, noCurves)
}

/** The greatest value so far, with its epoch. */
export function best(line: Line): { x: number; y: number } | undefined {
  let at = -1
  line.y.forEach((value, i) => {
    if (at < 0 || value > (line.y[at] as number)) at = i
  })
  return at < 0 ? undefined : { x: line.x[at] as number, y: line.y[at] as number }
}

function add(line: Line, x: number, y: number): Line {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return line
  const full = line.x.length >= maxPoints ? halved(line) : line
  return { x: [...full.x, x], y: [...full.y, y] }
}

/** Every two neighbours as their mean, so that a long training stays as quick to draw as a short one. */
function halved(line: Line): Line {
  const pairs = (values: readonly number[]) => {
    const means: number[] = []
    for (let i = 0; i + 1 < values.length; i += 2)
      means.push(((values[i] as number) + (values[i + 1] as number)) / 2)
    return means
  }
  return { x: pairs(line.x), y: pairs(line.y) }
}
