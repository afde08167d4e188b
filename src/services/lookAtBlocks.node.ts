import type { CallContext } from '../base/wire'
import { blocksFolder } from '../files/searchBlocks.node'
import { asStated, askedOr } from '../found/threshold'
import { defaultMerge } from '../found/mergeRule'
import { intersects } from '../geometry/rect'
import type { PixelSource } from '../image/pixels/pixelSource'
import { blocksInOrder } from '../prediction/blocks/computeBlocks.node'
import { detectorWork, type DetectorWork } from '../prediction/blocks/detectorBlocks.node'
import { FolderBlocks } from '../prediction/blocks/folderBlocks.node'
import { atLevel, blockShower, type ShownBlock } from '../prediction/blocks/showBlock'
import { withTestTimeAugmentation } from '../prediction/testTimeAugmentation'
import { readTrained, type TrainedWeights } from '../training/loadNetwork.node'
import type { TrainerJobs } from './jobs'
import type { BlocksSeen, LocatedImage, PartialDetections } from './searchedImage'
import { giveBackDetector, takeDetector } from './readyDetector.node'
import { identityBy } from './searchImages.node'

type Look = TrainerJobs['predict.look']['in']

/** Bytes on the way from a shared folder, about: of a name that is listed, and of one that is asked for alone. */
const [listed, asked] = [64, 256]
/** Up to so many blocks of an image all names are listed. */
const fewBlocks = 500
/** A larger file is no block that would be shown. */
const largestShown = 2e6
/** So many that do not fit are passed over for smaller ones behind them. */
const maxUnfit = 8

/** An image's blocks without its pixels. */
interface Shower {
  readonly work: DetectorWork
  readonly about: Omit<PartialDetections, 'detections' | 'heat'>
  show(bytes: Uint8Array, number: number): ShownBlock
}

/** What the looks at one image share: the network itself is not needed again. */
const kept = new WeakMap<TrainedWeights, { readonly job: string; readonly shower: Shower }>()

/**
 * Reports what blocks show that others have computed, as a search here tells it of its own: of those that were not seen before,
 * what is looked at first, then outwards, within `limit` bytes. What is cut off or of another search is none. Throws AppError.
 */
export async function lookAtBlocks(job: Look, context: CallContext): Promise<BlocksSeen> {
  const trained = readTrained(job.runDir)
  if (trained.definition.task === 'classify') return { numbers: [], bytes: 0, more: false }
  const { work, about, show } = await showerOf(job, trained)
  const store = new FolderBlocks(blocksFolder(job.image.out), work.key)
  const { numbers, inView, cost } = candidates(job, work, store)
  if (!numbers) return { numbers: [], bytes: 0, more: true }
  const taken: number[] = []
  let [bytes, unfit] = [cost, 0]
  for (const number of numbers) {
    context.signal.throwIfAborted()
    if (bytes + asked > job.limit || unfit === maxUnfit) return { numbers: taken, bytes, more: true }
    bytes += asked
    const size = store.sizeOf(number)
    if (size === undefined) continue
    if (size <= largestShown) {
      // What lies outside leaves room for what somebody looks at later.
      if (bytes + size > (inView.has(number) ? job.limit : job.limit / 2)) {
        unfit++
        continue
      }
      bytes += size
      const block = await store.read(number, size)
      const shown = block && shownOf(show, block, number)
      if (shown) context.report?.({ ...about, ...shown } satisfies PartialDetections)
    }
    taken.push(number)
    // Others are heard between two blocks.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { numbers: taken, bytes, more: unfit > 0 }
}

function shownOf(show: Shower['show'], bytes: Uint8Array, number: number): ShownBlock | undefined {
  try {
    return show(bytes, number)
  } catch {
    return undefined
  }
}

/** Blocks that may be there, in the order in which they are wanted, and what it cost to learn that; none where that would cost too much. */
function candidates({ image, rect, seen, limit }: Look, work: DetectorWork, store: FolderBlocks) {
  const first = atLevel(rect, image.level ?? 0)
  const before = new Set(seen)
  const wanted = blocksInOrder(work, { first }).filter((number) => !before.has(number))
  const visible = wanted.filter((number) => intersects(work.place(number), first))
  const inView = new Set(visible)
  // Of a very large picture the names alone would be too much: a few are asked for by name.
  if (work.count > fewBlocks && visible.length * asked < work.count * listed)
    return { numbers: visible, inView, cost: 0 }
  if (work.count * listed > limit) return { inView, cost: 0 }
  const there = store.names(work.count)
  return { numbers: wanted.filter((number) => there.has(number)), inView, cost: there.size * listed }
}

async function showerOf(job: Look, trained: TrainedWeights): Promise<Shower> {
  const { runDir, engine, tta, merge = defaultMerge, threshold, image } = job
  const key = JSON.stringify([runDir, engine, tta, merge, threshold, image])
  const before = kept.get(trained)
  if (before?.job === key) return before.shower
  const loaded = await takeDetector(job, trained)
  try {
    const detector = withTestTimeAugmentation(loaded, tta ?? 'none')
    const { id, width, height } = image.image
    const { classNames } = detector
    const level = image.level ?? 0
    const identity = identityBy(trained, tta ?? 'none')(image.image)
    const work = detectorWork({ source: withoutPixels(image.image), detector, level, identity, merge })
    const shower = {
      work,
      about: { image: id, width, height, classNames, ...asStated(askedOr(threshold, detector.threshold)) },
      show: blockShower({ search: work.search, level, size: { width, height } }),
    }
    kept.set(trained, { job: key, shower })
    return shower
  } finally {
    giveBackDetector(job, trained, loaded)
  }
}

/** Nobody here reads a picture that others look at. */
function withoutPixels({ width, height, levels }: LocatedImage): PixelSource {
  const read = () => Promise.reject(new Error('a picture that is looked at elsewhere'))
  return { width, height, levels, read, close: () => Promise.resolve() }
}
