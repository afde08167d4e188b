import type { Action } from './action'
import { noImage } from './needs'

export const bookmarks: readonly Action[] = [
  {
    id: 'bookmark.add',
    group: 'View',
    label: 'Keep this view as a bookmark',
    shortcuts: ['Alt+B'],
    refusal: noImage,
    run: (s) => s.bookmarks.add(),
  },
  ...Array.from({ length: 9 }, (_, i): Action => ({
    id: `bookmark.${i + 1}`,
    group: 'View',
    label: (s) => `Bookmark ${i + 1}${s.bookmarks.all[i] ? `: ${s.bookmarks.all[i].name}` : ''}`,
    shortcuts: [`Alt+${i + 1}`],
    refusal: (s) => (s.bookmarks.all[i] ? undefined : ''),
    run: (s) => s.bookmarks.goTo(i),
  })),
]
