import { AppError } from '../../base/errors'
import { says } from '../../messages/says/says'
import type { TrainConfig } from '../../runs/config'
import type { Callback } from './callback'
import { csvLog } from './csvLog.node'
import { earlyStopping } from './earlyStopping'
import { fineTuning } from './fineTuning'
import { modelCheckpoint } from './modelCheckpoint'
import { reduceOnPlateau } from './reduceOnPlateau'
import { restoreBest } from './restoreBest'
import { tensorBoard } from './tensorBoard.node'
import { timeLimit } from './timeLimit'

/** What a training is watched by. A new callback is a file here and a line in this list. */
export function callbacksFor(
  config: TrainConfig,
  runDir: string,
  valObjects: number,
  frozen: boolean,
): Callback[] {
  const { minutes, patience, reduceOnPlateau: plateau } = config
  if (config.keepBest === 'steady' && config.monitor === 'loss') {
    throw new AppError('bad-option', says.training.theChoiceOfBestSteady)
  }
  return [
    ...(frozen ? [fineTuning(config.frozenShare ?? 0.5)] : []),
    ...(plateau ? [reduceOnPlateau(plateau)] : []),
    // Before the checkpoint: its last one holds what was restored.
    ...(config.restoreBest ? [restoreBest()] : []),
    modelCheckpoint(valObjects),
    ...(patience === undefined ? [] : [earlyStopping(patience)]),
    ...(minutes === undefined ? [] : [timeLimit(minutes)]),
    ...(config.csvLog ? [csvLog(runDir)] : []),
    ...(config.tensorBoard ? [tensorBoard(runDir)] : []),
  ]
}
