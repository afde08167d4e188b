/** How far a long piece of work is. `done` and `total` count `unit`s; `total` 0 means not known yet. */
export interface Progress {
  readonly done: number
  readonly total: number
  readonly unit: string
  /** What is being worked on now, for people ("Cutting tiles from field.tif"). */
  readonly note?: string | undefined
  readonly secondsLeft?: number | undefined
}

/** What a service gets beside its input: it may be cancelled, tells how far it is, and warns without stopping. */
export interface JobContext {
  readonly signal: AbortSignal
  progress(progress: Progress): void
  /** One sentence about something that the person should know and that did not stop the work. */
  warn(sentence: string): void
}

/** For short work that nobody waits for with a progress bar. */
export const quiet: JobContext = {
  signal: new AbortController().signal,
  progress: () => {},
  warn: () => {},
}

/** Remaining seconds from the mean speed so far; undefined until a second has passed. */
export function secondsLeft(startedAt: number, now: number, done: number, total: number): number | undefined {
  const elapsed = (now - startedAt) / 1000
  if (elapsed < 1 || done <= 0 || total <= done) return undefined
  return (elapsed / done) * (total - done)
}
