import { closeSync, lstatSync, openSync, rmSync } from 'node:fs'
import { AppError, isAbort, toWireError } from '../base/errors'
import type { JobContext } from '../base/job'
import { appVersion } from '../base/version'
import { mergingFile } from '../files/searchBlocks.node'
import { says } from '../messages/says/says'
import { computeBlocks } from '../prediction/blocks/computeBlocks.node'
import type { BlockStore } from '../prediction/blocks/blockStore'
import { isMade } from '../prediction/blocks/openBlocks.node'
import type { BlockWork } from '../prediction/blocks/blockWork'
import {
  readAsk,
  readMerge,
  readPlan,
  type PlannedImage,
  type SearchPlan,
  type WorkerEvent,
} from './searchPlan'

/** An image's blocks, with its pixels open. */
export interface OpenBlocks {
  readonly work: BlockWork
  readonly store: BlockStore
  /** What the finished prediction is known by. */
  readonly result: string
  close(): Promise<void>
}

/** A loaded run that takes the images of a plan. */
export interface BlockSearcher {
  open(image: PlannedImage): Promise<OpenBlocks>
  close(): void
}

type Load = (plan: SearchPlan, context: JobContext) => Promise<BlockSearcher>
type Tell = (event: WorkerEvent) => void

/** Makes the prediction of an image whose blocks are all there; `anew`: also where it is there, made from the same. */
export type Merge = (
  plan: SearchPlan,
  image: PlannedImage,
  context: JobContext,
  anew?: boolean,
) => Promise<unknown>

/** What loads the run, what merges, and who hears what is done. */
export interface Ends {
  readonly load: Load
  readonly merge: Merge
  readonly tell: Tell
}

/** How often a block is computed before it is left out, where nobody else is there who would try again. */
const tries = 3

/** What a worker has done. */
export interface WorkerEnd {
  readonly blocks: number
  readonly failed: number
}

/**
 * Computes blocks of the plan that the first line holds as the next ones ask for them, and says a line a block, until nobody
 * asks any more. What cannot be computed is said; what is there is not computed again. Throws AppError where the plan is
 * not for this version, or the run or a picture is not there.
 */
export async function workAsAsked(
  lines: AsyncIterable<unknown>,
  { load, merge, tell }: Ends,
  context: JobContext,
): Promise<WorkerEnd> {
  let worker: BlockWorker | undefined
  try {
    for await (const line of lines) {
      context.signal.throwIfAborted()
      if (!worker) {
        const plan = readPlan((line as { plan?: unknown } | null)?.plan)
        worker = new BlockWorker({ plan }, await load(plan, context), tell, context)
        tell({ event: 'ready', version: appVersion })
      } else if (readMerge(line, worker.plan) !== undefined) {
        const image = readMerge(line, worker.plan) as number
        // A new file says that this search is done.
        await worker.merge(image, merge, true)
        tell({ event: 'merged', image })
      } else {
        const { image, blocks } = readAsk(line, worker.plan)
        await worker.compute(image, blocks, 1)
      }
    }
    return worker?.end ?? { blocks: 0, failed: 0 }
  } finally {
    await worker?.close()
  }
}

/** One of `parts` workers; `since`: when the search was asked for, as its file's time says. */
interface Part {
  readonly part: number
  readonly parts: number
  readonly since?: number | undefined
}

/**
 * The blocks number `part` + `parts` × n of all images: one of several workers that know nothing of each other. Whoever sees that
 * all blocks of an image are there merges them; where two do, one of them does. What was merged since is not computed again.
 */
export async function workOnPart(
  value: unknown,
  { part, parts, since }: Part,
  { load, merge, tell }: Ends,
  context: JobContext,
): Promise<WorkerEnd> {
  const plan = readPlan(value)
  const worker = new BlockWorker({ plan, since }, await load(plan, context), tell, context)
  const total = plan.images.reduce((sum, { blocks }) => sum + blocks, 0)
  try {
    let before = 0
    for (const [image, { blocks, made }] of plan.images.entries()) {
      const first = (((part - before) % parts) + parts) % parts
      const mine = Array.from({ length: Math.ceil((blocks - first) / parts) }, (_, i) => first + i * parts)
      // It is counted all the same: each has the same blocks, whatever was made meanwhile.
      if (!made) await worker.compute(image, mine, tries)
      before += blocks
      context.progress({ done: before, total, unit: 'blocks' })
    }
    // Last, so that nobody's blocks wait for it.
    for (const [image, { out, made }] of plan.images.entries())
      await aloneFor(mergingFile(out), async () => {
        if (made || !(await worker.isWhole(image))) return
        // A new file says that this search is done.
        await worker.merge(image, merge, true)
        tell({ event: 'merged', image })
      })
    return worker.end
  } finally {
    await worker.close()
  }
}

/** A file that is there while somebody works; who dies leaves it, and the next search of the image removes it. */
async function aloneFor(file: string, work: () => Promise<void>): Promise<void> {
  try {
    closeSync(openSync(file, 'wx'))
  } catch {
    // Another one does it, or cannot: then it is done where the search was asked for.
    return
  }
  try {
    await work()
  } finally {
    rmSync(file, { force: true })
  }
}

interface Planned {
  readonly plan: SearchPlan
  /** Predictions that are newer are of this search. */
  readonly since?: number | undefined
}

class BlockWorker {
  readonly plan: SearchPlan
  private readonly since: number
  private open: { readonly image: number; readonly blocks: OpenBlocks } | undefined
  private blocks = 0
  private failed = 0

  constructor(
    { plan, since = Infinity }: Planned,
    private readonly searcher: BlockSearcher,
    private readonly tell: Tell,
    private readonly context: JobContext,
  ) {
    this.plan = plan
    this.since = since
  }

  get end(): WorkerEnd {
    return { blocks: this.blocks, failed: this.failed }
  }

  /** By the names of its blocks: whoever merges looks into them. */
  async isWhole(image: number): Promise<boolean> {
    const { work, store } = await this.openImage(image)
    return work.count > 0 && store.names(work.count).size === work.count
  }

  /** A prediction came of this search while it ran: another worker saw all blocks, merged them and cleared them away. */
  private async isMerged(image: number, { result }: OpenBlocks): Promise<boolean> {
    const { out } = this.plan.images[image] as PlannedImage
    const written = lstatSync(out, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity
    return written >= this.since && (await isMade(out, result))
  }

  /** In this order: whoever asked knows by the answers which one was in hand when a worker ends. */
  async compute(image: number, numbers: readonly number[], tries: number): Promise<void> {
    const open = await this.openImage(image)
    const { work, store } = open
    const told = new Set<number>()
    const done = (block: number) => {
      told.add(block)
      this.blocks++
      this.tell({ event: 'block', image, block })
    }
    const missing: number[] = []
    for (const block of numbers) {
      const bytes = await store.read(block)
      if (bytes && work.isSound(bytes, block)) done(block)
      else missing.push(block)
    }
    if (missing.length > 0 && (await this.isMerged(image, open))) return missing.forEach(done)
    const telling: BlockStore = {
      present: (...args) => store.present(...args),
      names: (count) => store.names(count),
      read: (block) => store.read(block),
      clear: () => store.clear(),
      write: async (block, bytes) => {
        await store.write(block, bytes)
        done(block)
      },
    }
    const quiet = { ...this.context, progress: () => {} }
    for (let left = missing, tried = 0; left.length > 0; left = left.filter((block) => !told.has(block))) {
      this.context.signal.throwIfAborted()
      try {
        await computeBlocks(work, left, telling, quiet)
      } catch (error) {
        this.context.signal.throwIfAborted()
        const [block] = left.filter((each) => !told.has(each))
        if (block === undefined || isAbort(error)) throw error
        if (error instanceof AppError && error.code === 'disk-full' && tries > 1) throw error
        if (++tried < tries) continue
        tried = 0
        told.add(block)
        this.failed++
        const { code, message } = toWireError(error)
        this.tell({ event: 'failed', image, block, code, message })
      }
    }
  }

  async merge(image: number, merge: Merge, anew = false): Promise<void> {
    const { store, work } = await this.openImage(image)
    const planned = this.plan.images[image] as PlannedImage
    // Where blocks are gone it was merged by a worker that died before it could say so: that is not computed again.
    const whole = store.names(work.count).size === work.count
    await merge(this.plan, planned, this.context, anew && whole)
    if ((await store.present(work.count, () => true)).size > 0) await store.clear()
  }

  async close(): Promise<void> {
    await this.open?.blocks.close()
    this.searcher.close()
  }

  /** One at a time: a search has many pictures, and each is open files. */
  private async openImage(image: number): Promise<OpenBlocks> {
    if (this.open?.image === image) return this.open.blocks
    await this.open?.blocks.close()
    this.open = undefined
    const planned = this.plan.images[image] as PlannedImage
    const blocks = await this.searcher.open(planned)
    if (blocks.work.key !== planned.key || blocks.work.count !== planned.blocks) {
      await blocks.close()
      throw new AppError('place-files', says.searching.theRunOrNameIs(planned.image.name))
    }
    this.open = { image, blocks }
    return blocks
  }
}
