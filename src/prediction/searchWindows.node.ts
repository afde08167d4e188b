import { secondsLeft, type JobContext } from '../base/job'
import type { PixelSource } from '../image/pixelSource'
import type { Collector } from '../heads/collector'
import type { WindowOutput } from '../heads/output'
import type { Detector } from './detector'
import type { PlannedWindow, WindowPlan } from '../heads/plan'

export interface WindowSearch {
  readonly source: PixelSource
  readonly detector: Detector
  readonly level: number
  /** Of the level's size. */
  readonly plan: WindowPlan
  readonly collector: Collector
}

/** Told beside the collector. */
export interface SearchWatcher {
  output(output: WindowOutput, window: PlannedWindow): void
  rowDone(): void
}

/** Shows the network all windows of a plan, row by row, and gives what it says to the collector. */
export async function searchWindows(
  { source, detector, level, plan, collector }: WindowSearch,
  context: JobContext,
  watcher?: SearchWatcher,
): Promise<void> {
  const windows = eachWindow(source, plan.rows.flat(), level, context)
  for (const row of plan.rows) {
    for (const window of row) {
      const { value: pixels } = await windows.next()
      if (!pixels) throw new Error('the plan has more windows than were read')
      const output = await detector.predict(pixels, 1, plan.width, plan.height)
      collector.take(output, window)
      watcher?.output(output, window)
    }
    collector.endRow()
    watcher?.rowDone()
  }
  await windows.next()
}

/** Pixels of the windows in order, the next one being read already; tells the progress and stops when it is cancelled. */
async function* eachWindow(
  source: PixelSource,
  windows: readonly PlannedWindow[],
  level: number,
  context: JobContext,
): AsyncGenerator<Uint8Array> {
  const started = performance.now()
  const read = (window: PlannedWindow | undefined) => {
    const reading = window && source.read(window.rect, level, context.signal)
    // Awaited only after the network is done with the window before; until then a failure must not count as unhandled.
    reading?.catch(() => {})
    return reading
  }
  let next = read(windows[0])
  for (let i = 0; next; i++) {
    context.signal.throwIfAborted()
    const left = secondsLeft(started, performance.now(), i, windows.length)
    context.progress({ done: i, total: windows.length, unit: 'windows', secondsLeft: left })
    const pixels = await next
    next = read(windows[i + 1])
    // A network that answers without waiting would otherwise keep a cancel message from ever being heard.
    await new Promise((resolve) => setImmediate(resolve))
    context.signal.throwIfAborted()
    yield pixels
  }
  context.progress({ done: windows.length, total: windows.length, unit: 'windows' })
}
