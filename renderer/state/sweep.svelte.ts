import { countsFor } from '../../src/document/checkedClasses'
import { checkCell } from '../../src/document/commands/checkCell'
import type { Rect } from '../../src/geometry/rect'
import { cellStates, maxCells, packFlags, SweepGrid, unpackFlags } from '../../src/geometry/sweepGrid'
import { t } from '../../src/messages/messages'
import { count } from '../ui/format'
import type { Host } from './host'
import type { StoredView } from './storedView.svelte'
import type { View } from '../view/view'

interface SweepHost extends Host {
  readonly kept: StoredView
  readonly view: View | null
}

/** What the view draws of a sweep. */
export interface ShownSweep {
  readonly grid: SweepGrid
  /** u8 [cells], see `cellStates`. */
  readonly states: Uint8Array
  /** The cell that is being looked at; null while the sweep rests. */
  readonly cell: Rect | null
}

/**
 * Stepping through a picture cell by cell. Which cells were seen lies in the project; which are complete is read off
 * the checked areas, so that an undo, or an area drawn by hand, counts at once.
 */
export class Sweep {
  active = $state(false)
  /** Share of a cell that its neighbour shows again: for the next start. */
  overlap = $state(0.1)

  private readonly kept = $derived.by(() => this.host.kept.view.sweep)
  readonly grid = $derived.by(() => {
    const { document } = this.host
    if (!this.kept || !document.image || this.host.kept.image !== document.image.id) return null
    const grid = new SweepGrid(document.image, this.kept.cell, this.kept.overlap)
    // A project that somebody sent may ask for as many cells as the picture has pixels.
    return grid.count <= maxCells ? grid : null
  })
  private readonly seen = $derived.by(() =>
    this.grid && this.kept ? unpackFlags(this.kept.seen, this.grid.count) : new Uint8Array(0),
  )
  private readonly complete = $derived.by(() => {
    const { document } = this.host
    void document.revision
    const only = document.checkFor.only ?? undefined
    const areas = [...document.checked.values()].filter((area) => countsFor(area, only))
    return this.grid?.covered(areas.map(({ rect }) => rect))
  })
  readonly states = $derived.by(() =>
    this.seen.map((seen, cell) => (this.complete?.[cell] ? cellStates.complete : seen)),
  )
  readonly progress = $derived.by(() => {
    let [seen, complete] = [0, 0]
    for (const state of this.states) {
      seen += Number(state !== cellStates.unseen)
      complete += Number(state === cellStates.complete)
    }
    return { cells: this.states.length, seen, complete }
  })
  /** Of the cell in hand, counted along the way from 0. */
  readonly current = $derived.by(() => Math.min(this.kept?.current ?? 0, (this.grid?.count ?? 1) - 1))
  readonly shown = $derived.by((): ShownSweep | null => {
    const { grid } = this
    return grid && { grid, states: this.states, cell: this.active ? grid.rect(this.current) : null }
  })

  constructor(private readonly host: SweepHost) {
    host.document.listen((change) => {
      if (change.kind === 'reset' && host.kept.image !== host.document.image?.id) this.active = false
    })
  }

  /** A new sweep with what the view shows now as its cell. The checked areas stay, and count. */
  start(): void {
    const { view, document, notices } = this.host
    if (!view || !document.image) return
    const { scale } = view.camera()
    const cell = view.room(scale)
    const grid = new SweepGrid(document.image, cell, this.overlap)
    if (grid.count === 1) {
      return notices.say(t.state.zoomInUntilYouWould)
    }
    if (grid.count > maxCells) {
      return notices.say(t.state.thatWouldBeCountFields(count(grid.count)))
    }
    notices.outdate('edit')
    const seen = packFlags(new Uint8Array(grid.count))
    this.host.kept.change({ sweep: { cell, overlap: this.overlap, scale, current: 0, seen } })
    this.resume()
  }

  stop(): void {
    this.active = false
  }

  /** Back to the cell in hand, or on to the first one that was not seen. */
  resume(): void {
    if (!this.grid) return this.start()
    this.active = true
    const cell =
      this.states[this.current] === cellStates.unseen ? this.current : this.unseenAfter(this.current)
    this.go(cell ?? this.current)
  }

  /** The cell in hand was seen; on to the next that was not. */
  next(): void {
    if (!this.active) return this.resume()
    this.leave()
  }

  previous(): void {
    if (!this.active) return this.resume()
    this.go(Math.max(0, this.current - 1))
  }

  /** The cell in hand holds no object, of the classes that are looked for, that is not marked: it becomes checked area. */
  completeCell(): void {
    const { grid } = this
    if (!this.active || !grid) return this.resume()
    const { document } = this.host
    if (!document.image) return
    const areas = [...document.checked.values()]
    const only = document.checkFor.only ?? undefined
    const cell = { image: document.image.id, rect: grid.rect(this.current), only }
    document.apply(checkCell(() => document.newId(), cell, areas))
    this.leave()
  }

  private leave(): void {
    const seen = this.seen.slice()
    seen[this.current] = 1
    this.keep({ seen: packFlags(seen) })
    const next = this.unseenAfter(this.current)
    if (next !== undefined) return this.go(next)
    const { cells, complete } = this.progress
    this.host.notices.say(
      complete === cells
        ? t.state.allFieldsSeenAndComplete(count(cells))
        : t.state.allFieldsSeen(count(cells), count(complete)),
    )
  }

  /** Along the way, and from its beginning again. */
  private unseenAfter(cell: number): number | undefined {
    const { states } = this
    const after = states.indexOf(cellStates.unseen, cell + 1)
    const found = after >= 0 ? after : states.indexOf(cellStates.unseen)
    return found >= 0 ? found : undefined
  }

  private go(cell: number): void {
    if (!this.grid || !this.kept) return
    if (cell !== this.kept.current) this.keep({ current: cell })
    this.host.view?.show(this.grid.rect(cell), this.kept.scale)
  }

  private keep(change: Partial<NonNullable<typeof this.kept>>): void {
    if (this.kept) this.host.kept.change({ sweep: { ...this.kept, ...change } })
  }
}
