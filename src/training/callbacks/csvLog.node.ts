import { join } from 'node:path'
import { readText } from '../../files/readFile.node'
import { appendLine, replaceFile } from '../../files/replaceFile.node'
import type { EpochReport } from '../../runs/config'
import { longestHistory } from '../report'
import type { Callback } from './callback'

const columns = [
  'epoch',
  'loss',
  'valLoss',
  'valPrecision',
  'valRecall',
  'valF1',
  'threshold',
  'learningRate',
  'seconds',
] as const satisfies readonly (keyof EpochReport)[]

/** One line an epoch in metrics.csv, for spreadsheets; a cell without a value is empty. */
export function csvLog(runDir: string): Callback {
  const path = join(runDir, 'metrics.csv')
  return {
    id: 'csvLog',
    onTrainBegin({ state }) {
      const kept = (readText(path, longestHistory) ?? '').trimEnd().split('\n').slice(1)
      // Epochs after the checkpoint that the run goes on from will come again.
      const lines = kept.filter((line) => Number.parseInt(line) <= state.epoch)
      replaceFile(path, [columns.join(), ...lines, ''].join('\n'))
    },
    onEpochEnd: (_, report) => appendLine(path, `${columns.map((column) => report[column] ?? '').join()}\n`),
  }
}
