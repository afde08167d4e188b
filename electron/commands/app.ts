import { readFile, stat } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { AppError } from '../../src/base/errors'
import { replaceFileLater } from '../../src/files/replaceFile.node'
import type { appCommands } from '../../src/ipc/commands/app'
import { t } from '../../src/messages/messages'
import { askForPaths, askWhereToSave, showSaved } from '../askForPaths'
import { readLicences } from '../licences'
import { readSettings, writeSettings } from '../preferences'
import type { HandlersOf, AppServices } from './appServices'

/** Beyond this a text is no list of keys. */
const mostText = 4_000_000

export function appHandlers({
  jobs,
  window,
  leaving,
  crashes,
  restart,
  speak,
}: AppServices): HandlersOf<typeof appCommands> {
  return {
    'window.told': () => leaving.windowTold(),
    'window.crash': () => crashes.told(),
    'window.reopen': ({ without }) => crashes.reopen(without),
    'worker.restart': ({ worker }) => restart(worker),
    'job.cancel': ({ job }) => jobs.cancel(job),
    'window.language': ({ choice }) => speak(choice),
    'settings.read': () => readSettings(),
    'settings.write': ({ json }) => writeSettings(json),
    'app.licences': () => readLicences(),
    'text.save': async ({ name, text }) => {
      const ending = extname(name).slice(1)
      const filePath = await askWhereToSave(window, {
        title: t.host.save,
        defaultPath: name,
        filters: [{ name: ending.toUpperCase(), extensions: [ending] }],
      })
      if (filePath === undefined) return null
      await replaceFileLater(filePath, text)
      return basename(filePath)
    },
    'saved.show': () => showSaved(),
    'text.open': async ({ ending }) => {
      const [path] = await askForPaths(window, {
        title: t.host.open,
        properties: ['openFile'],
        filters: [{ name: ending.toUpperCase(), extensions: [ending] }],
      })
      if (!path) return null
      if ((await stat(path)).size > mostText)
        throw new AppError('text-too-long', t.host.pathIsTooLargeChoose(basename(path)))
      return readFile(path, 'utf8')
    },
  }
}
