import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noImage, noProject } from './needs'

/** Two pictures side by side. */
export const compares: readonly Action[] = [
  {
    id: 'compare.choose',
    group: 'View',
    label: (s) => (s.compare.companion ? t.actions.closeTheComparison : t.actions.compareWith),
    shortcuts: ['Alt+C'],
    refusal: noImage,
    run: (s) => {
      if (s.compare.companion) void s.compare.show(null)
      else s.dialog = 'compare'
    },
  },
  {
    id: 'compare.runs',
    group: 'View',
    get label() {
      return t.actions.compareTwoRuns
    },
    refusal: (s) =>
      noProject(s) ?? (s.changes.first === null ? t.actions.twoRunsMustHaveSearched : undefined),
    run: async (s) => {
      s.step = 'predict'
      await s.changes.compare()
    },
  },
  {
    id: 'compare.bare',
    group: 'View',
    get label() {
      return t.actions.compareWithThePictureWithout
    },
    refusal: noImage,
    run: (s) => s.compare.show({ kind: 'same', run: null }),
  },
  {
    id: 'compare.next',
    group: 'View',
    get label() {
      return t.actions.compareWithTheNextImage
    },
    refusal: (s) => noImage(s) ?? (s.images.length > 1 ? undefined : t.actions.thereIsOnlyOneImage),
    run: (s) => {
      const at = s.images.findIndex(({ id }) => id === s.image?.id)
      const next = s.images[(at + 1) % s.images.length]
      return next && s.compare.show({ kind: 'other', image: next.id })
    },
  },
]
