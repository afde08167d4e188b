import type { BrowserWindow } from 'electron'
import type { JobRunner } from '../../src/ipc/wire'
import type { TrainerJobs } from '../../src/services/jobs'
import type { Language, LanguageChoice } from '../../src/messages/language'
import type { CommandHandlers } from '../host'
import type { JobBoard } from '../jobBoard'
import type { Crashes } from '../crashes'
import type { Leaving } from '../leaving'
import type { OpenProject } from '../openProject'

/** What the commands work with. */
export interface Parts {
  readonly window: BrowserWindow
  readonly jobs: JobBoard
  readonly project: OpenProject
  readonly trainer: JobRunner<TrainerJobs>
  readonly leaving: Leaving
  readonly crashes: Crashes
  /** Resolves when what a window that is gone had done is stored, or that takes too long. */
  readonly recovered: () => Promise<unknown>
  readonly restart: (worker: 'data' | 'store' | 'trainer') => void
  /** Main and its processes speak this language from now on. */
  readonly speak: (choice: LanguageChoice) => Promise<Language>
  readonly notice: (role: 'alert' | 'status', message: string) => void
}

/** The handlers of one area of the contract. */
export type HandlersOf<C> = Pick<CommandHandlers, Extract<keyof C, keyof CommandHandlers>>

/** For short work that nobody waits for with a progress bar. */
export const quiet = { signal: new AbortController().signal, progress: () => {}, warn: () => {} }

export const plural = (count: number, one: string) =>
  `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`
