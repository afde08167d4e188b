import type { TrainConfig } from '../config'
import type { Callback } from './callback'
import { csvLog } from './csvLog.node'
import { earlyStopping } from './earlyStopping'
import { fineTuning } from './fineTuning'
import { modelCheckpoint } from './modelCheckpoint'
import { reduceOnPlateau } from './reduceOnPlateau'
import { tensorBoard } from './tensorBoard.node'
import { timeLimit } from './timeLimit'

/** What a training is watched by. A new callback is a file here and a line in this list. */
export function callbacksFor(
  config: TrainConfig,
  runDir: string,
  valObjects: number,
  frozen: boolean,
): Callback[] {
  const { minutes, patience, restoreBest, reduceOnPlateau: plateau } = config
  return [
    ...(frozen ? [fineTuning(config.frozenShare ?? 0.5)] : []),
    ...(plateau ? [reduceOnPlateau(plateau)] : []),
    // Before early stopping, which may ask for the best: this epoch may be it.
    modelCheckpoint(valObjects),
    ...(patience === undefined ? [] : [earlyStopping(patience, restoreBest ?? false)]),
    ...(minutes === undefined ? [] : [timeLimit(minutes)]),
    ...(config.csvLog ? [csvLog(runDir)] : []),
    ...(config.tensorBoard ? [tensorBoard(runDir)] : []),
  ]
}
