import { lstatSync, readdirSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '../base/errors'
import { isStopped } from '../base/projectLeft'
import type { CallContext } from '../base/wire'
import { driverCommand, driverFiles } from '../compute/driver.node'
import { jobId } from '../compute/jobId.node'
import { mapPath, mapPicture, type PathPair } from '../compute/pathMap'
import { isThisComputer, type ComputePlace } from '../compute/place'
import { isOnRay, runOnRay, type RayEnd } from '../compute/rayRun.node'
import { runOnSlurm } from '../compute/slurm.node'
import { blocksFolder, mergingFile } from '../files/searchBlocks.node'
import { replaceFile } from '../files/replaceFile.node'
import { says } from '../messages/says/says'
import { whileFollowed, type Following, type LookedAt } from './followBlocks.node'
import type { PlannedBlocks } from './plannedBlocks'
import type { TrainerJobs } from './jobs'
import type { SearchedImage } from './searchedImage'
import type { Project } from './project.node'
import { planOf, type PlannedImage, type SearchPlan } from './searchPlan'

/** Where a search runs that does not run here. */
export interface Away {
  readonly place: ComputePlace
  /** Folders that have other names there. */
  readonly paths: readonly PathPair[]
  /** How many workers at once; absent: as many as the place has room for. */
  readonly slots?: number | undefined
  /** Of a Ray cluster. */
  readonly token?: string | undefined
  /** What somebody looks at now; absent: nobody does, and no block is read here before the search ends. */
  looking?(): LookedAt | undefined
}

type Search = TrainerJobs['predict']['in']

export interface SearchedAway {
  readonly images: readonly SearchedImage[]
  /** Their predictions are there, too: nothing is left to do. */
  readonly merged: boolean
}

/** Of an array of jobs in Slurm, where nobody says how many. */
const defaultSlots = 8

/**
 * Lets another place compute what a search still lacks, into the folders in which the search here looks for finished blocks;
 * answers with the images to be searched, of which nothing but merging is left, or, where it was done there, not even that. Where nothing
 * lacks, a cluster is only asked whether it still merges. Throws AppError: what the place says, or blocks-missing.
 */
export async function searchAway(
  project: Pick<Project, 'trainer'>,
  search: Search,
  away: Away,
  context: CallContext,
): Promise<SearchedAway> {
  const done = search.images.map(() => search.resume === true)
  const look = (images: Search['images'], done: readonly boolean[]) =>
    project.trainer.run('predict.plan', { ...search, images, done: [...done] }, context)
  let planned = await look(search.images, done)
  const images = search.images.map((image, i) => ({ ...image, level: planned[i]?.level }))
  const given = new GivenJob(search, planThere(search, planned, away))
  if (given.wasBefore) planned = await look(images, given.doneOf(images, done))
  const plan = planThere(search, planned, away)
  if (planned.every(({ made }) => made)) {
    given.forget()
    return { images, merged: true }
  }
  if (isWhole(planned)) {
    // A cluster may be merging what lies here: then its end is waited for.
    const going = await isGoingOn(plan, away, context)
    // Where it ended just now, its blocks are gone.
    if (!going) {
      given.forget()
      return { images, merged: search.resume === true || !isWhole(await look(images, done)) }
    }
  }
  const before = search.images.map(({ out }) => stampOf(out))
  const isNew = (i: number) => stampOf((search.images[i] as SearchedImage).out) !== before[i]
  const onRay = away.place.kind === 'ray'
  const begun = () => given.keep()
  const run = (context: CallContext) =>
    onRay ? runRay(plan, away, begun, context) : runSlurm(search, plan, { ...away, isNew, begun }, context)
  const ended = away.looking
    ? whileFollowed(followed(project, { ...search, images }, away.looking), context, run)
    : run(context)
  const end = await ended.catch((error: unknown) => {
    // Whoever stops a search has seen its end.
    if (isStopped(context.signal)) given.forget()
    throw error
  })
  // What was merged there is not read here. By Ray all is; of Slurm's tasks the last one merges, where it lives.
  const merged = planned.map(({ made }, i) => made || onRay || isNew(i))
  refuseMissing(search.images, await look(images, merged), end)
  given.forget()
  // What was found is known to whoever looked.
  return { images: images.map((image) => ({ ...image, first: undefined })), merged: merged.includes(true) }
}

/**
 * That a cluster was given this search, until its end was seen here: pictures that were made since are of that search, whoever
 * was there to see it, and are not computed again.
 */
class GivenJob {
  private readonly file: string
  private readonly since: number | undefined

  constructor({ images }: Search, plan: SearchPlan) {
    this.file = join(dirname((images[0] as SearchedImage).out), `${idOf(plan)}.given`)
    this.since = writtenAt(this.file)
  }

  get wasBefore(): boolean {
    return this.since !== undefined
  }

  doneOf(images: Search['images'], done: readonly boolean[]): boolean[] {
    const { since = Infinity } = this
    return images.map(({ out }, i) => done[i] === true || (writtenAt(out) ?? -Infinity) >= since)
  }

  keep(): void {
    if (!this.wasBefore) replaceFile(this.file, '')
  }

  forget(): void {
    rmSync(this.file, { force: true })
  }
}

const writtenAt = (file: string) => lstatSync(file, { throwIfNoEntry: false })?.mtimeMs

function followed(
  { trainer }: Pick<Project, 'trainer'>,
  { images, runDir, engine, tta, threshold, merge }: Search,
  looking: NonNullable<Away['looking']>,
): Following {
  return { trainer, images, looking, search: { runDir, engine, tta, threshold, merge } }
}

/** Changes when a file does; empty where there is none. */
function stampOf(file: string): string {
  const stats = lstatSync(file, { throwIfNoEntry: false })
  return stats ? `${stats.ino} ${stats.size} ${stats.mtimeMs}` : ''
}

/** With the names that files have there. */
function planThere(
  { images, runDir, engine, tta, threshold, merge }: Search,
  planned: readonly PlannedBlocks[],
  { paths }: Away,
): SearchPlan {
  const there = (path: string) => mapPath(paths, path)
  return planOf({
    ...{ runDir: there(runDir), engine, tta, threshold, merge },
    images: images.map(({ image, out, tiles }, i) => {
      const { level, key, blocks, made } = planned[i] as PlannedBlocks
      const { pyramid, path } = image
      return {
        image: { ...image, path: mapPicture(paths, path), pyramid: mapPicture(paths, pyramid) },
        ...{ out: there(out), level, key, blocks, tiles, ...(made && { made }) },
      }
    }),
  })
}

const blocksWanted = ({ blocks, made }: PlannedImage) => (made ? 0 : blocks)

/**
 * The same for all searches that compute the same: what is made already, and the threshold, which the end here sees to, make no
 * other one that would compute it beside.
 */
function idOf({ threshold: _, images, ...plan }: SearchPlan): string {
  return jobId(JSON.stringify({ ...plan, images: images.map(({ made: _, ...image }) => image) }))
}

const isWhole = (planned: readonly PlannedBlocks[]) => planned.every(({ missing }) => missing === 0)

async function isGoingOn(
  plan: SearchPlan,
  { place, token }: Away,
  { signal }: CallContext,
): Promise<boolean> {
  if (place.kind !== 'ray') return false
  const { host, port } = place
  return isOnRay({ host, port, token }, idOf(plan), signal)
}

async function runRay(
  plan: SearchPlan,
  { place, slots, token }: Away,
  begun: () => void,
  context: CallContext,
): Promise<RayEnd> {
  if (place.kind !== 'ray') throw new Error('no cluster')
  const { host, port } = place
  warnOfToken({ place, token }, context)
  const job = { plan, blocks: plan.images.map(blocksWanted), slots: slots ?? 0, merge: true }
  const files = [...driverFiles(), { name: 'job.json', bytes: Buffer.from(JSON.stringify(job)) }]
  const work = { id: idOf(plan), entrypoint: driverCommand, files, unit: 'blocks', begun }
  return runOnRay({ host, port, token }, work, context)
}

/** What is sent to another machine can be read on the way there. */
export function warnOfToken({ place, token }: Pick<Away, 'place' | 'token'>, context: CallContext): void {
  if (place.kind !== 'ray' || token === undefined || isThisComputer(place.host)) return
  const { host, port } = place
  context.warn(says.searching.rayDoesNotEncryptWhoever(host, port, port, host))
}

async function runSlurm(
  { images }: Search,
  plan: SearchPlan,
  {
    place,
    paths,
    slots = defaultSlots,
    isNew,
    begun,
  }: Away & { isNew(image: number): boolean; begun(): void },
  context: CallContext,
): Promise<undefined> {
  if (place.kind !== 'slurm') throw new Error('no script')
  const id = idOf(plan)
  const file = join(dirname((images[0] as SearchedImage).out), `${id}.json`)
  const total = plan.images.reduce((sum, image) => sum + blocksWanted(image), 0)
  // Of an image that was merged there no block is left.
  const blocksOf = ({ out }: SearchedImage, i: number) =>
    isNew(i) ? (plan.images[i]?.blocks ?? 0) : countFiles(blocksFolder(out))
  const done = () =>
    images.reduce((sum, image, i) => sum + (plan.images[i]?.made ? 0 : blocksOf(image, i)), 0)
  const work = {
    id,
    script: place.script,
    slots: Math.min(slots, total),
    plan: mapPath(paths, file),
    total,
    done,
    // An array that runs already goes by the plan as it is, and by its time; and one of its tasks may be merging.
    async prepare() {
      replaceFile(file, JSON.stringify(plan))
      // Left by a task that died.
      for (const { out } of images) await rm(mergingFile(out), { force: true })
      begun()
    },
  }
  try {
    await runOnSlurm(work, context)
  } catch (error) {
    // Jobs of which we only heard nothing still read it.
    if (!isStopped(context.signal)) throw error
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
