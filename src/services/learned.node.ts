import { statSync } from 'node:fs'
import { basename, join } from 'node:path'
import * as v from 'valibot'
import { isThere, readJson } from '../files/readFile.node'
import { bounds } from '../records/shape'
import { unpackShapes } from '../records/packedObjects'
import { GroundIndex, joinGround, trainingsOn, type LearnedGround } from '../tiles/learnedGround'
import type { CallContext } from '../base/wire'
import { maxPictures, runSchema } from '../project/folder/runSchema'
import { says } from '../messages/says/says'
import { learnedFile, type RunInfo, type TrainConfig } from '../runs/config'
import type { Project } from './project.node'

type WithData = Pick<Project, 'data'>

const text = v.pipe(v.string(), v.maxLength(4096))
const finite = v.pipe(v.number(), v.finite())
const rects = v.array(v.object({ x: finite, y: finite, w: finite, h: finite }))
/** Of a file that may come from anybody. */
export const learnedSchema = v.object({
  images: v.array(
    v.object({ sha256: text, path: text, trainings: v.array(v.object({ seen: rects, held: rects })) }),
  ),
  known: v.boolean(),
  notes: v.array(text),
})

/** Bytes: a million tiles outside of checked areas take some 60 MB. */
export const largestLearned = 256 * 1024 * 1024
/** A run can start from a run that started from a run: more than this is a circle. */
const longestChain = 100

/** What a run has learned from, also through the runs that it started from. */
export function learnedBy(
  project: Pick<Project, 'data' | 'paths'>,
  run: RunInfo,
  context: CallContext,
): Promise<LearnedGround> {
  return learnedIn(project, project.paths.run(run.id), context, longestChain)
}

/** What a training with this configuration learns from. */
export async function groundOf(
  project: WithData,
  { dataset, from, weights }: TrainConfig,
  context: CallContext,
  chain = longestChain,
): Promise<LearnedGround> {
  const own = await project.data.run('dataset.ground', { path: dataset }, context)
  const outside = says.runs.whatTheWeightsInWeights(String(weights))
  const start: LearnedGround =
    from === undefined
      ? { images: [], known: true, notes: weights === undefined ? [] : [outside] }
      : await learnedIn(project, from, context, chain - 1)
  return joinGround(start, own)
}

/** How many of the project's objects lie on this ground; undefined where none of its images is known to be in it. */
export async function objectsOn(
  { store }: Pick<Project, 'store'>,
  ground: LearnedGround,
): Promise<number | undefined> {
  let [known, objects] = [false, 0]
  for (const image of await store.images()) {
    const trainings = trainingsOn(ground, image)
    if (trainings.length === 0) continue
    known = true
    const index = new GroundIndex(trainings)
    for await (const block of store.blocks(image.id))
      for (const shape of unpackShapes(block)) {
        const { x, y, w, h } = bounds(shape)
        objects += Number(index.has(x + w / 2, y + h / 2))
      }
  }
  return known ? objects : undefined
}

/** Checksums of the pictures; undefined where not all are known, or there are too many to list. */
export function learnedPictures({ images, known }: LearnedGround): string[] | undefined {
  const named = known && images.length <= maxPictures && images.every(({ sha256 }) => sha256 !== '')
  return named ? images.map(({ sha256 }) => sha256) : undefined
}

async function learnedIn(
  project: WithData,
  runDir: string,
  context: CallContext,
  chain: number,
): Promise<LearnedGround> {
  const unknown: LearnedGround = {
    images: [],
    known: false,
    notes: [says.runs.itIsNotKnownWhat(basename(runDir))],
  }
  const path = join(runDir, learnedFile)
  if (isThere(path)) return readJson(path, learnedSchema, largestLearned)
  try {
    const { config, startedAt } = readJson(join(runDir, 'run.json'), runSchema) as unknown as RunInfo
    // A dataset that was built since is another.
    const same = statSync(config.dataset).mtimeMs <= Date.parse(startedAt)
    return same && chain > 0 ? await groundOf(project, config, context, chain) : unknown
  } catch {
    return unknown
  }
}
