import { t } from '../../src/messages/messages'
import type { Session } from '../state/session.svelte'
import type { Action } from './action'
import { noImage, noPrediction } from './needs'

const asking = (s: Session) => (s.crops.similar.asking ? t.crops.alreadyLooking : undefined)
const noCrop = (s: Session) => (s.crops.chosen.length > 0 ? undefined : '')

/** What is said of the chosen crops. */
const decision = (id: string, key: string, label: () => string, run: Action['run']): Action => ({
  ...{ id, group: 'Review', place: 'crops', shortcuts: [key], refusal: noCrop, run },
  get label() {
    return label()
  },
})

/** Crops side by side: places that look alike, and what a run has found. */
export const crops: readonly Action[] = [
  {
    id: 'similar.find',
    group: 'Learn',
    get label() {
      return t.crops.findSimilar
    },
    get words() {
      return t.crops.findSimilarWords
    },
    shortcuts: ['J'],
    refusal: (s) => noImage(s) ?? asking(s) ?? s.crops.similar.refusal(),
    run: ({ crops }) => crops.show('places', crops.similar.find()),
  },
  {
    id: 'similar.unusual',
    group: 'Learn',
    get label() {
      return t.crops.unusualPlaces
    },
    get words() {
      return t.crops.unusualPlacesWords
    },
    shortcuts: ['U'],
    refusal: (s) => noImage(s) ?? asking(s) ?? (s.classes.active ? undefined : t.actions.addAClassFirst),
    run: ({ crops }) => crops.show('places', crops.similar.unusual()),
  },
  {
    id: 'similar.more',
    group: 'Learn',
    get label() {
      return t.crops.findMoreLikeThese
    },
    refusal: (s) => (s.crops.similar.accepted > 0 ? asking(s) : ''),
    run: ({ crops }) => crops.show('places', crops.similar.findMore()),
  },
  {
    id: 'crops.detections',
    group: 'Review',
    get label() {
      return t.crops.detectionsAsCrops
    },
    get words() {
      return t.crops.detectionsAsCropsWords
    },
    shortcuts: ['Shift+J'],
    // Tiles that have a class are no finds to decide on, one by one.
    refusal: (s) => noPrediction(s) ?? (s.predict.legend ? t.actions.nothingIsLeftToReview : undefined),
    run: ({ crops }) => crops.show('detections'),
  },
  decision(
    'crops.accept',
    'Y',
    () => t.crops.acceptTheCrops,
    (s) => s.crops.accept(),
  ),
  decision(
    'crops.reject',
    'X',
    () => t.crops.rejectTheCrops,
    (s) => s.crops.reject(),
  ),
  {
    id: 'crops.close',
    group: 'Window',
    get label() {
      return t.crops.closeTheCrops
    },
    refusal: ({ crops }) => (crops.mode ? undefined : ''),
    run: ({ crops }) => crops.close(),
  },
  {
    id: 'train.now',
    group: 'Learn',
    get label() {
      return t.crops.buildAndTrain
    },
    refusal: (s) =>
      noImage(s) ??
      (s.dataset.building ? t.actions.theDatasetIsBeingBuilt : undefined) ??
      (s.train.running ? t.actions.aTrainingIsRunningStop : undefined),
    run: (s) => s.trainNow(),
  },
]
