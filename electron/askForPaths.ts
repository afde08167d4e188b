import {
  app,
  dialog,
  shell,
  type BrowserWindow,
  type OpenDialogOptions,
  type SaveDialogOptions,
} from 'electron'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Before the app is ready. A desktop's own dialogs (XDG portal) below version 4 cannot be told where to begin. Electron 33
 * takes GTK's there, 35 and later only where they are told to.
 */
export function askWhereDialogsCanBegin(): void {
  app.commandLine.appendSwitch('xdg-portal-required-version', '4')
}

let folder: string | undefined

/**
 * Asks for files or folders to open; none where the person cancels. Begins where the last ones were taken from: Electron 43
 * and later begin in Downloads each time unless they are told, the earlier ones wherever the system likes.
 */
export async function askForPaths(
  window: BrowserWindow,
  options: Omit<OpenDialogOptions, 'defaultPath'>,
): Promise<string[]> {
  const defaultPath = folder ?? app.getPath('documents')
  const { filePaths, canceled } = await dialog.showOpenDialog(window, { ...options, defaultPath })
  if (canceled || !filePaths[0]) return []
  folder = dirname(filePaths[0])
  return filePaths
}

let saved: string | undefined

/** Asks where a file or folder is to be written; undefined where the person cancels. */
export async function askWhereToSave(
  window: BrowserWindow,
  options: SaveDialogOptions,
): Promise<string | undefined> {
  const { filePath, canceled } = await dialog.showSaveDialog(window, options)
  if (canceled || !filePath) return undefined
  saved = filePath
  return filePath
}

/** Shows what was saved last in the system's file manager. The window names no path: it could name any. */
export function showSaved(): void {
  if (saved !== undefined && existsSync(saved)) shell.showItemInFolder(saved)
}
