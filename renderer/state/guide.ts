import { t } from '../../src/messages/messages'

export const steps = ['annotate', 'dataset', 'train', 'predict', 'review'] as const
export type GuideStep = (typeof steps)[number]

/** What the guide looks at. */
export interface GuideFacts {
  readonly images: readonly {
    readonly objects: number
    readonly checkedAreas: number
    readonly predictions: readonly string[]
  }[]
  readonly hasDataset: boolean
  /** Marks and answers that came since the dataset was built. */
  readonly changes: number
  /** Newest first; `best` is there once a run can search. */
  readonly runs: readonly { readonly status: string; readonly best?: unknown; readonly epochs: number }[]
  readonly training: boolean
  /** Detections of the shown picture that wait for a decision; undefined before they are known. */
  readonly toReview: number | undefined
}

export interface Advice {
  readonly step: GuideStep
  readonly sentence: string
}

/** The next sensible step: mark, check, build, train, predict, review, and round again. */
export function advise(p: GuideFacts): Advice {
  const objects = p.images.reduce((sum, image) => sum + image.objects, 0)
  const checked = p.images.reduce((sum, image) => sum + image.checkedAreas, 0)
  const trained = p.runs.some((run) => run.best !== undefined || run.status === 'finished')
  const predicted = p.images.some((image) => image.predictions.length > 0)
  if (p.images.length === 0) return { step: 'annotate', sentence: t.state.importAPictureToBegin }
  if (objects === 0)
    return {
      step: 'annotate',
      sentence: t.state.drawABoxAroundOne,
    }
  if (checked === 0) {
    return {
      step: 'annotate',
      sentence: t.state.markTheAreaYouHave,
    }
  }
  if (!p.hasDataset)
    return { step: 'dataset', sentence: t.state.cutYourObjectsIntoTiles(t.numbers.objects(objects)) }
  if (p.training) return { step: 'train', sentence: t.state.itIsTrainingKeepMarking }
  const [newest] = p.runs
  if (newest?.status === 'interrupted') {
    const sentence =
      newest.epochs > 0
        ? t.state.trainingWasCutOffAfter(t.numbers.epochs(newest.epochs))
        : t.state.trainingWasCutOffInFirst
    return { step: 'train', sentence }
  }
  if (!trained) return { step: 'train', sentence: t.state.startATrainingTwoMinutes }
  if (!predicted) return { step: 'predict', sentence: t.state.letTheTrainedRunSearch }
  if (p.toReview)
    return {
      step: 'review',
      sentence: t.state.detectionsWait(p.toReview),
    }
  if (p.changes > 0) {
    return {
      step: 'dataset',
      sentence: t.state.buildTheDatasetAgainTo(t.numbers.changes(p.changes)),
    }
  }
  return {
    step: 'predict',
    sentence: t.state.searchTheNextPictureOr,
  }
}
