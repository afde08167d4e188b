import type { DatasetSpec, SplitName, TileKind } from '../../src/tiles/tiles'
import type { DatasetSummary, TileIndex } from '../../src/dataset/dataset'
import type { LevelChoice } from '../../src/tiles/levels'
import { specDefaults, splitNames, tileKinds, tilesFor } from '../../src/tiles/tiles'
import type { DatasetRequest } from '../../src/dataset/preview'
import type { Rect } from '../../src/geometry/rect'
import { chooseSplit } from '../../src/sampling/adaptiveSplit'
import { DatasetStepForeign } from './datasetStepForeign.svelte'
import { toMix, toShares, defaultMix } from './datasetStepMix'
import type { PercentShares } from './datasetStepMix'
import { DatasetStepPreview } from './datasetStepPreview.svelte'
import type { Host } from './host'
import { fromShares, shares } from './split'
import type { Split } from './split'

/** What the Dataset step asks for and shows. */
export class DatasetStep {
  tile = $state(256)
  level = $state<LevelChoice>('auto')
  /** Used where `byObjects` is off. */
  split = $state.raw<Split>([70, 20, 10])
  /** The number of objects decides what is held back. */
  byObjects = $state(true)
  seed = $state(1)
  mix = $state.raw<PercentShares>(defaultMix)
  /** At most so many tiles; null for what fits into the usual size. */
  budget = $state<number | null>(null)
  /** Per cent of an object that a tile must show to teach it. */
  visible = $state(specDefaults.visible * 100)
  guard = $state<number>(specDefaults.guard)
  readonly preview: DatasetStepPreview
  readonly foreign: DatasetStepForeign

  summary = $state.raw<DatasetSummary | null>(null)
  kind = $state<TileKind | 'all'>('all')
  part = $state<SplitName | 'all'>('all')
  page = $state(0)
  masks = $state(false)
  /** Rows that changed since the dataset was built: as the project last said, and what came after. */
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
  readonly request = $derived.by((): DatasetRequest => {
    const { tile, level, seed, mix, budget, visible, guard } = this
    const split = this.byObjects ? null : shares(this.split)
    const most = budget === null ? {} : { tiles: budget }
    return { tile, level, seed, split, shares: toShares(mix), visible: visible / 100, guard, ...most }
  })
  readonly maxTiles = $derived(this.budget ?? tilesFor(specDefaults.bytes, this.tile))
  /** Another number whenever annotations may have changed, in this sitting or an earlier one. */
  readonly revision = $derived.by(() => {
    void [this.host.document.revision, this.host.images, this.host.project?.classes, this.changes]
    return ++this.counter
  })
  private counter = Date.now()

  constructor(private readonly host: Host) {
    this.preview = new DatasetStepPreview(host)
    this.foreign = new DatasetStepForeign(
      host,
      () => this.seed,
      () => this.rebuilt(),
    )
  }

  get building(): boolean {
    return this.host.jobs.has('dataset')
  }

  get canFilter(): boolean {
    return this.index !== undefined
  }

  /** Takes the project's dataset over, with the settings that it was built by. */
  adopt(): void {
    const summary = this.host.project?.dataset ?? null
    if (this.host.document.save.kind === 'saved') this.changes = this.host.project?.changes ?? 0
    if (summary && keyOf(summary) !== (this.summary && keyOf(this.summary))) {
      if (summary.task === 'detect') this.takeOver(summary.spec)
      this.page = 0
      this.index = undefined
    }
    this.summary = summary
  }

  private takeOver(spec: DatasetSpec): void {
    this.tile = spec.tile
    this.level = spec.level
    this.seed = spec.seed
    this.split = fromShares(spec.split)
    const objects = this.host.images.reduce((sum, image) => sum + image.objects, 0)
    this.byObjects = chooseSplit(objects).split.every((share, i) => share === spec.split[i])
    this.mix = spec.shares ? toMix(spec.shares) : defaultMix
    this.budget = spec.tiles ?? null
    this.visible = Math.round((spec.visible ?? specDefaults.visible) * 100)
    this.guard = spec.guard ?? specDefaults.guard
  }

  /** Whether it was built. */
  async build(): Promise<boolean> {
    const { request, host } = this
    await host.document.settled()
    const built = await host.notices.attempt(host.bridge.call('dataset.build', request))
    if (built) await this.rebuilt()
    return built !== undefined
  }

  private async rebuilt(): Promise<void> {
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
    const [number, level, x, y] = index?.origin.subarray(tile * 4, tile * 4 + 4) ?? []
    const kind = tileKinds[index?.kind[tile] ?? -1]
    const part = splitNames[index?.split[tile] ?? -1]
    const source = summary?.sources[number ?? -1]
    const image = source && this.host.images.find(({ path }) => path === source.path)?.id
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
