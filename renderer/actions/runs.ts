import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noImage, noProject, noPrediction } from './needs'

export const datasetBuild: Action = {
  id: 'dataset.build',
  group: 'Learn',
  get label() {
    return t.actions.buildDataset
  },
  shortcuts: ['Ctrl+B'],
  refusal: (s) => noImage(s) ?? (s.dataset.building ? t.actions.theDatasetIsBeingBuilt : undefined),
  run: (s) => s.dataset.build(),
}

export const trainStart: Action = {
  id: 'train.start',
  group: 'Learn',
  get label() {
    return t.actions.startTraining
  },
  shortcuts: ['Ctrl+T'],
  refusal: (s) => {
    if (!s.project?.dataset) return noProject(s) ?? t.actions.buildTheDatasetFirst
    return s.train.running ? t.actions.aTrainingIsRunningStop : undefined
  },
  run: (s) => s.train.start(),
}

export const trainStop: Action = {
  id: 'train.stop',
  group: 'Learn',
  get label() {
    return t.actions.stopTraining
  },
  refusal: (s) => {
    if (s.train.stopping) return t.actions.itEndsAfterItsCurrent
    return s.train.running ? undefined : t.actions.noTrainingIsRunning
  },
  run: (s) => s.train.stop(),
}

export const predictStart: Action = {
  id: 'predict.start',
  group: 'Learn',
  get label() {
    return t.actions.predict
  },
  shortcuts: ['Ctrl+Enter'],
  refusal: (s) => {
    if (!s.image) return noImage(s)
    if (s.predict.run === null) return t.actions.trainFirstThereIsNo
    return s.predict.running ? t.actions.aRunIsSearchingAlready : undefined
  },
  run: (s) => s.predict.start(),
}

export const evaluateRunAction: Action = {
  id: 'evaluate.run',
  group: 'Learn',
  get label() {
    return t.actions.evaluate
  },
  refusal: (s) => {
    const missing = noPrediction(s)
    if (missing) return missing
    if (s.predict.evaluating) return t.actions.theNumbersAreBeingWorked
    if (s.predict.checkedTargets().length > 0) return undefined
    return s.predict.legend ? t.actions.markAnObjectOfIts : t.actions.checkAnAreaFirstWhere
  },
  run: (s) => s.predict.evaluate(),
}

export const exportRunAction: Action = {
  id: 'export.run',
  group: 'Project',
  get label() {
    return t.actions.exportIt
  },
  shortcuts: ['Ctrl+E'],
  refusal: noProject,
  run: (s) => s.predict.export(),
}
