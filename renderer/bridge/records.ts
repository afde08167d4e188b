import type { ProjectState } from '../../src/ipc/contract'
import type { DatasetSummary } from '../../src/dataset/dataset'
import type { EngineReport } from '../../src/engine/engine'
import type { Evaluation } from '../../src/evaluation/evaluation'
import type { PredictionInfo } from '../../src/prediction/prediction'
import type { RunInfo, TrainReport } from '../../src/training/config'

// The contract checks these only loosely, since their full shape belongs to the services that make them. Main is
// trusted, so this is the one place where the window takes them for what they are.

export const asDataset = (value: ProjectState['dataset']) => value as unknown as DatasetSummary | null
export const asRuns = (value: ProjectState['runs']) => value as unknown as readonly RunInfo[]
export const asEngines = (value: readonly { id: string }[]) => value as unknown as readonly EngineReport[]
export const asReport = (value: { kind: string }) => value as unknown as TrainReport
export const asEvaluation = (value: { f1: number }) => value as unknown as Evaluation
export const asPredictionInfo = (value: { run: string }) => value as unknown as PredictionInfo
