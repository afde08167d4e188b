import type { ImageState, WindowApi } from '../../src/ipc/contract'
import { renumbered, type Threshold } from '../../src/found/threshold'
import { t } from '../../src/messages/messages'
import { nameOfRun } from '../../src/runs/runName'
import { OpenDocument } from '../document/openDocument.svelte'
import { ViewLink } from '../view/viewLink'
import { classifiesWhole, lookOf, nothingFound, type FoundLook } from './foundClasses'
import type { Host } from './host'
import type { Prediction } from './predictStep.svelte'

/** What is shown beside the picture. */
export type Companion =
  /** The shown picture itself, bare or with what a run found. */
  { readonly kind: 'same'; readonly run: string | null } | { readonly kind: 'other'; readonly image: number }

/** A second picture beside the first, at the same place and zoom. It is looked at, not worked on. */
export class Compare {
  readonly link = new ViewLink()
  companion = $state.raw<Companion | null>(null)
  prediction = $state.raw<Prediction | null>(null)
  private readonly own: OpenDocument
  private loads = 0

  readonly image = $derived.by((): ImageState | null => {
    const { companion, host } = this
    if (!companion) return null
    if (companion.kind === 'same') return host.image ?? null
    return host.images.find(({ id }) => id === companion.image) ?? null
  })
  readonly caption = $derived.by(() => {
    if (this.companion?.kind !== 'same') return this.image?.name ?? ''
    const { run } = this.companion
    return run ? t.state.whatRunFound(nameOfRun(this.host.project?.runs ?? [], run)) : t.state.withoutMarks
  })

  readonly found = $derived.by(() =>
    this.prediction ? lookOf(this.prediction.info, this.host.project?.classes ?? []) : nothingFound,
  )
  readonly drawn = $derived.by(() =>
    this.prediction && !classifiesWhole(this.prediction.info) ? this.prediction.detections : null,
  )

  /** That of the picture beside, by the class numbers of this one's run. */
  thresholdAs(threshold: Threshold, { classes }: FoundLook): Threshold {
    const numberOf = (name: string) => classes.findIndex((each) => each.name === name)
    return renumbered(
      threshold,
      this.found.classes.map(({ name }) => numberOf(name)),
    )
  }

  constructor(
    private readonly host: Host,
    api: Pick<WindowApi, 'call'>,
  ) {
    this.own = new OpenDocument({ api })
    host.document.listen((change) => {
      if (change.kind === 'reset' && this.companion) void this.load()
    })
  }

  get document(): OpenDocument {
    return this.companion?.kind === 'other' ? this.own : this.host.document
  }

  async show(companion: Companion | null): Promise<void> {
    this.companion = companion
    await this.load()
  }

  private async load(): Promise<void> {
    const turn = ++this.loads
    const { companion, image, host } = this
    this.prediction = null
    if (companion && !image) this.companion = null
    await host.notices.attempt(this.own.load(companion?.kind === 'other' ? image : null))
    const run = companion?.kind === 'same' ? companion.run : image?.predictions.at(-1)
    if (turn !== this.loads || !image || !run || !image.predictions.includes(run)) return
    const loaded = await host.notices.attempt(host.bridge.call('prediction.load', { image: image.id, run }))
    if (turn === this.loads && loaded) this.prediction = { image: image.id, ...loaded }
  }
}
