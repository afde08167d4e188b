import type { ElectronApplication } from '@playwright/test'

export function closeAtRandom(options: {
  readonly rounds: number
  readonly seed?: number
  /** Objects in the picture at the beginning of a round, and milliseconds that a sync takes longer: one is drawn of each. */
  readonly sizes?: readonly number[]
  readonly syncs?: readonly number[]
  readonly launch: (extra: Record<string, string>) => Promise<ElectronApplication>
  readonly folder: string
  readonly say?: (line: string) => void
}): Promise<{
  readonly edits: number
  readonly objects: number
  /** Rounds in which something was still being saved when the way out began, and in which an object's place was compared. */
  readonly unsaved: number
  readonly places: number
  readonly questions: number
  readonly worstMs: number
  /** The round that took it. */
  readonly worst: string
}>

/** What a closed project's file says of its pictures. */
export function storedNotes(project: string): string[]

/** Objects that a closed project's file holds. */
export function storedObjects(project: string): number
