import type { ImageView } from '../../src/ipc/contract'
import { t } from '../../src/messages/messages'
import type { Host } from './host'
import type { StoredView } from './storedView.svelte'
import type { View } from '../view/view'

interface BookmarksHost extends Host {
  readonly kept: StoredView
  readonly view: View | null
}

/** Places of the shown image that a person wants to find again. */
export class Bookmarks {
  readonly all = $derived.by(() => this.host.kept.view.bookmarks)

  constructor(private readonly host: BookmarksHost) {}

  /** Keeps what the view shows now, under the first free "View N". */
  add(): void {
    const { view, kept, notices } = this.host
    if (!view) return
    const names = new Set(this.all.map(({ name }) => name))
    let number = this.all.length + 1
    while (names.has(t.state.viewNumber(number))) number++
    const bookmark = { name: t.state.viewNumber(number), ...view.camera() }
    kept.change({ bookmarks: [...this.all, bookmark] })
    notices.say(t.state.nameIsKept(bookmark.name))
  }

  goTo(place: number): void {
    const bookmark = this.all[place]
    if (bookmark) this.host.view?.goTo(bookmark.x, bookmark.y, bookmark.scale)
  }

  rename(place: number, name: string): void {
    const to = name.trim().slice(0, 80)
    if (to === '') return
    this.change(this.all.map((each, i) => (i === place ? { ...each, name: to } : each)))
  }

  remove(place: number): void {
    this.change(this.all.filter((_, i) => i !== place))
  }

  private change(bookmarks: ImageView['bookmarks']): void {
    this.host.kept.change({ bookmarks })
  }
}
