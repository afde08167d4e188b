import type { Action } from './action'
import { noImage } from './needs'

/** Two pictures side by side. */
export const compares: readonly Action[] = [
  {
    id: 'compare.choose',
    group: 'View',
    label: (s) => (s.compare.companion ? 'Close the comparison' : 'Compare with …'),
    shortcuts: ['Alt+C'],
    refusal: noImage,
    run: (s) => {
      if (s.compare.companion) void s.compare.show(null)
      else s.dialog = 'compare'
    },
  },
  {
    id: 'compare.bare',
    group: 'View',
    label: 'Compare with the picture without marks',
    refusal: noImage,
    run: (s) => s.compare.show({ kind: 'same', run: null }),
  },
  {
    id: 'compare.next',
    group: 'View',
    label: 'Compare with the next image',
    refusal: (s) =>
      noImage(s) ?? (s.images.length > 1 ? undefined : 'There is only one image; import another one first.'),
    run: (s) => {
      const at = s.images.findIndex(({ id }) => id === s.image?.id)
      const next = s.images[(at + 1) % s.images.length]
      return next && s.compare.show({ kind: 'other', image: next.id })
    },
  },
]
