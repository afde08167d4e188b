import { says } from '../messages/says/says'
import type { EpochReport } from '../runs/config'

/** An epoch in one line, for people: `Epoch 3: loss 0.412, validation loss 0.380, F1 0.71, …`. */
export function epochLine(report: EpochReport): string {
  const { epoch, loss, valLoss, valF1, valPrecision, valRecall, figures = {}, learningRate, seconds } = report
  const short = (value: number) => Number(value.toPrecision(4))
  const known = { valLoss, valF1, valPrecision, valRecall, ...figures, learningRate }
  const named = Object.entries(known).flatMap(([name, value]) =>
    value === undefined ? [] : [[says.commandLine.figureNames[name] ?? name, short(value)] as const],
  )
  return says.commandLine.epoch(epoch, short(loss), named, seconds.toFixed(1))
}
