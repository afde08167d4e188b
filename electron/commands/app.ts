import type { appCommands } from '../../src/ipc/commands/app'
import { readSettings, writeSettings } from '../preferences'
import type { HandlersOf, Parts } from './parts'

export function appHandlers({ jobs }: Parts): HandlersOf<typeof appCommands> {
  return {
    'job.cancel': ({ job }) => jobs.cancel(job),
    'settings.read': () => readSettings(),
    'settings.write': ({ json }) => writeSettings(json),
  }
}
