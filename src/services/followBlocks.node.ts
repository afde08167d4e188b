import type { CallContext, JobRunner } from '../base/wire'
import { pause } from '../compute/http.node'
import type { Rect } from '../geometry/rect'
import { says } from '../messages/says/says'
import type { TrainerJobs } from './jobs'
import type { SearchedImage } from './searchedImage'
import { LookBudget } from './lookBudget'

/** What somebody looks at: an image, and which part of it in full-size pixels. */
export interface LookedAt {
  readonly image: number
  readonly rect: Rect
}

/** A search that runs elsewhere, and whoever watches it. */
export interface Following {
  readonly trainer: JobRunner<TrainerJobs>
  readonly search: Omit<TrainerJobs['predict.plan']['in'], 'images' | 'done'>
  /** With their levels. */
  readonly images: readonly SearchedImage[]
  /** Undefined while nobody looks: then nothing is read. */
  looking(): LookedAt | undefined
}

/** Milliseconds from one glance at the window to the next; from one look at the blocks to the next, at first and at most. */
const [glance, firstPause, longestPause] = [500, 1000, 10_000]

/**
 * Waits for work elsewhere and reports meanwhile what it has found where somebody looks, as a search here does. That never fails:
 * what could not be looked at comes with the end.
 */
export async function whileFollowed<T>(
  following: Following,
  context: CallContext,
  work: (context: CallContext) => Promise<T>,
): Promise<T> {
  const ended = new AbortController()
  const looks = new Looks(following)
  const signal = AbortSignal.any([context.signal, ended.signal])
  const going = looks.go({ ...context, progress: () => {}, signal })
  try {
    return await work({
      ...context,
      progress(progress) {
        looks.share = progress.total > 0 ? progress.done / progress.total : 0
        context.progress(progress)
      },
    })
  } finally {
    ended.abort()
    await going
  }
}

class Looks {
  /** Of the search that is done. */
  share = 0
  private readonly budget = new LookBudget()
  private readonly seen = new Set<number>()
  private at: LookedAt | undefined
  private image: number | undefined
  private told = false

  constructor(private readonly following: Following) {}

  async go(context: CallContext): Promise<void> {
    try {
      for (let [wait, next, before] = [firstPause, 0, -1]; ;) {
        await pause(glance, context.signal)
        const moved = this.glance()
        if (moved) wait = firstPause
        const due = moved || (performance.now() >= next && this.share !== before)
        if (!this.at || !due) continue
        before = this.share
        if (await this.look(this.at, context)) wait = firstPause
        next = performance.now() + wait
        wait = Math.min(wait * 1.3, longestPause)
      }
    } catch {
      // It ended, or what was found cannot be looked at: the search goes on without.
      if (!context.signal.aborted) this.tell(context)
    }
  }

  /** Whether something else is looked at now. */
  private glance(): boolean {
    const now = this.following.looking()
    const moved = now !== undefined && JSON.stringify(now) !== JSON.stringify(this.at)
    this.at = now
    // The window forgets what it was told of another image.
    if (now && now.image !== this.image) this.seen.clear()
    this.image = now?.image ?? this.image
    return moved
  }

  /** Whether something came. */
  private async look({ image: id, rect }: LookedAt, context: CallContext): Promise<boolean> {
    const { trainer, search, images } = this.following
    const image = images.find((each) => each.image.id === id)
    const limit = this.budget.limit(this.share)
    if (!image || limit === 0) return false
    const look = { ...search, image, rect, seen: [...this.seen], limit }
    const { numbers, bytes, more } = await trainer.run('predict.look', look, context)
    this.budget.spend(bytes)
    for (const number of numbers) this.seen.add(number)
    if (more) this.tell(context)
    return numbers.length > 0
  }

  private tell(context: CallContext): void {
    if (!this.told) context.warn(says.searching.someIsDrawnAtTheEnd)
    this.told = true
  }
}
