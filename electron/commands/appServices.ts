import type { BrowserWindow } from 'electron'
import type { JobRunner } from '../../src/base/wire'
import type { TrainerJobs } from '../../src/services/jobs'
import type { Language, LanguageChoice } from '../../src/messages/language'
import type { CommandHandlers } from '../host'
import type { Compute } from '../compute'
import type { JobBoard } from '../jobBoard'
import type { Crashes } from '../crashes'
import type { Leaving } from '../leaving'
import type { OpenProject } from '../openProject'

/** What the commands work with. */
export interface AppServices {
  readonly window: BrowserWindow
  readonly jobs: JobBoard
  readonly project: OpenProject
  readonly trainer: JobRunner<TrainerJobs>
  readonly leaving: Leaving
  readonly compute: Compute
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
