import { resolve } from 'node:path'
import { AppError } from '../base/errors'
import type { CallContext } from '../base/wire'
import { changeKinds, compareDetections, type ChangeKind, type Difference } from '../evaluation/compare'
import type { RunChange, ChangeCounts, ComparedRun, CompareResult, Figures } from '../evaluation/comparedRuns'
import { countedDetections } from '../evaluation/evaluate'
import type { Evaluation, Scores } from '../evaluation/evaluation'
import { replaceFileLater } from '../files/replaceFile.node'
import type { Rect } from '../geometry/rect'
import type { Detections } from '../found/detections'
import { askedOr, atLeast, statedThreshold, type AskedThreshold } from '../found/threshold'
import { says } from '../messages/says/says'
import type { ImageRecord } from '../records/records'
import type { RunInfo } from '../runs/config'
import { joinGround } from '../tiles/learnedGround'
import { thresholdAsked, type RequestedThreshold } from './askedThreshold'
import { markedImage, searchedBy } from './evaluating.node'
import { learnedBy } from './learned.node'
import { chosenRun, projectClass, type Project } from './project.node'

export interface CompareRequest {
  /** Two runs: from the first to the second. */
  readonly runs: readonly [string, string]
  readonly images: number[] | 'all'
  /** Of both, or of each; absent: each its own. */
  readonly threshold?: RequestedThreshold | undefined
  readonly thresholds?: readonly (RequestedThreshold | null)[] | undefined
  /** A GeoJSON for the list of changes. */
  readonly out?: string | undefined
}

/**
 * What the second run finds that the first does not, and the other way round; and how right both are on the same ground.
 *
 * @example const { classes } = await compareRuns(project, { runs: ['first', 'second'], images: 'all' }, context)
 */
export async function compareRuns(
  project: Project,
  request: CompareRequest,
  context: CallContext,
): Promise<CompareResult> {
  return (await compareInDetail(project, request, context)).result
}

/** Compares two runs, with every change and its place. */
export async function compareInDetail(
  project: Project,
  { runs: names, images, threshold, thresholds = [], out }: CompareRequest,
  context: CallContext,
): Promise<{ readonly result: CompareResult; readonly changes: readonly RunChange[] }> {
  const runs = names.map((name) => chosenRun(project, name)) as [RunInfo, RunInfo]
  if (runs[0].id === runs[1].id) throw new AppError('usage', says.services.runNamesIdTwiceName(runs[0].id))
  const second = await searchedBy(project, runs[1], images, context)
  const first = new Set((await searchedBy(project, runs[0], images, context)).map(({ id }) => id))
  const both = second.filter(({ id }) => first.has(id))
  if (both.length === 0) throw new AppError('no-prediction', says.services.noImageWasSearchedBy)
  const classes = (await project.store.classes()).map(projectClass)
  const least = runs.map((run, r) => thresholdAsked(thresholds[r] ?? threshold, run, classes, runs))
  const rows = classes.map(({ name }): Row => ({ name, gained: 0, lost: 0, moved: 0, same: 0 }))
  const list: Listed[] = []
  for (const [i, image] of both.entries()) {
    context.signal.throwIfAborted()
    context.progress({ done: i, total: both.length, unit: 'images', note: image.name })
    const [before, after] = await Promise.all(
      runs.map((run, r) => detectionsOf(project, image, { run, classes, threshold: least[r] }, context)),
    )
    if (before && after) count(before, after, image, { rows, list })
  }
  const nameOf = (change: Difference) => rows[change.class]?.name ?? ''
  if (out !== undefined) {
    const features = list.map(({ change, image }) =>
      featureOf(change, image, nameOf(change), runs[change.after ? 1 : 0].id),
    )
    const text = `{"type":"FeatureCollection","features":[\n${features.join(',\n')}\n]}\n`
    await replaceFileLater(resolve(out), text)
  }
  const sum = (kind: ChangeKind) => rows.reduce((n, row) => n + row[kind], 0)
  const compared = await figuresOf(project, runs, { images: both, thresholds: least }, context)
  const result: CompareResult = {
    ...{ gained: sum('gained'), lost: sum('lost'), moved: sum('moved') },
    classes: rows.filter((row) => row.same + changeKinds.reduce((n, kind) => n + row[kind], 0) > 0),
    runs: compared,
    images: both.length,
    ...(out === undefined ? {} : { out: resolve(out) }),
  }
  return { result, changes: list.map((each) => changeOf(each, nameOf(each.change))) }
}

interface Listed {
  readonly change: Difference
  readonly image: ImageRecord
}
type Row = ChangeCounts & { readonly name: string; same: number }

/** Counts by class, and lists, what two runs do not agree on in one image. */
function count(
  before: Detections,
  after: Detections,
  image: ImageRecord,
  { rows, list }: { readonly rows: readonly Row[]; readonly list: Listed[] },
): void {
  const { changes, same } = compareDetections(before, after)
  for (const { kind, class: c } of changes) (rows[c] as Row)[kind]++
  for (const [c, n] of same) (rows[c] as Row).same += n
  for (const change of changes) list.push({ change, image })
}

function changeOf({ change, image }: Listed, name: string): RunChange {
  const { kind, before, after, score } = change
  const rect = (after ?? before) as Rect
  return { kind, image: image.id, rect, class: name, score, ...(after && before ? { before } : {}) }
}

interface Found {
  readonly run: RunInfo
  readonly classes: readonly { readonly id: number; readonly name: string }[]
  readonly threshold: AskedThreshold | undefined
}

async function detectionsOf(
  project: Project,
  { id, name, width, height }: ImageRecord,
  { run, classes, threshold }: Found,
  context: CallContext,
) {
  const path = project.paths.prediction(run.id, id)
  const { info, detections } = await project.data.run('prediction.load', { path }, context)
  const learned = { classNames: info.classNames, classIds: run.classIds }
  const image = {
    name,
    width,
    height,
    detections: atLeast(detections, askedOr(threshold, statedThreshold(info))),
    learned,
    checked: [],
    objects: { shapes: [], classes: [] },
  }
  const whole = [{ x: 0, y: 0, w: width, h: height }]
  const areas = classes.map(() => whole)
  return countedDetections(image, classes, areas, context.warn)
}

/** Both on the same checked ground; what one of them has learned from is unseen by neither. */
async function figuresOf(
  project: Project,
  runs: readonly RunInfo[],
  {
    images,
    thresholds,
  }: {
    readonly images: readonly ImageRecord[]
    readonly thresholds: readonly (AskedThreshold | undefined)[]
  },
  context: CallContext,
): Promise<ComparedRun[]> {
  const [a, b] = await Promise.all(runs.map((run) => learnedBy(project, run, context)))
  const learned = joinGround(a ?? none, b ?? none)
  for (const note of learned.notes) context.warn(note)
  const classes = await project.store.classes()
  const figures: ComparedRun[] = []
  for (const [r, run] of runs.entries()) {
    const marked = await Promise.all(
      images.map((image) => markedImage(project, { run, learned }, image, classes)),
    )
    const input = {
      images: marked,
      classes: classes.map(projectClass),
      classIds: run.classIds,
      threshold: thresholds[r],
    }
    const quiet = figures.length > 0 ? { ...context, warn: () => {} } : context
    const found = await project.data.run('evaluate', { ...input, match: { kind: 'centre' } }, quiet)
    const part = (of: Evaluation | null | undefined) => (of ? short(of) : null)
    figures.push({
      ...{ run: run.id, threshold: found.threshold, all: short(found) },
      ...(found.thresholds && { thresholds: found.thresholds }),
      ...{ learned: part(found.learned), unseen: part(found.unseen) },
    })
  }
  return figures
}

const none = { images: [], known: false, notes: [] }
const short = ({ precision, recall, f1, ap, objects }: Scores): Figures => ({
  precision,
  recall,
  f1,
  ap,
  objects,
})

/** In full-size pixels of the image that it names. */
function featureOf(
  { kind, before, after, score }: Difference,
  image: ImageRecord,
  name: string,
  run: string,
): string {
  const { x, y, w, h } = (after ?? before) as Rect
  const ring = [
    [x, y],
    [x + w, y],
    [x + w, y + h],
    [x, y + h],
    [x, y],
  ]
  return JSON.stringify({
    type: 'Feature',
    geometry: { type: 'Polygon', coordinates: [ring] },
    properties: { change: kind, class: name, score, run, image: image.id, name: image.name },
  })
}
