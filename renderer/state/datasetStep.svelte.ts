import type { DatasetSummary, SplitName, TileIndex, TileKind } from '../../src/dataset/dataset'
import { splitNames, tileKinds } from '../../src/dataset/dataset'
import type { Rect } from '../../src/geometry/rect'
import type { Host } from './host'
import { fromShares, shares } from './split'
import type { Split } from './split'

/** What the Dataset step asks for and shows. */
export class DatasetStep {
  tile = $state(256)
  level = $state(0)
  split = $state.raw<Split>([70, 20, 10])
  seed = $state(1)

  summary = $state.raw<DatasetSummary | null>(null)
  kind = $state<TileKind | 'all'>('all')
  part = $state<SplitName | 'all'>('all')
  page = $state(0)
  masks = $state(false)
  /** Rows that changed since the dataset was built, in this sitting. */
  changes = $state(0)
  private index = $state.raw<TileIndex | undefined>()
  private inspected: string | undefined

  /** Numbers of the tiles that the contact sheet lists; null for all of them. */
  readonly filtered = $derived.by(() => {
    const { index, kind, part } = this
    if (!index || (kind === 'all' && part === 'all')) return null
    const [k, s] = [tileKinds.indexOf(kind as TileKind), splitNames.indexOf(part as SplitName)]
    const numbers: number[] = []
    index.kind.forEach((own, i) => {
      if ((k < 0 || own === k) && (s < 0 || index.split[i] === s)) numbers.push(i)
    })
    return numbers
  })
  readonly tiles = $derived(
    this.summary ? tileKinds.reduce((sum, kind) => sum + (this.summary?.tiles[kind] ?? 0), 0) : 0,
  )
  readonly listed = $derived(this.filtered?.length ?? this.tiles)

  constructor(private readonly host: Host) {}

  get building(): boolean {
    return this.host.jobs.has('dataset')
  }

  get canFilter(): boolean {
    return this.index !== undefined
  }

  /** Takes the project's dataset over, with the settings that it was built by. */
  adopt(): void {
    const summary = this.host.project?.dataset ?? null
    if (summary && keyOf(summary) !== (this.summary && keyOf(this.summary))) {
      this.tile = summary.spec.tile
      this.level = summary.spec.level
      this.seed = summary.spec.seed
      this.split = fromShares(summary.spec.split)
      this.page = 0
      this.index = undefined
    }
    this.summary = summary
  }

  async build(): Promise<void> {
    const { tile, level, seed, split, host } = this
    const before = this.changes
    const built = await host.notices.attempt(
      host.bridge.call('dataset.build', { tile, level, seed, split: shares(split) }),
    )
    if (!built) return
    this.changes -= before
    this.inspected = undefined
    await this.inspect()
  }

  /** Reads what the contact sheet needs, once per dataset. */
  async inspect(): Promise<void> {
    const path = keyOf(this.host.project?.dataset ?? null)
    if (path === this.inspected) return
    this.inspected = path
    const summary = await this.host.notices.attempt(this.host.bridge.call('dataset.inspect'))
    if (!summary || path !== this.inspected) return
    this.summary = summary
    this.index = summary.index
  }

  /** Tile numbers of a page of the contact sheet. */
  pageOf(page: number, size: number): number[] {
    const from = page * size
    const length = Math.max(0, Math.min(size, this.listed - from))
    return Array.from({ length }, (_, i) => this.filtered?.[from + i] ?? from + i)
  }

  /** Where a tile was cut, in full-size pixels; undefined before the index is read. */
  place(tile: number): { image: number; rect: Rect; kind: TileKind; part: SplitName } | undefined {
    const { index, summary } = this
    const [image, level, x, y] = index?.origin.subarray(tile * 4, tile * 4 + 4) ?? []
    const kind = tileKinds[index?.kind[tile] ?? -1]
    const part = splitNames[index?.split[tile] ?? -1]
    if (!summary || image === undefined || level === undefined || x === undefined || y === undefined)
      return undefined
    if (!kind || !part) return undefined
    const scale = 2 ** level
    const side = summary.spec.tile * scale
    return { image, kind, part, rect: { x: x * scale, y: y * scale, w: side, h: side } }
  }
}

/** Tells two builds apart, though both have the same path. */
function keyOf(summary: DatasetSummary | null): string | undefined {
  return summary
    ? JSON.stringify([summary.path, summary.bytes, summary.spec, summary.tiles, summary.objects])
    : undefined
}
