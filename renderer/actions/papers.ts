import { t } from '../../src/messages/messages'
import type { Session } from '../state/session.svelte'
import type { Action } from './action'
import { noImage, noProject } from './needs'

/** What leaves the project for people and colleagues, and what comes from them. */
export const papers: readonly Action[] = [
  {
    id: 'report.write',
    group: 'Project',
    get label() {
      return t.actions.report
    },
    refusal: (s) =>
      noProject(s) ??
      (s.images.some(({ predictions }) => predictions.length > 0)
        ? undefined
        : t.actions.noRunHasSearchedYet),
    run: writeReport,
  },
  {
    id: 'figure.write',
    group: 'Project',
    get label() {
      return t.actions.figureOfThisView
    },
    refusal: noImage,
    run: writeFigure,
  },
  {
    id: 'run.import',
    group: 'Learn',
    get label() {
      return t.actions.importARun
    },
    refusal: noProject,
    run: (s) => s.notices.attempt(s.bridge.call('run.import')),
  },
]

/** Of the run that is shown, at the threshold that is set. */
async function writeReport(s: Session): Promise<void> {
  const run = s.predict.shownRun ?? undefined
  const threshold = run === undefined ? undefined : s.predict.thresholdFor(run)
  await s.notices.attempt(s.bridge.call('report.write', { run, threshold }))
}

/** What is seen now, with what is drawn over it. */
async function writeFigure(s: Session): Promise<void> {
  const { view, image } = s
  if (!view || !image) return
  const { x, y, scale } = view.camera()
  const { w, h } = view.room(scale)
  const region = { x: x - w / 2, y: y - h / 2, w, h }
  const run = s.predict.prediction?.info.run
  const what = run === undefined ? ('objects' as const) : ('both' as const)
  const threshold = run === undefined ? undefined : s.overlay.threshold
  const figure = { image: image.id, region, what, run, threshold }
  await s.notices.attempt(s.bridge.call('figure.write', figure))
}
