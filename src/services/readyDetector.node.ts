import type { EngineId } from '../engine/engine'
import { planWindows } from '../heads/plan'
import type { Detector } from '../prediction/detector'
import { loadDetector } from '../training/loadDetector.node'
import { hashOfTrained, type TrainedWeights } from '../training/loadNetwork.node'

// A process that was told to expect a search keeps one network loaded and compiled: the search begins with its first window.

interface Ready {
  readonly key: string
  readonly detector: Promise<Detector>
}
let ready: Ready | undefined
let keeping = false

/** What is loaded: a run and how it computes. */
export interface Loading {
  readonly runDir: string
  readonly engine: EngineId | 'auto'
}

/** Loads a network for the next search, and has it compiled for windows of a picture of this size. */
export async function expectSearch(
  job: Loading,
  trained: TrainedWeights,
  size: { readonly width: number; readonly height: number } | undefined,
): Promise<void> {
  keeping = true
  const key = keyOf(job, trained)
  if (ready?.key === key) return void (await ready.detector)
  dropReady()
  const detector = loadDetector(job.runDir, job.engine, trained).then(async (loaded) => {
    if (!size) return loaded
    const { width, height } = planWindows(size.width, size.height, loaded)
    await loaded.predict(new Uint8Array(width * height * 3), 1, width, height)
    return loaded
  })
  ready = { key, detector }
  try {
    await detector
  } catch (error) {
    if (ready?.key === key) ready = undefined
    throw error
  }
}

/** The network that is ready, where it is the one; else it is loaded. Whoever takes it gives it back. */
export async function takeDetector(job: Loading, trained: TrainedWeights): Promise<Detector> {
  const own = ready?.key === keyOf(job, trained) ? ready : undefined
  if (!own) {
    dropReady()
    return loadDetector(job.runDir, job.engine, trained)
  }
  ready = undefined
  return own.detector
}

/** It stays loaded where the process was told that searches come. */
export function giveBackDetector(job: Loading, trained: TrainedWeights, detector: Detector): void {
  if (!keeping) return detector.dispose()
  dropReady()
  ready = { key: keyOf(job, trained), detector: Promise.resolve(detector) }
}

/** Gives its memory back: something else needs it. */
export function dropReady(): void {
  const gone = ready
  ready = undefined
  gone?.detector.then(
    (detector) => detector.dispose(),
    () => {},
  )
}

const keyOf = ({ runDir, engine }: Loading, trained: TrainedWeights): string =>
  JSON.stringify([runDir, engine, trained.state.threshold, trained.state.level, hashOfTrained(trained)])
