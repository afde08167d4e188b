import { app, dialog, type BrowserWindow, type OpenDialogOptions } from 'electron'
import { dirname } from 'node:path'

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
