import type { EventData, ProjectState } from '../../src/ipc/contract'
import { t } from '../../src/messages/messages'
import type { Bridge } from '../bridge/bridge'
import type { OpenDocument } from '../document/openDocument.svelte'
import type { ImageCommands } from './imageCommands'
import type { Jobs } from './jobs.svelte'
import type { Notices } from './notices.svelte'
import type { PredictStep } from './predictStep.svelte'
import type { TrainStep } from './trainStep.svelte'

interface Listener {
  readonly bridge: Bridge
  readonly notices: Notices
  readonly jobs: Jobs
  readonly train: TrainStep
  readonly predict: PredictStep
  readonly document: OpenDocument
  readonly imageCommands: ImageCommands
  project: ProjectState | null
  leaving: EventData<'leaving'>
  adjust(project: ProjectState): void
  open(what: string, work: Promise<ProjectState | null>): Promise<boolean>
}

/** What main says without being asked, and who hears it. */
export function listenToMain(window: Listener): void {
  window.bridge.on('job', (job) => window.jobs.receive(job))
  window.bridge.on('train', (report) => window.train.receive(report))
  window.bridge.on('found', (found) => window.predict.receive(found))
  window.bridge.on('project', (project) => window.adjust(project))
  window.bridge.on('document', ({ images }) => {
    const { image } = window.document
    if (image && images.includes(image.id)) void window.notices.attempt(window.document.load(image))
  })
  window.bridge.on('table', (asked) => window.imageCommands.table.ask(asked))
  window.bridge.on('building', ({ image, share }) => {
    const { project } = window
    const images = project?.images.map((each) => (each.id === image ? { ...each, building: share } : each))
    if (project && images) window.project = { ...project, images }
  })
  window.bridge.on('open', ({ path }) => {
    void window.open(t.state.theProject, window.bridge.call('project.open', { path }))
  })
  window.bridge.on('leaving', (leaving) => {
    const begins = leaving !== null && window.leaving === null
    window.leaving = leaving
    if (begins) void tell(window)
  })
  window.bridge.on('worker', ({ worker, stuck }) => {
    const about = `worker ${worker}`
    if (stuck === null) return window.notices.settle(about)
    const restart = () => void window.notices.attempt(window.bridge.call('worker.restart', { worker }))
    window.notices.alert(stuck, about, { label: t.state.restart, run: restart })
  })
  window.bridge.on('notice', ({ role, message, about }) =>
    role === 'alert' ? window.notices.alert(message, about) : window.notices.say(message, 'project'),
  )
}

/** The project is being left: main gets all that is only known here, and hears that it has it. */
async function tell({ bridge }: Listener): Promise<void> {
  // What is being written into a field counts when the field is left, as it is for what lies over it now.
  await new Promise((resolve) => setTimeout(resolve))
  await bridge.call('window.told')
}
