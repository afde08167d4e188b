import { app, type BrowserWindow } from 'electron'
import { lstatSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as v from 'valibot'
import { text } from '../src/ipc/commands/schemas'
import { receive } from '../src/ipc/receive'
import { sendEvent } from './host'

// One app for a profile: what a second start was to open is opened in the window that is there.

const start = v.object({ project: v.nullable(text) })

/** The project that a command line names, as an absolute path; null where it names none. */
export function namedProject(words: readonly string[]): string | null {
  const word = words.find((each) => !each.startsWith('-') && isProject(each))
  return word === undefined ? null : resolve(word)
}

const isProject = (word: string) => /\.windhover[\\/]*$/i.test(word)

/** False where the app runs with this profile already, and has been told what this start was to open. */
export function isOnlyStart(project: string | null): boolean {
  return app.requestSingleInstanceLock({ project }) || !isLocked()
}

/** Where no lock can be written (a full disk, a profile that is read-only) nobody holds one, and nobody was told. */
function isLocked(): boolean {
  if (process.platform === 'win32') return true
  return lstatSync(join(app.getPath('userData'), 'SingletonLock'), { throwIfNoEntry: false }) !== undefined
}

/** `startAgain`: true where the window is on its way out, and the app starts anew after that. */
export function takeOverStarts(window: BrowserWindow, startAgain: (project: string | null) => boolean): void {
  app.on('second-instance', (_event, _words, _folder, told: unknown) => {
    const { project } = receive(start, told) ?? { project: null }
    if (startAgain(project)) return
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
    openInWindow(window, project)
  })
}

/** Lets the window open a project, as if it had been chosen there. */
export function openInWindow(window: BrowserWindow, project: string | null): void {
  if (project === null) return
  const { webContents } = window
  const open = () => sendEvent(window, 'open', { path: project })
  if (webContents.isLoading()) webContents.once('did-finish-load', open)
  else open()
}

/** The words that start this app again with another project. */
export function wordsWith(project: string | null): string[] {
  const words = process.argv.slice(1).filter((word) => !isProject(word))
  return project === null ? words : [...words, project]
}
