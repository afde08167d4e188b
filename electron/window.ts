import { app, BrowserWindow, nativeTheme, session } from 'electron'
import { fileURLToPath } from 'node:url'
import { appOrigin } from './appProtocol'

/** Creates the one window: sandboxed and isolated. `lockSession` comes before it. */
export function createWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Windhover',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#15181c' : '#f6f7f8',
    webPreferences: {
      preload: fileURLToPath(new URL('./preload.cjs', import.meta.url)),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
      // Those of a release could only be opened by a menu that it has not.
      devTools: !app.isPackaged,
      // Training reports and progress must be drawn when the window is covered, too.
      backgroundThrottling: false,
    },
  })
  window.once('ready-to-show', () => window.show())
  const load = () => void window.loadURL(`${appOrigin}/index.html`)
  // Of a page without an address (about:blank) nobody is asked before.
  window.webContents.on('did-navigate', (_event, url) => {
    if (!url.startsWith(`${appOrigin}/`)) load()
  })
  load()
  return window
}

/** No page may ask for a device, go elsewhere, or open another: this window shows the app, and nothing else ever does. */
export function lockSession(): void {
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_contents, _permission, callback) => callback(false))
  defaultSession.setPermissionCheckHandler(() => false)
  defaultSession.setDevicePermissionHandler(() => false)
  defaultSession.on('will-download', (event) => event.preventDefault())
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    // Of frames in the page, too.
    contents.on('will-frame-navigate', (event) => event.preventDefault())
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
  })
}
