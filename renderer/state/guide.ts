import { counted } from '../ui/format'

export const steps = ['annotate', 'dataset', 'train', 'predict', 'review'] as const
export type Step = (typeof steps)[number]

/** What the guide looks at. */
export interface Progress {
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
  readonly step: Step
  readonly sentence: string
}

/** The next sensible step: mark, check, build, train, predict, review, and round again. */
export function advise(p: Progress): Advice {
  const objects = p.images.reduce((sum, image) => sum + image.objects, 0)
  const checked = p.images.reduce((sum, image) => sum + image.checkedAreas, 0)
  const trained = p.runs.some((run) => run.best !== undefined || run.status === 'finished')
  const predicted = p.images.some((image) => image.predictions.length > 0)
  if (p.images.length === 0) return { step: 'annotate', sentence: 'Import a picture to begin.' }
  if (objects === 0)
    return {
      step: 'annotate',
      sentence: 'Draw a box around one object, then mark the area you have checked.',
    }
  if (checked === 0) {
    return {
      step: 'annotate',
      sentence: 'Mark the area you have checked: only there does “nothing marked” mean “nothing there”.',
    }
  }
  if (!p.hasDataset)
    return { step: 'dataset', sentence: `Cut your ${counted(objects, 'object')} into tiles to learn from.` }
  if (p.training)
    return { step: 'train', sentence: 'It is training. Keep marking meanwhile, or watch the curves.' }
  const [newest] = p.runs
  if (newest?.status === 'interrupted') {
    const after = newest.epochs > 0 ? `after ${counted(newest.epochs, 'epoch')}` : 'in its first epoch'
    return { step: 'train', sentence: `A training was cut off ${after}: go on with it in Train.` }
  }
  if (!trained)
    return { step: 'train', sentence: 'Start a training; two minutes are enough for a first look.' }
  if (!predicted) return { step: 'predict', sentence: 'Let the trained run search a picture.' }
  if (p.toReview)
    return {
      step: 'review',
      sentence: `${counted(p.toReview, 'detection')} in this picture ${p.toReview === 1 ? 'waits' : 'wait'} for review.`,
    }
  if (p.changes > 0) {
    return {
      step: 'dataset',
      sentence: `Build the dataset again to learn from ${counted(p.changes, 'change')}, then train.`,
    }
  }
  return {
    step: 'predict',
    sentence: 'Search the next picture, or mark more where it fails and train again.',
  }
}
