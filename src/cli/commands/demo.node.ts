import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { AppError } from '../../base/errors'
import { bounds } from '../../records/records'
import { scoreDetections } from '../../evaluation/match'
import { containsPoint, type Rect } from '../../geometry/rect'
import { detectionRect, type Detections } from '../../found/detections'
import { says } from '../../messages/says/says'
import { ProjectStore } from '../../project/store/store.node'
import { buildProjectDataset, defaultRequest } from '../../services/datasets.node'
import { drawOverlay } from '../../services/overlay.node'
import { predictImages } from '../../services/predicting.node'
import { classColor, type Project } from '../../services/project.node'
import { addSample, type SampleImage } from '../../services/sample.node'
import { trainRun } from '../../services/training.node'
import { type Command, type CommandContext, numberOption } from '../command.node'

/** Enough for the sample on two cores; see the figures in README. */
const defaultMinutes = 2.5

export const demo: Command = {
  name: 'demo',
  usage: 'demo [DIR] [--minutes 2.5]',
  summary: () => says.summaries.demo,
  options: { minutes: { type: 'string' } },
  async run([given], options, context) {
    const minutes = numberOption(options, 'minutes', { min: 0.05 }) ?? defaultMinutes
    const started = performance.now()
    const folder = resolve(given ?? 'demo')
    const path = await emptyProject(join(folder, 'sample.windhover'))
    const project = await context.open(path)
    const sample = await addSample(project, context)
    context.say(says.runCommands.demoMarked(sample.image.name, await markedCount(project)))
    const dataset = await buildProjectDataset(project, defaultRequest, context)
    const tiles = Object.values(dataset.tiles).reduce((sum, n) => sum + n, 0)
    context.say(says.runCommands.demoCut(tiles, dataset.spec.tile))
    const run = await trainRun(project, { minutes }, context)
    context.say(says.runCommands.demoTrained(run.steps, run.tilesPerSecond.toFixed(0), run.engine))
    context.signal.throwIfAborted()
    const [found] = await predictImages(project, { images: [sample.image.id], run: run.id }, context)
    const overlay = join(folder, 'overlay.png')
    const scores = await showFound(project, { run: run.id, sample, out: overlay }, context)
    const seconds = (performance.now() - started) / 1000
    const searched = found?.seconds.toFixed(1) ?? '–'
    context.say(says.runCommands.demoFound(searched, scores, scores.f1.toFixed(2)))
    for (const line of says.runCommands.demoEnd(overlay, path, seconds.toFixed(0))) context.say(line)
    return { overlay, project: path, run: run.id, ...scores, seconds }
  },
}

/** An earlier demo's project is made anew; anything else in that place is left alone. */
async function emptyProject(path: string): Promise<string> {
  await mkdir(resolve(path, '..'), { recursive: true })
  if (existsSync(path)) {
    const earlier = await ProjectStore.open(path)
    const ours = earlier.images().every((image) => image.name === 'crossroads.png')
    await earlier.close()
    if (!ours) throw new AppError('demo-in-use', says.runCommands.demoInUse(path))
    await rm(path, { recursive: true })
  }
  const store = await ProjectStore.create(path, { classes: [{ name: 'vehicle', color: classColor(0) }] })
  await store.close()
  return path
}

async function markedCount(project: Project): Promise<number> {
  return [...(await project.store.countsPerImage()).values()].reduce((sum, { objects }) => sum + objects, 0)
}

/** Draws the overlay picture and scores the half that nobody marked. */
async function showFound(
  project: Project,
  { run, sample, out }: { run: string; sample: SampleImage; out: string },
  context: CommandContext,
) {
  const { image, learned, truth } = sample
  const { info, detections } = await project.data.run(
    'prediction.load',
    { path: project.paths.prediction(run, image.id) },
    context,
  )
  const { threshold } = info
  const marked = (await project.store.load(image.id)).objects
  await drawOverlay({
    image: image.path,
    out,
    width: image.width,
    height: image.height,
    detections,
    threshold,
    truth: marked,
    learned,
  })
  const unseen: Rect = { x: learned.w, y: 0, w: image.width - learned.w, h: image.height }
  const objects = truth.map((object) => bounds(object.shape)).filter((box) => isInside(unseen, box))
  const xywh = new Float32Array(objects.flatMap(({ x, y, w, h }) => [x, y, w, h]))
  const there = {
    truth: { xywh, class: new Uint8Array(objects.length) },
    detections: inside(detections, unseen),
  }
  const scores = scoreDetections([there], ['vehicle'], { kind: 'centre' }, threshold)
  return {
    objects: objects.length,
    hits: scores.truePositives,
    falseAlarms: scores.falsePositives,
    precision: scores.precision,
    recall: scores.recall,
    f1: scores.f1,
    threshold,
  }
}

function isInside(part: Rect, box: Rect): boolean {
  return containsPoint(part, box.x + box.w / 2, box.y + box.h / 2)
}

function inside(found: Detections, part: Rect): Detections {
  const kept = [...found.score.keys()].filter((i) => isInside(part, detectionRect(found, i)))
  return {
    xywh: new Float32Array(kept.flatMap((i) => [...found.xywh.subarray(i * 4, i * 4 + 4)])),
    score: new Float32Array(kept.map((i) => found.score[i] as number)),
    class: new Uint8Array(kept.map((i) => found.class[i] as number)),
  }
}
