import type { Edit } from '../../src/document/edit'
import type { ClassRecord } from '../../src/records/records'
import type { CommandOut, EventData, ProjectState, WindowApi } from '../../src/ipc/contract'
import type { Rect } from '../../src/geometry/rect'
import { bridgeTo, type Bridge } from '../bridge/bridge'
import { OpenDocument } from '../document/openDocument.svelte'
import { Bookmarks } from './bookmarks.svelte'
import { Classes } from './classes.svelte'
import { Compare } from './compare.svelte'
import { ComputeStep } from './computeStep.svelte'
import { Crops } from './crops.svelte'
import { CountStep } from './countStep.svelte'
import { countedElsewhere, withLiveCounts } from './counts'
import { DatasetStep } from './datasetStep.svelte'
import type { ClassDialog, DialogName } from './dialogs'
import { advise, type GuideStep } from './guide'
import { listenToMain } from './listenToMain'
import { EditHistory } from './editHistory.svelte'
import { FoundLot } from './foundLot.svelte'
import type { Host } from './host'
import { listImages } from './imageOrder'
import { ImageCommands } from './imageCommands'
import { Jobs } from './jobs.svelte'
import { StoredView } from './storedView.svelte'
import { withoutSentence } from './leftOut'
import { Notices } from './notices.svelte'
import { ObjectTable } from './objectTable.svelte'
import { Overlay } from './overlay.svelte'
import { PredictStep } from './predictStep.svelte'
import { RunChanges } from './runChanges.svelte'
import { ReviewStep } from './reviewStep.svelte'
import { Settings } from './settings.svelte'
import { SimilarStep } from './similarStep.svelte'
import { Sweep } from './sweep.svelte'
import { TrainStep } from './trainStep.svelte'
import type { View } from '../view/view'

/** Everything that the window shows and does, without a single element of it. */
export class Session implements Host {
  readonly bridge: Bridge
  readonly notices = new Notices()
  readonly overlay = new Overlay()
  readonly settings: Settings
  readonly jobs: Jobs
  readonly document: OpenDocument
  readonly classes: Classes
  readonly table: ObjectTable
  readonly dataset: DatasetStep
  readonly compute: ComputeStep
  readonly train: TrainStep
  readonly predict: PredictStep
  readonly changes: RunChanges
  readonly review: ReviewStep
  readonly kept: StoredView
  readonly sweep: Sweep
  readonly bookmarks: Bookmarks
  readonly compare: Compare
  readonly imageCommands: ImageCommands
  readonly crops: Crops
  readonly counts: CountStep
  readonly lot: FoundLot
  readonly history = new EditHistory(this)

  project = $state.raw<ProjectState | null>(null)
  /** True once it is known whether a project is open. */
  ready = $state(false)
  /** What is being opened, while it is. */
  opening = $state<string | null>(null)
  recent = $state.raw<CommandOut<'project.recent'>>([])
  step = $state<GuideStep>('annotate')
  tool = $state('select')
  dialog = $state<DialogName | null>(null)
  /** The class that the open dialog is about; for a new one, what it is a kind of. */
  subject = $state.raw<ClassRecord | null>(null)
  view = $state.raw<View | null>(null)
  /** How far the way out of the project is, while it is being left: nothing may be done then. */
  leaving = $state.raw<EventData<'leaving'>>(null)

  /** Waits for the class that the person is asked for. */
  private classWanted: ((id: number | null) => void) | undefined
  private imageId = $state<number | null>(null)

  readonly images = $derived.by(() => withLiveCounts(this.project?.images ?? [], this.document))
  /** In the order of the list. */
  readonly listed = $derived.by(() => listImages(this.images, '', this.settings.imageOrder))
  readonly image = $derived.by(() => this.images.find((image) => image.id === this.imageId))
  readonly advice = $derived.by(() =>
    advise({
      images: this.images,
      hasDataset: this.dataset.summary !== null,
      changes: this.dataset.changes,
      runs: this.train.runs,
      training: this.train.running,
      toReview: this.review.toReview,
    }),
  )

  constructor(api: WindowApi) {
    this.bridge = bridgeTo(api)
    this.settings = new Settings(this.bridge, this.notices)
    this.jobs = new Jobs(this.bridge, this.notices)
    this.compute = new ComputeStep(this.bridge, this.notices)
    this.document = new OpenDocument({
      api,
      project: () => this.project?.path,
      onrefused: (message) => this.notices.alert(message),
      onclasses: (changes) => {
        if (this.project) this.project = { ...this.project, classes: this.classes.after(changes) }
      },
    })
    this.classes = new Classes(this)
    this.table = new ObjectTable(
      this,
      this.classes,
      (rect) => this.view?.focusRect(rect),
      () => this.view?.camera(),
    )
    this.dataset = new DatasetStep(this)
    this.train = new TrainStep(this)
    this.predict = new PredictStep(this, this.train)
    this.review = new ReviewStep(this, this.predict)
    this.changes = new RunChanges(this, this.train, this.predict)
    const similar = new SimilarStep(this, this.classes)
    const { review, predict } = this
    this.crops = new Crops(this, { similar, review, predict }, (rect) => this.view?.focusRect(rect))
    this.counts = new CountStep(this, predict)
    this.lot = new FoundLot(this, review, predict)
    this.kept = new StoredView(this)
    this.sweep = new Sweep(this)
    this.bookmarks = new Bookmarks(this)
    this.compare = new Compare(this, api)
    this.imageCommands = new ImageCommands(this)
    this.document.listen((change) => {
      if (change.kind === 'changes') {
        this.dataset.changes += change.changes.length
        this.notices.outdate('edit')
      }
      this.review.changed(change)
      similar.changed(change)
      if (change.kind === 'reset') this.crops.imageChanged()
    })
    this.predict.onload = () => void this.review.refresh()
    listenToMain(this)
  }

  /** What main knows already: settings, and the project that is open after a reload. */
  async start(): Promise<void> {
    const { bridge, notices } = this
    await Promise.all([
      notices.attempt(this.settings.load()),
      notices.attempt(bridge.call('project.state')).then((project) => project && this.adopt(project)),
      this.readRecent(),
    ])
    this.ready = true
  }

  async readRecent(): Promise<void> {
    this.recent = (await this.notices.attempt(this.bridge.call('project.recent'))) ?? []
  }

  /** Opens what a command gives; nothing changes when the person cancels. */
  async open(what: string, work: Promise<ProjectState | null>): Promise<boolean> {
    this.opening = what
    const said = this.notices.status.id
    const project = await this.notices.attempt(work)
    this.opening = null
    if (!project) return false
    if (this.project) this.notices.outdate('project', said)
    await this.adopt(project)
    void this.readRecent()
    return true
  }

  async closeProject(): Promise<void> {
    await this.document.settled()
    const closed = this.bridge.call('project.close').then(() => true)
    // Main does not let go of a project with changes that it could store nowhere.
    if (!(await this.notices.attempt(closed))) return
    this.notices.outdate('project')
    this.project = null
    this.imageId = null
    await this.document.load(null)
    await this.readRecent()
  }

  newProject(): Promise<boolean> {
    return this.open('project', this.bridge.call('project.new', { classes: ['object'] }))
  }

  /** Asks for a new class; null when the person does not want one. */
  askForClass(): Promise<number | null> {
    this.answerClass(null)
    this.ask('class', null)
    return new Promise((resolve) => (this.classWanted = resolve))
  }

  ask(dialog: ClassDialog, subject: ClassRecord | null): void {
    this.subject = subject
    this.dialog = dialog
  }

  /** A dialog was closed. It says so a moment later, when the next one may be open already. */
  closed(dialog: DialogName | null): void {
    if (this.dialog === dialog) this.dialog = null
  }

  answerClass(id: number | null): void {
    this.closed('class')
    this.classWanted?.(id)
    this.classWanted = undefined
  }

  async showImage(id: number): Promise<void> {
    const image = this.images.find((each) => each.id === id)
    if (!image || (id === this.imageId && this.document.image)) return
    // The counts of the image that goes out of sight are now only known here.
    if (this.project) this.project = { ...this.project, images: [...this.images] }
    if (this.imageId !== null) this.notices.outdate('image')
    this.imageId = id
    this.predict.prediction = null
    await this.notices.attempt(this.document.load(image))
    if (this.imageId === id && !this.project?.leftOut?.predictions) await this.predict.load()
  }

  /** From answers to a training at one press: builds the dataset and starts. */
  async trainNow(): Promise<void> {
    if (!(await this.dataset.build())) return
    this.step = 'train'
    await this.train.start()
  }

  /** The next or previous image in the list. */
  async showNeighbour(by: 1 | -1): Promise<void> {
    const at = this.listed.findIndex((image) => image.id === this.imageId)
    const next = this.listed[at + by]
    if (next) await this.showImage(next.id)
  }

  /** Shows a place, of another image too, large enough to look at. */
  async goTo(image: number, rect: Rect): Promise<void> {
    await this.showImage(image)
    const { x, y, w, h } = rect
    this.view?.goTo(x + w / 2, y + h / 2, 420 / Math.max(w, h, 1))
  }

  apply(edit: Edit): void {
    this.document.apply(edit)
    this.countElsewhere(edit)
  }

  undo(): Promise<void> {
    return this.history.undo()
  }

  redo(): Promise<void> {
    return this.history.redo()
  }

  countElsewhere(edit: Edit): void {
    const { project } = this
    if (project)
      this.project = { ...project, images: countedElsewhere(project.images, edit, this.imageId ?? undefined) }
  }

  private async adopt(project: ProjectState): Promise<void> {
    this.train.reset()
    this.counts.reset()
    this.changes.reset()
    this.imageId = null
    await Promise.all([this.predict.reset(), this.document.load(null)])
    this.project = project
    this.document.setHistory(project)
    if (project.readOnly) this.notices.alert(project.readOnly)
    this.step = 'annotate'
    this.tool = 'select'
    this.dataset.adopt()
    const { leftOut } = project
    const first = project.images.find(({ id }) => id !== leftOut?.image)
    if (leftOut) this.notices.alert(withoutSentence(project))
    if (first) await this.showImage(first.id)
    if (!project.readOnly) void this.compute.find(this)
  }

  /** Shows the project as it is now, if it is still the one that is open. */
  adjust(project: ProjectState): void {
    if (project.path !== this.project?.path) return
    this.project = project
    if (this.document.save.kind === 'saved') this.document.setHistory(project)
    this.dataset.adopt()
    if (project.images.some((image) => image.id === this.imageId)) return
    this.imageId = null
    const first = project.images[0]
    if (first) void this.showImage(first.id)
    else void this.document.load(null)
  }
}
