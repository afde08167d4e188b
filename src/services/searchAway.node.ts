import { readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '../base/errors'
import type { CallContext } from '../base/wire'
import { driverCommand, readDriver } from '../compute/driver.node'
import { jobId } from '../compute/jobId.node'
import { mapPath, type PathPair } from '../compute/pathMap'
import { isThisComputer, type ComputePlace } from '../compute/place'
import { runOnRay, type RayEnd } from '../compute/rayRun.node'
import { runOnSlurm } from '../compute/slurm.node'
import { blocksFolder } from '../files/searchBlocks.node'
import { replaceFile } from '../files/replaceFile.node'
import { says } from '../messages/says/says'
import type { PlannedBlocks } from './plannedBlocks'
import type { SearchedImage, TrainerJobs } from './jobs'
import type { Project } from './project.node'
import { planOf, type SearchPlan } from './searchPlan'

/** Where a search runs that does not run here. */
export interface Away {
  readonly place: ComputePlace
  /** Folders that have other names there. */
  readonly paths: readonly PathPair[]
  /** How many workers at once; absent: as many as the place has room for. */
  readonly slots?: number | undefined
  /** Of a Ray cluster. */
  readonly token?: string | undefined
}

type Search = TrainerJobs['predict']['in']

/** Of an array of jobs in Slurm, where nobody says how many. */
const usualSlots = 8

/**
 * Lets another place compute what a search still lacks, into the folders in which the search here looks for finished blocks;
 * answers with the images to be searched, of which nothing but merging is left. Nothing leaves this computer where nothing
 * lacks. Throws AppError: what the place says, or blocks-missing.
 */
export async function searchAway(
  project: Pick<Project, 'trainer'>,
  search: Search,
  away: Away,
  context: CallContext,
): Promise<readonly SearchedImage[]> {
  const planned = await project.trainer.run('predict.plan', search, context)
  const images = search.images.map((image, i) => ({ ...image, level: planned[i]?.level }))
  if (planned.every(({ missing }) => missing === 0)) return images
  const plan = planThere(search, planned, away)
  const end =
    away.place.kind === 'ray' ? await onRay(plan, away, context) : await onSlurm(search, plan, away, context)
  const after = await project.trainer.run('predict.plan', { ...search, images }, context)
  refuseMissing(search.images, after, end)
  return images
}

/** With the names that files have there. */
function planThere(
  { images, runDir, engine, tta }: Search,
  planned: readonly PlannedBlocks[],
  { paths }: Away,
): SearchPlan {
  const there = (path: string) => mapPath(paths, path)
  return planOf({
    ...{ runDir: there(runDir), engine, tta },
    images: images.map(({ image, out, tiles }, i) => {
      const { level, key, blocks } = planned[i] as PlannedBlocks
      const { pyramid, path } = image
      return {
        image: { ...image, path: there(path), pyramid: there(pyramid) },
        ...{ out: there(out), level, key, blocks, tiles },
      }
    }),
  })
}

async function onRay(plan: SearchPlan, { place, slots, token }: Away, context: CallContext): Promise<RayEnd> {
  if (place.kind !== 'ray') throw new Error('no cluster')
  const { host, port } = place
  if (token !== undefined && !isThisComputer(host))
    context.warn(says.searching.rayDoesNotEncryptWhoever(host, port, port, host))
  const job = { plan, blocks: plan.images.map(({ blocks }) => blocks), slots: slots ?? 0 }
  const files = [
    { name: 'driver.py', bytes: readDriver() },
    { name: 'job.json', bytes: Buffer.from(JSON.stringify(job)) },
  ]
  const id = jobId(JSON.stringify(plan))
  return runOnRay({ host, port, token }, { id, entrypoint: driverCommand, files, unit: 'blocks' }, context)
}

async function onSlurm(
  { images }: Search,
  plan: SearchPlan,
  { place, paths, slots = usualSlots }: Away,
  context: CallContext,
): Promise<undefined> {
  if (place.kind !== 'slurm') throw new Error('no script')
  const text = JSON.stringify(plan)
  const id = jobId(text)
  const file = join(dirname((images[0] as SearchedImage).out), `${id}.json`)
  replaceFile(file, text)
  const total = plan.images.reduce((sum, { blocks }) => sum + blocks, 0)
  const done = () => images.reduce((sum, { out }) => sum + countFiles(blocksFolder(out)), 0)
  const work = {
    id,
    script: place.script,
    slots: Math.min(slots, total),
    plan: mapPath(paths, file),
    total,
    done,
  }
  try {
    await runOnSlurm(work, context)
  } catch (error) {
    // Jobs of which we only heard nothing still read it.
    if (!context.signal.aborted) throw error
    await rm(file, { force: true })
    throw error
  }
  await rm(file, { force: true })
}

function countFiles(folder: string): number {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.block')).length
  } catch {
    return 0
  }
}

function refuseMissing(
  images: readonly SearchedImage[],
  after: readonly PlannedBlocks[],
  end?: RayEnd,
): void {
  const missing = after.reduce((sum, each) => sum + each.missing, 0)
  if (missing === 0) return
  const i = after.findIndex((each) => each.missing > 0)
  const lacking = after[i]?.lacking ?? []
  const known =
    end?.failures.find((each) => each.image === i && lacking.includes(each.block)) ?? end?.failures[0]
  const why = known ? ` (${known.message})` : ''
  throw new AppError(
    'blocks-missing',
    says.searching.missingBlocksCouldNotBe(missing, String(lacking[0]), String(images[i]?.image.name), why),
  )
}
