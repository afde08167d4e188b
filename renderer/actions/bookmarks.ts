import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noImage } from './needs'

export const bookmarks: readonly Action[] = [
  {
    id: 'bookmark.add',
    group: 'View',
    get label() {
      return t.actions.keepThisViewAsA
    },
    shortcuts: ['Alt+B'],
    refusal: noImage,
    run: (s) => s.bookmarks.add(),
  },
  ...Array.from({ length: 9 }, (_, i): Action => ({
    id: `bookmark.${i + 1}`,
    group: 'View',
    label: (s) => {
      const bookmark = s.bookmarks.all[i]
      return bookmark ? t.actions.bookmarkNamed(i + 1, bookmark.name) : t.actions.bookmark(i + 1)
    },
    shortcuts: [`Alt+${i + 1}`],
    refusal: (s) => (s.bookmarks.all[i] ? undefined : ''),
    run: (s) => s.bookmarks.goTo(i),
  })),
]
