import type { EpochReport } from '../runs/config'

/** An epoch in one line, for people: `Epoch 3: loss 0.412, validation loss 0.380, F1 0.71, …`. */
export function epochLine(report: EpochReport): string {
  const { epoch, loss, valLoss, valF1, valPrecision, valRecall, figures = {}, learningRate, seconds } = report
  const named = {
    'validation loss': valLoss,
    F1: valF1,
    precision: valPrecision,
    recall: valRecall,
    ...figures,
    'learning rate': learningRate,
  }
  const parts = Object.entries(named).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${Number(value.toPrecision(4))}`],
  )
  return [`Epoch ${epoch}: loss ${Number(loss.toPrecision(4))}`, ...parts, `${seconds.toFixed(1)} s`].join(
    ', ',
  )
}
